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
from stallkeeper.machine.confirmation import CONFIRMED, asked_first
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete
from stallkeeper.orders import Order, Receipt, Submission
from stallkeeper.runtime.attempt import Attempt
from stallkeeper.runtime.call_record import is_under_way, may_have_worked, partly, said_of_lines
from stallkeeper.runtime.carrying import why_it_stopped_counting
from stallkeeper.runtime.confirming import Confirming
from stallkeeper.runtime.evidence import facts_before
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.lost_race import lost_race, told
from stallkeeper.runtime.rereading import Look, Rereading
from stallkeeper.runtime.retry import LEASE, SENDING, plan_retry
from stallkeeper.runtime.settlement import gave_back_since, plan_failure
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.store.store import Store

TROUBLES_IN_A_ROW = 3
"""So many orders in a row that could not be sent mean that it is the marketplace and not the order."""


class Sending:
    """Sends one submission at a time and takes the marketplace's yes, no, or silence."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        confirming: Confirming,
        rereading: Rereading,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._journal = journal
        self._confirming = confirming
        self._rereading = rereading
        self._clock = clock
        self._jitter = jitter

    def send(self, lane: Lane, submission: Submission) -> Submission:
        """The submission as it stands after the attempt. AccountError, StoreError, TakenOver are raised as they are."""
        order = self._store.order(submission.key)
        if order is None:
            return self._journal.move(submission, "rejected", reason="the order is not in the store any more")
        try:
            look = self._looked(lane, submission, order)
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            return self._failed(lane, submission, error, left=False)
        if look.order is None:
            reason = "the marketplace does not know the order any more; nothing was sent"
            return self._confirming.give_up(submission, reason, error_kind="not_found", error=reason)
        ended = self._ended(lane, look.submission, look.order)
        return ended or self._leave(lane, look.submission, look.order, look.without)

    def _looked(self, lane: Lane, submission: Submission, order: Order) -> Look:
        """The order as it is now, where it matters; one that has begun goes on, whatever became of the order."""
        return Look(submission, order) if is_under_way(submission) else self._rereading.look(lane, submission, order)

    def _ended(self, lane: Lane, submission: Submission, order: Order) -> Submission | None:
        """The submission settled without being sent: an earlier attempt shows after all, or the order has moved."""
        if is_under_way(submission):
            return None
        if submission.extras.get("doubted"):
            shown = self._confirming.before_it_is_sent_again(lane, submission, order)
            if shown is not None:
                return shown
        return self._overtaken(lane, submission, order)

    def _leave(self, lane: Lane, submission: Submission, order: Order, without: str | None) -> Submission:
        if not (is_under_way(submission) or submission.extras.get("doubted")):
            # what is looked for later is held against the order as it is now, and not as it was when it was asked for
            extras = {**submission.extras, **facts_before(order, submission.fields)}
            submission = replace(submission, before=order.native_status, extras=extras)
        lease = max(LEASE, lane.settlement(submission.action).read_back_after)
        attempt = Attempt(self._journal, submission, order, self._clock, lease, without)
        request = ActionRequest(
            submission.id,
            order,
            submission.action,
            submission.fields,
            attempt.begin,
            attempt,
            repeated=bool(submission.extras.get("doubted")),
        )
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
        """The submission superseded or rejected, where the order has changed so that it is not possible any more."""
        lists = lists_for(lane, submission.action)
        said = decide(lane.machine, order, submission.action, submission.fields, now=self._clock.now(), lists=lists)
        decision = asked_first(lane.machine, order, said, submission.extras.get(CONFIRMED, ()))
        why = "; ".join(reason.message for reason in getattr(decision, "reasons", ()))
        if isinstance(decision, Change):
            if not gave_back_since(submission, order):
                return self._not_carried(submission, order)
            why = "money was given back meanwhile"
        if isinstance(decision, Incomplete):
            reason = f"not possible any more: {why or 'fields are missing'}"
            return self._confirming.give_up(submission, reason)
        if may_have_worked(submission):
            return self._confirming.give_up(submission, f"not possible any more: {why}", error_kind="state_conflict")
        extras = lost_race(submission, order, left=False)
        reason = f"not possible any more: {why}; {told(extras, submission.action)}"
        return self._journal.move(submission, "superseded", reason=reason, extras=extras, error_kind="state_conflict")

    def _not_carried(self, submission: Submission, order: Order) -> Submission | None:
        """A retry given up where what was taken before may not count any more; a person has to look at it."""
        why = why_it_stopped_counting(submission, order)
        words = {"error": why, "error_kind": "state_conflict"}
        return None if why is None else self._confirming.give_up(submission, why, **words)

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

    def _failed(self, lane: Lane, submission: Submission, error: ChannelError, *, left: bool = True) -> Submission:
        """What follows an error; `left` False: it came before the request, which cannot have had any effect."""
        words: dict[str, Any] = {"error_kind": error.kind, "error": str(error)}
        step = plan_failure(error.kind, error.doubtful and left)
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
            return self._confirming.give_up(submission, reason, attempts=attempts, **words)
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
