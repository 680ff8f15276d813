"""What each verb of the engine hands back, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.machine.decision import Change, Decision, Unconfirmed
from stallkeeper.orders import Alert, OrderKey, Submission, Sweep


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The sweeps one account ran. `error` says why the account could not be used."""

    account: str
    sweeps: tuple[Sweep, ...] = ()
    error: str | None = None

    @property
    def complete(self) -> bool:
        """Whether everything asked for was read to its end."""
        return self.error is None and all(sweep.state == "complete" for sweep in self.sweeps)

    @property
    def unread(self) -> int:
        """How many listed orders could not be kept; an incident tells of each."""
        return sum(unread_of(sweep) for sweep in self.sweeps)


def unread_of(sweep: Sweep) -> int:
    """How many of the orders that a sweep was shown could not be kept."""
    return sweep.seen - sweep.created - sweep.changed - sweep.unchanged - sweep.left_out


@dataclass(frozen=True, slots=True)
class ActResult:
    """The machine's answer to a seller, and the submission that was queued for it (None for a no and for a dry run)."""

    key: OrderKey
    decision: Decision | Unconfirmed
    submission: Submission | None = None

    @property
    def taken(self) -> bool:
        """Whether the answer is yes."""
        return isinstance(self.decision, Change)


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of the submissions that were due, each as it stands now; `errors`: (account, why it has to wait)."""

    submissions: tuple[Submission, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    def of(self, state: str) -> tuple[Submission, ...]:
        """Those that now stand at `state`."""
        return tuple(submission for submission in self.submissions if submission.state == state)


def together(*results: SendResult) -> SendResult:
    """Several sends as one."""
    submissions = tuple(each for result in results for each in result.submissions)
    return SendResult(submissions, tuple(dict.fromkeys(each for result in results for each in result.errors)))


@dataclass(frozen=True, slots=True)
class PassedDeadline:
    """One deadline that passed now. `moves_to` is where the engine moved the order, None where it only flagged it."""

    key: OrderKey
    rule: str
    due_at: datetime
    moves_to: str | None


@dataclass(frozen=True, slots=True)
class DeadlineResult:
    """The deadlines that passed since the last look, and those that come near and were not told so before."""

    passed: tuple[PassedDeadline, ...] = ()
    alerts: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class TickResult:
    """Everything one tick did, and when the next one has something to do."""

    synced: tuple[SyncResult, ...]
    sent: SendResult
    deadlines: DeadlineResult
    next_due: datetime
