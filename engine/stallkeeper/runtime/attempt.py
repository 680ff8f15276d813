"""One attempt at sending a submission: what has to be on disk before bytes leave, and the submission as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from stallkeeper.bindings.call_log import Call, CallResult
from stallkeeper.clock import Clock
from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.call_record import results_of, with_flight, with_result, without_flight
from stallkeeper.runtime.journal import Journal


@dataclass(slots=True)
class Attempt:
    """`begin` makes `sending` durable, and is what the client calls before the first byte leaves.

    For an action of several requests it is their log too: each is on disk as leaving before it leaves, and as settled
    before the next one does.
    """

    journal: Journal
    submission: Submission
    order: Order
    clock: Clock
    lease: timedelta
    without: str | None = None
    """Why it leaves without a fresh look at its order, for the record; None: it does not."""
    begun: bool = False

    def begin(self) -> None:
        """Raises TakenOver when another process is sending it; then nothing leaves."""
        now = self.clock.now()
        self.submission = self.journal.move(
            self.submission,
            "sending",
            reason=self.without,
            durable=True,
            sent_at=now,
            attempts=self.submission.attempts + 1,
            next_attempt_at=now + self.lease,
            extras=without_flight(self.submission),
        )
        self.begun = True

    def results(self) -> Mapping[str, CallResult]:
        return results_of(self.submission)

    def leaving(self, call: Call) -> None:
        """Raises TakenOver when another process has taken the submission meanwhile."""
        extras = with_flight(self.submission, call)
        later = self.clock.now() + self.lease
        self.submission = self.journal.note(self.submission, extras=extras, next_attempt_at=later)

    def settled(self, call: Call, result: CallResult) -> None:
        self.submission = self.journal.note(self.submission, extras=with_result(self.submission, call, result))
