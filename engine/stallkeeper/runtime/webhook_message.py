"""A line of the history in; the message that a webhook's receiver gets of it, ids only, or none, out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stallkeeper.orders import EventKind
from stallkeeper.store.history_reader import ToldEvent

TYPES: Mapping[EventKind, str] = MappingProxyType(
    {
        "first_seen": "order.created",
        "moved": "order.moved",
        "unforeseen": "order.moved_unforeseen",
        "unknown_status": "order.status_unknown",
        "flagged": "order.flagged",
        "changed": "order.changed",
        "deadline": "order.deadline_passed",
        "alert": "order.deadline_near",
        "submission": "submission.moved",
        "document": "order.document",
        "back_office": "order.back_office",
        "erased": "order.erased",
    }
)
"""What receivers are told of, and how it is called there."""

_DETAILS = (
    "action", "state", "name", "rule", "flag", "raised", "line", "level", "deadline", "due_at", "back_office", "seen",
)  # fmt: skip
"""What may be said of an event beside its ids. A reason may hold a marketplace's words, and is left out."""

_LISTS = ("missing", "own_ids")
"""The same for what is a list of names or ids."""


def message_of(told: ToldEvent) -> Mapping[str, object]:
    """As plain data. The receiver asks for the order itself, under its own right to see the buyer."""
    event = told.event
    data: dict[str, object] = {
        "order": event.key.id,
        "channel": event.key.channel,
        "scope": event.key.scope,
        "account": told.account,
        "number": told.number,
    }
    given = {
        "from": event.from_status,
        "status": event.to_status,
        "native_status": event.native_status,
        "submission": event.submission,
    }
    data |= {name: value for name, value in given.items() if value is not None}
    details = ((name, event.details.get(name)) for name in _DETAILS)
    data |= {
        name: str(value) if not isinstance(value, bool | int) else value for name, value in details if value is not None
    }
    data |= {
        name: [str(each) for each in event.details[name]] for name in _LISTS if event.details.get(name) is not None
    }
    if told.is_test:
        data["test"] = True
    return {"type": TYPES[event.kind], "timestamp": event.at.isoformat(), "data": data}
