"""What is kept of one order's buyer in, plain data for whoever has a right to it out: all of it, in words of ours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from stallkeeper.orders import Event, Order, Submission
from stallkeeper.render.json_form import event_form, order_form, submission_form


def person_form(
    order: Order,
    payload: bytes | None,
    submissions: tuple[Submission, ...],
    history: tuple[Event, ...],
    documents: Sequence[bytes],
) -> dict[str, Any]:
    """The order with its addresses, the marketplace's own record as text, what was asked for, and what happened.

    Documents are written in base64.
    """
    return {
        **order_form(order, personal=True),
        "native_record": None if payload is None else payload.decode("utf-8", "replace"),
        "submissions": [submission_form(each) for each in submissions],
        "history": [event_form(each) for each in history],
        "documents": [b64encode(each).decode() for each in documents],
    }
