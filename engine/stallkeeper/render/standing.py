"""Sweeps and accounts as they stand go in, a table and the lines that a person reads come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from stallkeeper.durations import format_duration
from stallkeeper.orders import AccountHealth, Budget, LedgerEntry, WindowHealth
from stallkeeper.render.pen import printable
from stallkeeper.render.tables import Table

LEDGER_HEADERS = (
    *("started", "account", "window", "from", "to", "state", "pages"),
    *("seen", "new", "changed", "unchanged", "left out", "overlap", "again", "gap", "missed"),
)


def ledger_table(entries: Iterable[LedgerEntry]) -> Table:
    """One row for each sweep, in the order given."""
    return Table(LEDGER_HEADERS, tuple(_row(entry) for entry in entries), frozenset(range(6, 16)))


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    sweep = entry.sweep
    counts = (sweep.pages, sweep.seen, sweep.created, sweep.changed, sweep.unchanged, sweep.left_out)
    return (
        _when(sweep.started_at),
        sweep.account,
        sweep.window,
        _when(sweep.since) + (" (further back)" if entry.extended else ""),
        _when(sweep.until),
        sweep.state,
        *map(str, counts),
        _long(entry.overlap),
        str(sweep.again) if sweep.again else "",
        _long(entry.gap) if entry.gap else "",
        str(entry.missed) if entry.missed else "",
    )


def health_text(accounts: Iterable[AccountHealth]) -> str:
    """A paragraph for each account."""
    return "\n".join("\n".join(_account(each)) + "\n" for each in accounts)


def _account(health: AccountHealth) -> Iterator[str]:
    standing = _standing(health)
    yield f"{health.account} ({health.channel}): {'well' if health.well else 'look at it'}, {standing}"
    for window in health.windows:
        yield f"  {_window(window)}"
    if health.paused:
        until = f" (until {_when(health.paused_until)})" if health.paused_until else ""
        yield f"  paused: {printable(health.paused)}{until}"
    if health.waiting and not health.gone:
        doubt = f", {health.in_doubt} in doubt" if health.in_doubt else ""
        yield f"  {health.waiting} actions on their way{doubt}, the oldest asked for at {_when(health.waiting_since)}"
    for budget in health.budgets:
        yield f"  {_budget(budget)}"
    for incident in health.incidents:
        if not health.paused or not incident.message.startswith(health.paused):
            times = f" ({incident.count} times)" if incident.count > 1 else ""
            yield f"  {incident.kind}{times}: {printable(incident.message)}"


def _standing(health: AccountHealth) -> str:
    if not health.gone:
        return "never read" if health.lag is None else f"{_long(health.lag)} behind"
    wait = "1 action waits" if health.waiting == 1 else f"{health.waiting} actions wait"
    doubt = f", {health.in_doubt} in doubt" if health.in_doubt else ""
    return f"not in the accounts file; {wait}{doubt}, the oldest asked for at {_when(health.waiting_since)}"


def _window(window: WindowHealth) -> str:
    last = f"read through at {_when(window.last_complete)}" if window.last_complete else "never read through"
    state = f", the last sweep is {window.last_state}" if window.last_state not in (None, "complete") else ""
    late = f", {_long(window.late)} late" if window.late else ""
    return f"{window.window}: {last}{state}{late}, due at {_when(window.due)}"


def _budget(budget: Budget) -> str:
    """asks at most once per 2 seconds (list), up to 20 at once: 3 left now"""
    times = "once" if budget.most == 1 else f"{budget.most} times"
    at_once = f", up to {budget.at_once} at once" if budget.at_once > 1 else ""
    left = ""
    if budget.left is not None:
        left = f": {budget.left} left now" if budget.left else f": used up until {_when(budget.next_turn)}"
    return f"asks at most {times} per {format_duration(budget.per)} ({budget.name}){at_once}{left}"


def _when(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M:%S}"


def _long(duration: timedelta | None) -> str:
    return "" if duration is None else format_duration(timedelta(seconds=round(duration.total_seconds())))
