"""A queued submission in; what became of sending it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from stallkeeper.bindings.budgets import OWN_BUDGET
from stallkeeper.bindings.client import ActionRequest
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, ChannelError, StoreError
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete
from stallkeeper.orders import Order, Receipt, Submission, SubmissionState
from stallkeeper.runtime.attempt import Attempt
from stallkeeper.runtime.call_record import has_begun, partly, said_of_lines
from stallkeeper.runtime.confirming import Confirming
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.retry import LEASE, SENDING, plan_retry
from stallkeeper.runtime.settlement import plan_failure
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.store.store import Store

TROUBLES_IN_A_ROW = 3
"""So many orders in a row that could not be sent mean that it is the marketplace and not the order."""


class Sending:
    """Sends one submission at a time and takes the marketplace's yes, no, or silence."""

    def __init__(
        self, store: Store, journal: Journal, confirming: Confirming, clock: Clock, jitter: Callable[[], float]
    ) -> None:
        self._store = store
        self._journal = journal
        self._confirming = confirming
        self._clock = clock
        self._jitter = jitter

    def send(self, lane: Lane, submission: Submission) -> Submission:
        """The submission as it stands after the attempt. AccountError, StoreError, TakenOver are raised as they are."""
        order = self._store.order(submission.key)
        if order is None:
            return self._journal.move(submission, "rejected", reason="the order is not in the store any more")
        overtaken = self._overtaken(lane, submission, order)
        if overtaken is not None:
            return overtaken
        rules = lane.settlement(submission.action)
        attempt = Attempt(self._journal, submission, order, self._clock, max(LEASE, rules.read_back_after))
        request = ActionRequest(submission.id, order, submission.action, submission.fields, attempt.begin, attempt)
        try:
            receipt = lane.client.send(request)
        except (AccountError, StoreError, TakenOver):
            raise
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            return self._failed(lane, attempt.submission, error)
        except Exception as error:  # whatever one order provokes stays with it
            self._journal.caught(lane.name, error)
            return self._failed(lane, attempt.submission, _unforeseen(error, attempt.begun))
        return self._acknowledged(lane, attempt.submission, receipt)

    def _overtaken(self, lane: Lane, submission: Submission, order: Order) -> Submission | None:
        """The submission superseded or rejected, where the order has changed so that it is not possible any more.

        One that has begun goes on: that the order has changed is its own doing.
        """
        if has_begun(submission):
            return None
        lists = lists_for(lane, submission.action)
        decision = decide(lane.machine, order, submission.action, submission.fields, now=self._clock.now(), lists=lists)
        if isinstance(decision, Change):
            return None
        why = "; ".join(reason.message for reason in decision.reasons) or "fields are missing"
        state: SubmissionState = "rejected" if isinstance(decision, Incomplete) else "superseded"
        after = self._journal.move(submission, state, reason=f"not possible any more: {why}")
        self._journal.settle_incidents(after)
        return after

    def _acknowledged(self, lane: Lane, submission: Submission, receipt: Receipt) -> Submission:
        lane.recovered()
        in_part = replace(submission, extras=partly(submission, receipt))
        refused = receipt.refused[0] if receipt.refused else None
        after = self._journal.move(
            submission,
            "acknowledged",
            reason="the marketplace says that it was done already" if receipt.already_done else said_of_lines(in_part),
            receipt=receipt.reference,
            error=refused.why if refused else None,
            error_kind=refused.kind if refused else None,
            next_attempt_at=self._clock.now(),
            extras=in_part.extras,
        )
        return self._confirming.confirm(lane, after)

    def _failed(self, lane: Lane, submission: Submission, error: ChannelError) -> Submission:
        words: dict[str, Any] = {"error_kind": error.kind, "error": str(error)}
        step = plan_failure(error.kind, error.doubtful)
        if step == "in_doubt":
            return self._doubt(lane, submission, words)
        if step == "again":
            return self._again(lane, submission, error, words)
        if step == "rest":
            return self._rest(lane, submission, error, words)
        if step == "acknowledged":
            return self._acknowledged(lane, submission, Receipt(already_done=True))
        lane.recovered()
        return self._confirming.look(lane, submission, error)

    def _doubt(self, lane: Lane, submission: Submission, words: dict[str, Any]) -> Submission:
        after = self._clock.now() + lane.settlement(submission.action).read_back_after
        extras = {**submission.extras, "doubted": True}
        return self._journal.move(submission, "in_doubt", next_attempt_at=after, extras=extras, **words)

    def _again(self, lane: Lane, submission: Submission, error: ChannelError, words: dict[str, Any]) -> Submission:
        """Back to the queue with a wait, or rejected when it has been tried often enough."""
        if error.code == OWN_BUDGET:
            return self._put_off(submission, error)
        attempts = submission.attempts + (submission.state == "queued")
        wait = plan_retry(SENDING, attempts, self._jitter(), error.retry_after)
        if wait is None:
            reason = f"given up after {attempts} attempts"
            return self._journal.move(submission, "rejected", reason=reason, attempts=attempts, **words)
        now = self._clock.now()
        if error.kind == "rate_limited" or lane.trouble() >= TROUBLES_IN_A_ROW:
            lane.rest(now + wait, str(error))
        return self._journal.move(submission, "queued", attempts=attempts, next_attempt_at=now + wait, **words)

    def _put_off(self, submission: Submission, error: ChannelError) -> Submission:
        """We ourselves hold it back for the account's budget: that is nobody's failure and counts for none."""
        later = self._clock.now() + timedelta(seconds=error.retry_after or 0)
        if submission.state == "queued":
            return self._journal.postpone(submission, next_attempt_at=later)
        attempts = submission.attempts - 1
        return self._journal.move(submission, "queued", reason=str(error), attempts=attempts, next_attempt_at=later)

    def _rest(self, lane: Lane, submission: Submission, error: ChannelError, words: dict[str, Any]) -> Submission:
        """The key is refused: that is the account's trouble and counts for no order."""
        lane.refuse(error, self._clock.now(), self._journal.raise_incident)
        later = lane.resting_until or self._clock.now()
        if submission.state == "queued":
            return self._journal.postpone(submission, next_attempt_at=later, **words)
        attempts = submission.attempts - 1
        return self._journal.move(submission, "queued", attempts=attempts, next_attempt_at=later, **words)


def _unforeseen(error: Exception, begun: bool) -> ChannelError:
    """An error nobody foresaw, as one that says so; its text may hold personal data and is not taken over."""
    return ChannelError(f"it could not be sent ({type(error).__name__})", "unknown", doubtful=begun)
