"""A document of an order: who made it, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stallkeeper.errors import ErrorKind
from stallkeeper.orders.order import OrderKey

DocumentState = Literal[
    "wanted",  # to be fetched; `next_attempt_at` says when it is tried (again)
    "kept",  # fetched, and kept beside the database
    "not_given",  # the marketplace did not have it for as long as we asked
    "uploading",  # being handed over, or was when its process ended
    "uploaded",  # the marketplace took it
    "refused",  # the marketplace did not take it
    "in_doubt",  # it may be there or not
    "erased",  # gone with the buyer's data
]
"""The first three are of documents that the marketplace makes, the next four of ours."""


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """One file. `name` is the channel's word for it; `part` counts from 1 where one document is several files.

    `attempts`: how often it was asked for in vain; of ours, how often it was handed over and not refused. `size` is in
    bytes; `kept` is under which name the store keeps its content. `number` is the seller's own, of an
    invoice say; `error` holds a marketplace's words.
    """

    key: OrderKey
    name: str
    part: int
    made_by: Literal["seller", "channel"]
    state: DocumentState
    at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    media_type: str | None = None
    size: int | None = None
    kept: str | None = None
    number: str | None = None
    receipt: str | None = None
    file_name: str | None = None
    """Under which name one of ours was handed over."""
    error: str | None = None
    error_kind: ErrorKind | None = None
    failing_since: datetime | None = None
    """When it was asked for in vain the first time."""
    handled: bool = False
    """Somebody has dealt with it another way: it is no error any more, until it is handed over or wanted anew."""
