"""Values of the domain go in, plain dicts, lists and scalars for a JSON codec come out.

Amounts stay exact decimals (the codec writes them as numbers), instants become ISO text. Personal data and payloads are
left out unless they are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.decision import Advice, Change, Decision, DueDate, Explanation, Incomplete, Reason
from stallkeeper.machine.derived_address import derived_address
from stallkeeper.machine.diff.difference import Comparison
from stallkeeper.order_fields import PERSONAL_FIELDS, TRACKING_FIELDS
from stallkeeper.orders import AuditEntry, Event, Order, OrderKey, Submission
from stallkeeper.orders.free_text import without_texts
from stallkeeper.problems import Place

NO_FIELDS: frozenset[str] = frozenset()


def plain(value: Any, leave_out: Collection[str] = NO_FIELDS) -> Any:
    """Nested values as dicts and lists; fields named in `leave_out` are left out wherever they stand."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), leave_out) for f in fields(value) if f.name not in leave_out}
    if isinstance(value, Mapping):
        return {str(key): plain(each, leave_out) for key, each in value.items() if key not in leave_out}
    if isinstance(value, (set, frozenset)):
        return [plain(each, leave_out) for each in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return [plain(each, leave_out) for each in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return format_duration(value) if isinstance(value, timedelta) else value


def instant(value: datetime) -> str:
    """An aware instant in UTC: 2026-11-22T12:00:00Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def order_form(order: Order, personal: bool = False, listed: Collection[str] = NO_FIELDS) -> dict[str, Any]:
    """An order with its newest report: what the channel said beside where the order stands.

    Without `personal` nothing is in it that goes with the buyer: no address, no tracking, and of the channel's own
    fields no text, unless it is among `listed`, whose texts come from a list.
    """
    report = plain(order.report, NO_FIELDS if personal else PERSONAL_FIELDS)
    own = plain(order, {"key", "report", "erased"})
    if order.erased is not None:
        own["erased"] = plain(order.erased)
    if personal:
        given = ((kind, getattr(order.report, kind)) for kind in PERSONAL_FIELDS)
        own["derived"] = {kind: plain(derived_address(address)) for kind, address in given if address is not None}
        own["addresses"] = {kind: order.address_state(kind) for kind in PERSONAL_FIELDS}
    else:
        report["parcels"] = plain(order.report.parcels, TRACKING_FIELDS)
        report["extras"] = plain(without_texts(order.report.extras, listed))
    return {**_key(order.key), **own, "report": {name: each for name, each in report.items() if name != "id"}}


def whole_order_form(order: Order, personal: bool = False) -> dict[str, Any]:
    """The same of the one order that a seller looks at: without `personal`, all but the addresses."""
    form = order_form(order, personal)
    form["report"] |= {"parcels": plain(order.report.parcels), "extras": plain(order.report.extras)}
    return form


def _key(key: OrderKey) -> dict[str, Any]:
    return {"id": key.id, "channel": key.channel, "scope": key.scope}


def event_form(event: Event) -> dict[str, Any]:
    """One line of an order's history."""
    return {**_key(event.key), **plain(event, {"key"})}


def audit_form(entry: AuditEntry) -> dict[str, Any]:
    """One line of the record: an event of an order, or a note about none."""
    what = event_form(entry.what) if isinstance(entry.what, Event) else plain(entry.what)
    return {"seal": entry.seal, "number": entry.number, "where": entry.where, "cause": entry.cause, **what}


def submission_form(submission: Submission) -> dict[str, Any]:
    """An action on its way out."""
    form = plain(submission, {"key", "id", "extras"})
    return {"submission": submission.id, **_key(submission.key), **form}


def place_form(place: Place) -> dict[str, Any]:
    """Where a rule stands."""
    return {"path": place.path, "line": place.line, "column": place.column}


def reason_form(reason: Reason) -> dict[str, Any]:
    """One reason for a no."""
    return {**plain(reason, {"place"}), "place": place_form(reason.place)}


def explanation_form(explanation: Explanation) -> dict[str, Any]:
    """Why an action may or may not be done."""
    reasons = [reason_form(each) for each in explanation.reasons]
    return {**plain(explanation, {"reasons", "advice"}), "reasons": reasons, "advice": _advice_form(explanation.advice)}


def _advice_form(advice: Iterable[Advice]) -> list[dict[str, Any]]:
    return [{**plain(each, {"place"}), "place": place_form(each.place)} for each in advice]


def decision_form(decision: Decision) -> dict[str, Any]:
    """The machine's answer to a seller; `answer` is change, not_offered or incomplete."""
    if isinstance(decision, Change):
        return {"answer": "change", **plain(decision, {"advice"}), "advice": _advice_form(decision.advice)}
    reasons = [reason_form(each) for each in decision.reasons]
    missing = {"missing": list(decision.missing)} if isinstance(decision, Incomplete) else {}
    answer = "incomplete" if isinstance(decision, Incomplete) else "not_offered"
    return {"answer": answer, "action": decision.action, **missing, "reasons": reasons}


def comparison_form(comparison: Comparison) -> dict[str, Any]:
    """What differs between two editions; `fields` and `order` of a witness are what a caller would give and see."""
    return {
        "equivalent": comparison.equivalent,
        "breaking": len(comparison.breaking),
        "tried": comparison.tried,
        "unproven": list(comparison.unproven),
        "differences": [
            {**plain(each, {"place"}), "breaking": each.breaking, "place": place_form(each.place)}
            for each in comparison.differences
        ],
    }


def due_form(due: DueDate) -> dict[str, Any]:
    """A deadline that runs."""
    return {**plain(due, {"place"}), "consequence": due.consequence, "place": place_form(due.place)}
