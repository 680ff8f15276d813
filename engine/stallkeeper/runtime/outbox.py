"""The submissions of an account that are due in; each taken as far as it goes now out."""

from __future__ import annotations

from collections.abc import Callable, Collection

from stallkeeper.clock import Clock
from stallkeeper.orders import WORKED_ON, Order, Submission
from stallkeeper.runtime.confirming import Confirming
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.needs_data import NeedsData
from stallkeeper.runtime.order_reader import OrderReader
from stallkeeper.runtime.progress import OnProgress
from stallkeeper.runtime.rereading import Rereading
from stallkeeper.runtime.sending import Sending
from stallkeeper.store.store import Store

_TURN = {"sending": 0, "in_doubt": 0, "queued": 1, "acknowledged": 2, "needs_data": -1}
"""Doubts first: they may put something back into the queue."""


class Outbox:
    """Works the queue of one lane at a time. One order's failure never stands in the way of another's."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        clock: Clock,
        tell: OnProgress,
        jitter: Callable[[], float],
        needs_data: NeedsData,
    ) -> None:
        self._store = store
        self._journal = journal
        self._needs_data = needs_data
        self._clock = clock
        reader = OrderReader(store, clock, tell)
        self._confirming = Confirming(store, journal, reader, clock, jitter)
        self._sending = Sending(store, journal, self._confirming, Rereading(store, reader, clock), clock, jitter)

    def notice(self, lane: Lane, orders: Collection[Order]) -> None:
        """Orders that a sweep brought: what they show settles submissions, without a look of their own."""
        self._confirming.notice(lane, orders)

    def work(self, lane: Lane) -> tuple[Submission, ...]:
        """Take what is due as far as it goes now; each as it stands then. Stops early when the account has to rest."""
        done: dict[str, Submission] = {}
        handled: set[tuple[str, str]] = set()
        while not lane.is_resting(self._clock.now()):
            batch = [each for each in self._due(lane) if (each.id, each.state) not in handled]
            if not batch:
                break
            for submission in batch:
                if lane.is_resting(self._clock.now()):
                    break
                handled.add((submission.id, submission.state))
                done[submission.id] = self._step(lane, submission)
        return tuple(done.values())

    def _due(self, lane: Lane) -> list[Submission]:
        due = self._store.submissions(account=lane.name, states=WORKED_ON, due_at=self._clock.now())
        return sorted(due, key=lambda submission: _TURN[submission.state])

    def _step(self, lane: Lane, submission: Submission) -> Submission:
        try:
            if submission.state == "needs_data":
                return self._needs_data.review(lane, submission)
            if submission.state == "queued":
                return self._sending.send(lane, submission)
            if submission.state == "acknowledged":
                return self._confirming.confirm(lane, submission)
            if submission.state == "sending":
                submission = self._left_behind(submission)
            return self._confirming.resolve(lane, submission)
        except TakenOver:
            return self._store.submission(submission.id) or submission

    def _left_behind(self, submission: Submission) -> Submission:
        """A process ended while it was sending: it may or may not have taken effect.

        Raises TakenOver where it has not ended: it was only slow, and has noted something since the batch was read.
        """
        reason, extras = "the process ended while it was being sent", {**submission.extras, "doubted": True}
        return self._journal.move(submission, "in_doubt", reason=reason, extras=extras, by_sender=False)
