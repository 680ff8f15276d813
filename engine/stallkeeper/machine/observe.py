"""What we hold of an order and a report of it go in, what the report means comes out."""

from __future__ import annotations

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Observation
from stallkeeper.machine.facts import Facts, is_given
from stallkeeper.machine.lines import LinesSeen, lines_seen
from stallkeeper.machine.reading import Reading
from stallkeeper.machine.vocabulary import todays_order, todays_report
from stallkeeper.orders import Order, OrderReport
from stallkeeper.orders.quick_values import quick_maker
from stallkeeper.words import FIRST_SEEN, LINES_DISAGREE, MAY_END, Status

_observation = quick_maker(Observation)


def observe(machine: Machine, held: Order | None, report: OrderReport) -> Observation:
    """What `report` means for the order as we hold it (None: never seen). Pure, total and fast.

    The newest report wins: an older one than the held one is stale and nothing of it applies. A first sight is never
    unforeseen, however late it comes, but for one: an order that the marketplace ships itself arrives in one status,
    and is unforeseen wherever it moves to before that. A report whose word means what the last one meant moves
    nothing, so that a status we moved on to by ourselves (a deadline kept by us, an automatic move) is not undone by
    hearing the old word again. Any other move is obeyed, and foreseen where `foreseen_paths` has a way. A native word
    that is a flag leaves the status where it is: None where it is the first word of an order. An unknown word gives
    the status None: nothing is ever guessed.
    """
    if machine.spec.aliases:
        report = todays_report(machine.spec.aliases, report)
        held = held if held is None else todays_order(machine, held)
    if held is not None and _is_stale(held, report):
        return Observation(held.status, stale=True)
    reading = machine.reading
    native = report.native_status
    lines = lines_seen(reading, held, report)
    status = _status(reading, report, lines)
    unknown = native if status is None and native not in reading.order_flags else None
    disagree = lines.says_something and status is not None and _disagree(status, lines.statuses)
    flagged = (
        lines.order_flags or report.flags or report.fulfilled_by_channel or native in reading.order_flags or disagree
    )
    if held is None:
        now_at, path, foreseen = _first(reading, status)
    else:
        now_at, path, foreseen = _next(machine, held, status, unknown)
    if report.fulfilled_by_channel and path and now_at in reading.fulfilled_early:
        foreseen = False
    return _observation(
        now_at,
        path,
        foreseen,
        unknown,
        lines.unknown,
        False,
        _flags(reading, report, lines, disagree) if flagged else (),
        lines.statuses,
        lines.flags,
        _left_out(reading, report) if reading.limits else None,
    )


def _is_stale(held: Order, report: OrderReport) -> bool:
    ours, theirs = held.report.modified_at, report.modified_at
    return ours is not None and theirs is not None and ours > theirs


def _status(reading: Reading, report: OrderReport, lines: LinesSeen) -> Status | None:
    """What the report says the status is: its own word's, overruled by its lines where a rule applies; else None."""
    native = report.native_status
    status = reading.order_words.get(native)
    if not reading.verdicts or not lines.says_something or (status is None and native not in reading.order_flags):
        return status
    facts = Facts(report, native)
    for verdict in reading.verdicts:
        agreeing = [each == verdict.line_status for each in lines.statuses]
        if (all(agreeing) if verdict.every else any(agreeing)) and verdict.applies(facts):
            return verdict.status
    return status


def _first(reading: Reading, status: Status | None) -> tuple[Status | None, tuple[Status, ...], bool]:
    if status is None:
        return None, (FIRST_SEEN,), True
    onward = reading.onward.get(status, ())
    path = (FIRST_SEEN, *onward) if status == FIRST_SEEN else (FIRST_SEEN, status, *onward)
    return path[-1], path, True


def _next(
    machine: Machine, held: Order, status: Status | None, unknown: str | None
) -> tuple[Status | None, tuple[Status, ...], bool]:
    """Where a later report takes a held order: (status, path, foreseen)."""
    if status is None:
        return (None if unknown is not None else held.status), (), True
    if status == held.status or _is_our_doing(machine, held, status):
        return held.status, (), True
    onward = machine.reading.onward.get(status, ())
    stood_at = held.status if held.status is not None else held.last_known_status
    again = stood_at is None or stood_at == status
    way = (status,) if again else machine.paths.get((stood_at, status))  # type: ignore[arg-type]
    path = (*(way or (status,)), *onward)
    return path[-1], path, way is not None


def _is_our_doing(machine: Machine, held: Order, status: Status) -> bool:
    """Whether we moved the order from `status` to where it stands, and the channel goes on saying `status`."""
    if held.status is None or held.status not in machine.reading.own_moves.get(status, ()):
        return False
    said = _status(machine.reading, held.report, lines_seen(machine.reading, held, held.report))
    return said is None or said == status


def _disagree(status: Status, lines: tuple[Status | None, ...]) -> bool:
    """Whether lines that agree contradict their order: only one of the two is at its end. Lines that differ do not."""
    if lines.count(status) == len(lines):
        return False
    said = {line for line in lines if line is not None}
    return len(said) == 1 and (status in MAY_END) != said.issubset(MAY_END)


def _flags(reading: Reading, report: OrderReport, lines: LinesSeen, disagree: bool) -> tuple[str, ...]:
    """Flags of the order's own word, of who ships it, of its lines, and those that the binding read."""
    own = reading.order_flags.get(report.native_status)
    shipped = reading.fulfilled_flag if report.fulfilled_by_channel else None
    told = LINES_DISAGREE if disagree else None
    return tuple(flag for flag in dict.fromkeys((own, shipped, told, *lines.order_flags, *report.flags)) if flag)


def _left_out(reading: Reading, report: OrderReport) -> str | None:
    """Why the order is not ours, or None. What is not reported excludes nothing: an order is never lost by a gap."""
    facts = Facts(report, report.native_status)
    for limit in reading.limits:
        if (limit.asks_presence or is_given(limit.read(facts))) and not limit.holds(facts):
            return limit.because
    return None
