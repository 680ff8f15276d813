"""How reading stands: what each sweep found that others had missed, and whether an account is kept in step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stallkeeper.orders.cursor import Incident, Sweep


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One sweep, and how it lies beside the ones before it.

    `overlap` is how much of its interval had been read before, `gap` what lies unread between the two (None: no sweep
    before it). `missed` counts orders that it was the first to see although another window should have shown them;
    `extended` says that it reached further back than its look-back, because nothing had been read for longer.
    """

    sweep: Sweep
    overlap: timedelta | None = None
    gap: timedelta | None = None
    missed: int = 0
    extended: bool = False


@dataclass(frozen=True, slots=True)
class WindowHealth:
    """One window of an account: when it was last read to its end, and when it is due. `late` is how long overdue."""

    window: str
    last_complete: datetime | None
    last_state: str | None
    due: datetime
    late: timedelta | None


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit of requests that an account keeps to: `most` per `per`, and up to `at_once` after a pause.

    `left` of these may leave at once now, by what this process has asked for, and the next one leaves at `next_turn`;
    both are None as long as it has asked for nothing.
    """

    name: str
    most: int
    per: timedelta
    at_once: int
    left: int | None = None
    next_turn: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One account. `lag` is how far behind the marketplace's time it is proven read (None: it was never read).

    `paused` says why nothing is asked of the marketplace, and `paused_until` how long; `waiting` and `in_doubt` count
    actions on their way out, and `waiting_since` is when the oldest was asked for. `incidents` are those that are open.
    `budgets` are its limits of requests; a channel of which none is known has none. One that is `gone` is not in the
    accounts file: whatever waits for it is sent by nobody.
    """

    account: str
    channel: str
    windows: tuple[WindowHealth, ...]
    lag: timedelta | None = None
    paused: str | None = None
    paused_until: datetime | None = None
    waiting: int = 0
    in_doubt: int = 0
    waiting_since: datetime | None = None
    incidents: tuple[Incident, ...] = ()
    budgets: tuple[Budget, ...] = ()
    gone: bool = False

    @property
    def well(self) -> bool:
        """Whether nobody has to look at it."""
        late = any(window.late is not None for window in self.windows)
        return not (late or self.paused or self.in_doubt or self.incidents or self.gone)
