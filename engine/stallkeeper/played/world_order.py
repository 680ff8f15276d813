"""One order as the played marketplace holds it, and what has been done to it: values that the world changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Effect:
    """One action that took effect. `request` is a digest of the request's body, in hex; `number` counts from 1."""

    number: int
    order_id: str
    action: str
    at: datetime
    request: str
    status_before: str
    status_after: str
    lines: tuple[str, ...] = ()
    """The ids of the lines that it was about, where it was about lines."""
    told: Any = field(default=None, repr=False)
    """What the request said of this order, as it was read: amounts, parcels, reasons."""


@dataclass(slots=True)
class WorldOrder:
    """The truth about one order: the native payload, exact instants, running amounts, units that went through."""

    id: str
    tree: Any
    status: str
    created: datetime
    modified: datetime
    serial: int
    variant: str
    foreign: bool
    ledger: dict[str, Decimal] = field(default_factory=dict)
    units: dict[str, Decimal] = field(default_factory=dict)
    line_ledgers: dict[str, Decimal] = field(default_factory=dict)
    revision: int = 0
    entry: int = 0
    """How often it has come into a status: a move that was planned before the last time is void."""
    earlier: Any = None
    """The payload before the last change, kept while late updates are played."""
    changed: datetime | None = None
    """When it last changed, whether or not its dates say so."""
    history: list[str] = field(default_factory=list)
    """The native statuses it has had, in order."""
