"""The sweeps of an account in, newest first; each beside the ones before it, with what it shows of them, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from stallkeeper.orders import LedgerEntry, Sweep
from stallkeeper.spec.channel_spec import Window

OPEN_ORDERS = "open orders"
"""What the ledger calls it when orders are read by their ids; no window can have that name."""

_NOTHING = timedelta(0)


def ledger_entries(sweeps: Iterable[Sweep], windows: Sequence[Window]) -> list[LedgerEntry]:
    """One entry for each sweep of one account, the newest first. `windows` are the channel's, in its author's order."""
    by_window: dict[str, list[Sweep]] = {}
    for sweep in sweeps:
        by_window.setdefault(sweep.window, []).append(sweep)
    chances = _chances(by_window, windows)
    entries = [entry for name, held in by_window.items() for entry in _of_window(held, name, windows, chances)]
    return sorted(entries, key=lambda entry: entry.sweep.started_at, reverse=True)


def _chances(by_window: dict[str, list[Sweep]], windows: Sequence[Window]) -> list[tuple[datetime, datetime]]:
    """From when to when the first window had read all it could see: it misses nothing while it is behind itself."""
    if not windows:
        return []
    read = [sweep for sweep in by_window.get(windows[0].name, ()) if sweep.state == "complete" and sweep.finished_at]
    return [(sweep.started_at, sweep.started_at + 2 * windows[0].every) for sweep in read]


def _of_window(
    newest_first: list[Sweep], name: str, windows: Sequence[Window], chances: list[tuple[datetime, datetime]]
) -> Iterator[LedgerEntry]:
    look_back = next((window.look_back for window in windows if window.name == name), None)
    is_first_window = not windows or windows[0].name == name
    before: Sweep | None = None
    for sweep in reversed(newest_first):
        in_time = any(begun <= sweep.started_at <= over for begun, over in chances)
        missed = sweep.created if in_time and before is not None and not is_first_window else 0
        missed = sweep.missed if name == OPEN_ORDERS else missed
        yield LedgerEntry(sweep, _overlap(sweep, before), _gap(sweep, before), missed, _extended(sweep, look_back))
        if sweep.state == "complete":
            before = sweep


def _overlap(sweep: Sweep, before: Sweep | None) -> timedelta | None:
    if before is None or sweep.since is None:
        return None
    return max(before.until - sweep.since, _NOTHING)


def _gap(sweep: Sweep, before: Sweep | None) -> timedelta | None:
    if before is None or sweep.since is None:
        return None
    return max(sweep.since - before.until, _NOTHING)


def _extended(sweep: Sweep, look_back: timedelta | None) -> bool:
    """A sweep that looks back ends at the marketplace's now; a minute more is the clocks', not an outage's."""
    if look_back is None or sweep.since is None:
        return False
    return sweep.until - sweep.since > look_back + timedelta(minutes=1)
