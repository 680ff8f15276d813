"""A kind of incident in; its class, what ends it, and the order it is about, out: one row for every kind there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from stallkeeper.errors import ErrorKind
from stallkeeper.orders import Incident
from stallkeeper.runtime import incidents

End: TypeAlias = Literal["cause", "person"]
"""What closes it: the end of its cause, seen by us; or a person, by the verb its message names or by `errors handle`"""

CLASSES: Mapping[str, tuple[ErrorKind, End]] = {
    incidents.ACCOUNT: ("auth", "cause"),
    incidents.ACCOUNT_GONE: ("not_found", "cause"),
    incidents.SWEEP_FAILED: ("unknown", "cause"),
    incidents.FEWER_THAN_ANNOUNCED: ("transient", "cause"),
    incidents.FIRST_PULL_EMPTY: ("validation", "cause"),
    incidents.FIELDS_MISSING: ("validation", "cause"),
    incidents.FIELD_DROPPED: ("validation", "cause"),
    incidents.UNKNOWN_STATUS: ("validation", "cause"),
    incidents.UNKNOWN_LINE_STATUS: ("validation", "cause"),
    incidents.DRIFT: ("validation", "cause"),
    incidents.UNREADABLE_ORDER: ("validation", "cause"),
    incidents.ORDER_WITHOUT_ID: ("validation", "cause"),
    incidents.EDITION_OVER: ("permanent", "cause"),
    incidents.CLOCK_SKEW: ("permanent", "cause"),
    incidents.VANISHED: ("not_found", "cause"),
    incidents.NONE_KNOWN: ("not_found", "cause"),
    incidents.IN_DOUBT: ("unknown", "cause"),
    incidents.NOT_CONFIRMED: ("unknown", "cause"),
    incidents.DOCUMENT_NOT_GIVEN: ("not_found", "cause"),
    incidents.DOCUMENT_IN_DOUBT: ("unknown", "person"),
    incidents.WEBHOOK_PAUSED: ("permanent", "person"),
    incidents.WEBHOOK_REFUSED: ("validation", "cause"),
    incidents.STOCK_UNREADABLE: ("transient", "cause"),
    incidents.RULES_STOPPED: ("permanent", "person"),
    incidents.ERASED_WHILE_OPEN: ("permanent", "person"),
    incidents.ERASURE_HELD_BACK: ("state_conflict", "cause"),
    incidents.ERASURE_INCOMPLETE: ("transient", "cause"),
    incidents.EXPORT_LEFT: ("state_conflict", "cause"),
}
"""A sweep that failed is of its error's class, which its row of the ledger holds; the one here stands in for none."""

_OF_AN_ORDER = frozenset(
    {incidents.VANISHED, incidents.UNREADABLE_ORDER, incidents.RULES_STOPPED, incidents.ERASED_WHILE_OPEN}
)


def order_of(incident: Incident) -> str | None:
    """The id of the one order that it is about; None: it is about something else, or about many."""
    if incident.kind == incidents.DOCUMENT_IN_DOUBT:
        return incident.subject.rpartition(" ")[0]
    return incident.subject if incident.kind in _OF_AN_ORDER else None
