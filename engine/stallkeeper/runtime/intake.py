"""A channel's report and what we hold of the order in; the order as it now stands and what happened to it out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from stallkeeper.machine.anonymized import without_nobody
from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decision import Observation
from stallkeeper.machine.observe import observe
from stallkeeper.machine.ship_by import stays_late
from stallkeeper.machine.untold import with_what_was_told
from stallkeeper.machine.vocabulary import todays_report
from stallkeeper.orders import Event, EventKind, Order, OrderKey, OrderLine, OrderReport
from stallkeeper.orders.quick_values import quick_copier, quick_maker, slot_setter
from stallkeeper.words import FIRST_SEEN, LATE, MERGED, MERGED_AS, MERGED_INTO, TEST, VANISHED

CHANNEL = "channel"
"""Who says what a report says."""

TOTAL_BEFORE = "total_before"
"""The key of an event's details that holds the total that another one took the place of."""

UNFORESEEN = "unforeseen"
STALE: EventKind = "stale"
_ENGINE_FLAGS = (UNFORESEEN, LATE, VANISHED, MERGED)

AHEAD = timedelta(minutes=15)
"""A date of a change so far ahead is a mistake (another zone, a clock that is wrong): taken as it is, it would make
every change before it look older than what is held."""

_order = quick_maker(Order)
_happened = quick_maker(Event)
_with_lines = quick_copier(OrderReport, "lines")
_dated = quick_copier(OrderReport, "modified_at")
_told = quick_copier(OrderLine, "status", "flags")
_set_status, _set_flags = slot_setter(OrderLine, "status"), slot_setter(OrderLine, "flags")


class Taken(NamedTuple):
    """What a report did. `order` is None when it is left out; for a stale one it is the order held, unchanged."""

    outcome: Literal["created", "changed", "left_out", "stale"]
    observation: Observation
    order: Order | None = None
    events: tuple[Event, ...] = ()


def take_in(
    machine: Machine,
    key: OrderKey,
    account: str,
    report: OrderReport,
    held: Order | None,
    now: datetime,
    *,
    given_away: bool = False,
) -> Taken:
    """Observe `report` against the order held (None: never seen) and say where the order stands now.

    Of a report that is `given_away`, for nobody else holds it, the lines take their statuses without being copied.
    """
    report = without_nobody(todays_report(machine.spec.aliases, report))
    if report.modified_at is not None and report.modified_at > now + AHEAD:
        report = _dated(report, now)
    if held is not None:
        report = with_what_was_told(report, held.report)
    observation = observe(machine, held, report)
    if observation.left_out is not None:
        return Taken("left_out", observation)
    if observation.stale and held is not None:
        return Taken("stale", observation, held, (_stale_event(held, report, now),))
    report = (_settled if given_away else _with_line_statuses)(report, observation)
    order = _order_after(key, account, report, held, observation, now, bool(machine.for_tests))
    if held is not None and LATE in held.flags:
        order = _late_or_not(order, stays_late(machine, held, order, now))
    if report.extras and report.extras.get(MERGED_INTO):
        return _merged(order, held, observation, now)
    events = tuple(_events(held, order, observation, now))
    return Taken("created" if held is None else "changed", observation, order, events)


def _merged(order: Order, held: Order | None, observation: Observation, now: datetime) -> Taken:
    """It has become part of another, whatever word it bears: closed, so that its lines are only to be sent there."""
    known, before = held is not None and MERGED in held.flags, FIRST_SEEN if held is None else held.status
    since = held.status_since if held is not None and known else order.report.modified_at or now
    flags = (MERGED, *(flag for flag in order.flags if flag == TEST))
    merged = replace(order, status=MERGED_AS, last_known_status=MERGED_AS, status_since=since, flags=flags)
    details = {MERGED_INTO: str(order.report.extras[MERGED_INTO])}
    told = [_event(merged, now, "first_seen", to_status=FIRST_SEEN)] if held is None else []
    told.append(
        _event(merged, now, "changed")
        if known
        else _event(merged, now, "moved", from_status=before, to_status=MERGED_AS, details=details)
    )
    return Taken(
        "created" if held is None else "changed", replace(observation, unknown_native=None), merged, tuple(told)
    )


def _order_after(
    key: OrderKey,
    account: str,
    report: OrderReport,
    held: Order | None,
    observation: Observation,
    now: datetime,
    for_tests: bool,
) -> Order:
    status = observation.status
    reported_at = report.modified_at or now
    if held is None:
        since, first_seen_at, last_known, canceled_since = reported_at, now, status, None
    else:
        since = held.status_since if held.status == status else reported_at
        first_seen_at = held.first_seen_at
        last_known = status or held.status or held.last_known_status
        canceled_since = held.partially_canceled_since
    return _order(
        key=key,
        account=account,
        status=status,
        native_status=report.native_status,
        status_since=since,
        first_seen_at=first_seen_at,
        updated_at=now,
        report=report,
        last_known_status=last_known,
        flags=_flags_after(held, observation, for_tests),
        partially_canceled_since=(canceled_since or reported_at) if report.partially_canceled else None,
        erased=held.erased if held is not None else None,
    )


def _late_or_not(order: Order, late: bool) -> Order:
    others = tuple(flag for flag in order.flags if flag != LATE)
    return replace(order, flags=(*others, LATE) if late else others)


def _with_line_statuses(report: OrderReport, observation: Observation) -> OrderReport:
    if not any(observation.line_statuses) and not any(observation.line_flags):
        return report
    seen = zip(report.lines, observation.line_statuses, observation.line_flags, strict=True)
    lines = [
        line if status == line.status and flags == line.flags else _told(line, status, flags)
        for line, status, flags in seen
    ]
    return _with_lines(report, tuple(lines))


def _settled(report: OrderReport, observation: Observation) -> OrderReport:
    """The same for a report that is ours alone."""
    if not observation.line_statuses:
        return report
    for line, status, flags in zip(report.lines, observation.line_statuses, observation.line_flags, strict=True):
        _set_status(line, status)
        _set_flags(line, flags)
    return report


def _flags_after(held: Order | None, observation: Observation, for_tests: bool) -> tuple[str, ...]:
    """The flags reported, and `unforeseen`, which stays until the order next moves as foreseen. A test stays one, and
    what was not read as one never becomes one through its account. One that is reported has not vanished.
    """
    if not observation.flags and observation.foreseen and (not for_tests if held is None else not held.flags):
        return ()
    reported = tuple(flag for flag in observation.flags if flag not in _ENGINE_FLAGS)
    moved = held is None or held.status != observation.status
    kept = () if moved or held is None else tuple(flag for flag in held.flags if flag == UNFORESEEN)
    if not observation.foreseen and UNFORESEEN not in kept:
        kept = (*kept, UNFORESEEN)
    if TEST not in reported and (for_tests if held is None else held.is_test):
        kept = (TEST, *kept)
    return (*reported, *kept)


def _events(held: Order | None, order: Order, observation: Observation, now: datetime) -> list[Event]:
    events = _first_moves(order, observation, now) if held is None else _moves(held, order, observation, now)
    events += _flag_changes(held, order, now)
    unknown = observation.unknown_native
    if unknown is not None and (held is None or held.native_status != unknown or held.status is not None):
        events.append(_event(order, now, "unknown_status", from_status=held.status if held else FIRST_SEEN))
    if held is not None and not events:
        events.append(_event(order, now, "changed"))
    if held is not None and order.report.total != held.report.total is not None:
        events[-1] = replace(events[-1], details={**events[-1].details, TOTAL_BEFORE: str(held.report.total)})
    if order.report.drift:
        events.append(_event(order, now, "drift", details={"paths": list(order.report.drift)}))
    return events


def _first_moves(order: Order, observation: Observation, now: datetime) -> list[Event]:
    """Every order is first seen as new, and goes on from there to where it stands."""
    events = [_event(order, now, "first_seen", to_status=FIRST_SEEN)]
    before = FIRST_SEEN
    last = len(observation.path) - 1
    for index, status in enumerate(observation.path):
        if status != before:
            events.append(_event(order, now, _kind(observation, index == last), from_status=before, to_status=status))
            before = status
    return events


def _moves(held: Order, order: Order, observation: Observation, now: datetime) -> list[Event]:
    """The statuses on the way; the last step of an unforeseen move is called so."""
    events = []
    before, last = held.status, len(observation.path) - 1
    for index, status in enumerate(observation.path):
        details, kind = _time_of(order.report), _kind(observation, index == last)
        events.append(_event(order, now, kind, from_status=before, to_status=status, details=details))
        before = status
    return events


def _kind(observation: Observation, last: bool) -> EventKind:
    return "unforeseen" if last and not observation.foreseen else "moved"


def _flag_changes(held: Order | None, order: Order, now: datetime) -> list[Event]:
    """Flags raised and lowered on the order or one of its lines; `unforeseen` has an event of its own."""
    before = set() if held is None else flags_of(held)
    after = flags_of(order)
    if before == after:
        return []
    changed = sorted(before ^ after, key=str)
    return [_event(order, now, "flagged", details=_flag_details(flag, flag in after)) for flag in changed]


def flags_of(order: Order) -> set[tuple[str | None, str]]:
    """Every flag of the order (None, flag) and of its lines (line id, flag), the engine's word `unforeseen` aside."""
    flags: set[tuple[str | None, str]] = set()
    if order.flags:
        flags.update((None, flag) for flag in order.flags if flag != UNFORESEEN)
    for line in order.report.lines:
        if line.flags:
            flags.update((line.id, flag) for flag in line.flags)
    return flags


def _flag_details(flag: tuple[str | None, str], raised: bool) -> dict[str, Any]:
    line, word = flag
    details: dict[str, Any] = {"flag": word, "raised": raised}
    return details if line is None else {**details, "line": line}


def _stale_event(held: Order, report: OrderReport, now: datetime) -> Event:
    details = {"native_status": report.native_status, **_time_of(report)}
    return _event(held, now, "stale", details=details)


def _time_of(report: OrderReport) -> dict[str, Any]:
    return {} if report.modified_at is None else {"modified_at": report.modified_at.isoformat()}


def _event(
    order: Order,
    now: datetime,
    kind: EventKind,
    from_status: str | None = None,
    to_status: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Event:
    native = order.native_status
    return _happened(now, order.key, kind, CHANNEL, from_status, to_status, native, None, details or {})
