"""Accounts and windows in; the newest sweep of each out, read from the store once and kept up to date."""

from __future__ import annotations

from stallkeeper.orders import Sweep
from stallkeeper.store.store import Store


class Ledger:
    """The newest sweeps of this engine's accounts: what the schedule and a resumed sweep go by."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._newest: dict[str, dict[str, Sweep]] = {}

    def newest(self, account: str) -> dict[str, Sweep]:
        """By window, the sweep that started last."""
        held = self._newest.get(account)
        if held is None:
            held = {sweep.window: sweep for sweep in self._store.newest_sweeps(account)}
            self._newest[account] = held
        return held

    def begin_anew(self) -> None:
        """Read it from the store again."""
        self._newest.clear()

    def save(self, sweep: Sweep) -> None:
        """Write the sweep's state and remember it."""
        self._store.save_sweep(sweep)
        self.note(sweep)

    def note(self, sweep: Sweep) -> None:
        """Remember a state that is in the store already."""
        self.newest(sweep.account)[sweep.window] = sweep
