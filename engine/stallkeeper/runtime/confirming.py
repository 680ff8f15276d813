"""A submission that is on its way or in doubt in; what a look at its order makes of it out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from stallkeeper.bindings.call_log import CallResult
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Event, Incident, Order, Submission
from stallkeeper.runtime import incidents
from stallkeeper.runtime.call_record import (
    flight_of,
    has_begun,
    lines_that_stand,
    may_have_worked,
    said_of_lines,
    shown,
    with_result,
)
from stallkeeper.runtime.evidence import evidence_of, was_taken
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.lost_race import lost_race, told
from stallkeeper.runtime.order_reader import OrderReader
from stallkeeper.runtime.outcomes import ask_outcomes, said_done
from stallkeeper.runtime.rereading import with_read_at
from stallkeeper.runtime.retry import READING_BACK, SENDING, plan_retry
from stallkeeper.runtime.settlement import Reading, only_after, ruled_out, settle, shows
from stallkeeper.store.store import Store
from stallkeeper.words import Status

GIVEN_UP = "given_up"
"""The key of a submission's extras that says that it never leaves once more, though nobody knows whether it worked."""


class Confirming:
    """Looks orders up and settles what was sent. It never sends."""

    def __init__(
        self, store: Store, journal: Journal, reader: OrderReader, clock: Clock, jitter: Callable[[], float]
    ) -> None:
        self._store = store
        self._journal = journal
        self._reader = reader
        self._clock = clock
        self._jitter = jitter

    def confirm(self, lane: Lane, submission: Submission) -> Submission:
        """An acknowledged one: confirmed once its effect shows, in doubt when that takes longer than it may.

        Where the marketplace does it later, it is asked first what became of it.
        """
        try:
            ended = ask_outcomes(lane, submission)
            submission = ended.submission
            if ended.failed is not None:
                return self.look(lane, submission, ended.failed)
            order = None if ended.pending else self._reader.read(lane, submission.key.id, f"submission:{submission.id}")
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            return self._look_later(lane, submission, error)
        if order is not None:
            settled = self._settled(lane, submission, order)
            if settled is not None:
                return settled
        overdue = self._overdue_at(lane, submission)
        if overdue is None or self._clock.now() < overdue:
            every = lane.settlement(submission.action).every if ended.pending else None
            return self._journal.postpone(submission, **self._next_look(submission, overdue, every=every))
        raised = incidents.not_confirmed(submission, self._clock.now())
        return self._ask(submission, "its effect has not shown in time", raised)

    def resolve(self, lane: Lane, submission: Submission) -> Submission:
        """One in doubt: confirmed, superseded, queued again where that is safe, or left for a person."""
        asked_at = self._clock.now()
        try:
            order = self._reader.read(lane, submission.key.id, f"submission:{submission.id}")
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            return self._look_later(lane, submission, error)
        if order is None:
            return self._ask(submission, "the marketplace does not know the order")
        in_several = has_begun(submission) or flight_of(submission) is not None
        if in_several and not submission.extras.get(GIVEN_UP):
            return self._resolve_call(lane, submission, order, asked_at)
        settled = self._settled(lane, submission, order)
        if settled is not None:
            return settled
        reading = self._reading(lane, submission, order)
        if reading.settled == "unclear":
            return self._ask(submission, reading.reason or "the order shows neither")
        return self._not_there(lane, submission, asked_at)

    def _resolve_call(self, lane: Lane, submission: Submission, order: Order, asked_at: datetime) -> Submission:
        """One of several requests may have been out: it is settled by itself, and the others are left as they are."""
        call = flight_of(submission)
        if call is None:
            return self._go_on(submission, "nothing was out; going on with what is left", submission.extras)
        whole = self._settled(lane, submission, order) if call.last and call.line is None else None
        if whole is not None:
            return whole
        found = shown(submission, call, order) if lane.settlement(submission.action).shown_by_order else "not_there"
        if found == "happened":
            extras = with_result(submission, call, CallResult(line=call.line))
            return self._go_on(submission, f"the order shows {call.key}; going on with what is left", extras)
        if found == "unclear":
            return self._ask(submission, f"the order does not say whether {call.key} happened")
        return self._not_there(lane, submission, asked_at)

    def _go_on(self, submission: Submission, reason: str, extras: Mapping[str, Any]) -> Submission:
        now = self._clock.now()
        return self._journal.move(submission, "queued", reason=reason, next_attempt_at=now, extras=extras)

    def before_it_is_sent_again(self, lane: Lane, submission: Submission, order: Order) -> Submission | None:
        """One that was in doubt and waits to be sent again: settled, or left to a person, if its order moved since."""
        settled = self._settled(lane, submission, order)
        if settled is not None:
            return settled
        reading = self._reading(lane, submission, order)
        if reading.settled == "unclear":
            return self._ask(submission, reading.reason or "the order shows neither")
        return None

    def look(self, lane: Lane, submission: Submission, error: ChannelError) -> Submission:
        """One refused: confirmed or superseded if its order shows so, else rejected in the marketplace's words.

        Where an earlier attempt was in doubt, the refusal may be the first sign that it worked.
        """
        words: dict[str, Any] = {"error_kind": error.kind, "error": str(error)}
        try:
            order = self._reader.read(lane, submission.key.id, f"submission:{submission.id}")
        except ChannelError:
            if error.kind == "state_conflict" or submission.extras.get("doubted"):
                after = self._clock.now() + lane.settlement(submission.action).read_back_after
                return self._journal.move(submission, "in_doubt", next_attempt_at=after, **words)
            order = None
        settled = None if order is None else self._settled(lane, submission, order)
        return settled or self.give_up(submission, **words)

    def give_up(self, submission: Submission, reason: str | None = None, **words: Any) -> Submission:
        """One that is not sent any more: rejected; where it may have worked before, left to a person as in doubt."""
        if not may_have_worked(submission):
            return self._journal.move(submission, "rejected", reason=reason, **words)
        given_up = replace(submission, extras={**submission.extras, GIVEN_UP: True})
        return self._ask(given_up, f"{reason or 'it is refused now'}; an attempt before may have worked", **words)

    def notice(self, lane: Lane, orders: Collection[Order]) -> None:
        """Orders that a sweep brought: what they show settles submissions, without a look of their own."""
        if not orders:
            return
        seen = {order.key: order for order in orders}
        for submission in self._store.submissions(account=lane.name, states=("acknowledged", "in_doubt")):
            order = seen.get(submission.key)
            if order is not None and flight_of(submission) is None:
                with suppress(TakenOver):  # another process has seen it too
                    self._settled(lane, submission, order)

    def _settled(self, lane: Lane, submission: Submission, order: Order) -> Submission | None:
        """The submission confirmed or superseded, where the order shows it; else None."""
        reading = self._reading(lane, submission, order)
        if reading.settled == "confirmed":
            said = said_of_lines(submission)
            words: dict[str, Any] = {} if said else {"error": None, "error_kind": None}
            return self._journal.move(submission, "confirmed", reason=said or reading.reason, **words)
        if reading.settled == "superseded":
            extras = lost_race(submission, order, left=True)
            reason = f"{reading.reason}; {told(extras, submission.action)}"
            return self._journal.move(
                submission, "superseded", reason=reason, extras=extras, error_kind="state_conflict"
            )
        return None

    def _reading(self, lane: Lane, submission: Submission, order: Order) -> Reading:
        settlement = lane.settlement(submission.action)
        if not settlement.shown_by_order:
            return _by_answer(submission, is_followed=settlement.asks_for_outcome)
        passed = _passed_since(submission, self._store.history(order.key))
        taken = was_taken(submission)
        reading = settle(submission, order, passed, only_after(lane.spec, submission) if taken else ())
        stands = order.status == submission.extras.get("status_before")
        if stands and has_begun(submission) and not (taken or said_of_lines(submission)):
            return Reading("still_before")  # what changed is the work of its earlier requests
        shows_it = not stands or shows(submission, order)
        leaves_it = set(submission.expected) == {submission.extras.get("status_before")}
        says_so = said_done(submission) and order.status in submission.expected and (shows_it or leaves_it)
        if says_so and reading.settled != "confirmed":  # its word alone is none where the order could show it
            return Reading("confirmed", "the marketplace says that it is done")
        if reading.settled == "superseded" and _may_be_under_way(lane, submission, order):
            return Reading("unclear", f"{reading.reason}, which does not say whether this was done")
        if reading.settled != "superseded" and (standing := lines_that_stand(submission, order)):
            return Reading("unclear", f"the marketplace took line {standing[0]}, which stands where it stood")
        if said_of_lines(submission) and evidence_of(submission, order) == "shown":
            return Reading("confirmed", reading.reason)
        return reading

    def _not_there(self, lane: Lane, submission: Submission, asked_at: datetime) -> Submission:
        """The order stood where it stood, as of `asked_at`. What was acknowledged is never sent again by itself."""
        may_resend = lane.settlement(submission.action).may_resend and not was_taken(submission)
        if not may_resend or submission.extras.get(GIVEN_UP):
            return self._ask(submission, "the order does not show it, and doing it twice could do harm")
        if submission.attempts >= SENDING.attempts:
            return self._ask(submission, f"the order does not show it after {submission.attempts} attempts")
        now = self._clock.now()
        extras = with_read_at(submission, asked_at).extras
        reason = "no effect was found; sent again"
        return self._journal.move(submission, "queued", reason=reason, next_attempt_at=now, extras=extras)

    def _ask(self, submission: Submission, why: str, raised: Incident | None = None, **words: Any) -> Submission:
        """Leave it to a person, told once; the order is still looked at now and then."""
        now = self._clock.now()
        if not submission.extras.get("asked"):
            self._journal.raise_incident(raised or incidents.in_doubt(submission, why, now))
        extras = {**submission.extras, "asked": True, "acknowledged": was_taken(submission)}
        later = now + READING_BACK.longest
        if submission.state == "in_doubt":
            return self._journal.postpone(submission, next_attempt_at=later, extras=extras)
        return self._journal.move(submission, "in_doubt", reason=why, next_attempt_at=later, extras=extras, **words)

    def _look_later(self, lane: Lane, submission: Submission, error: ChannelError) -> Submission:
        if error.kind == "auth":
            lane.refuse(error, self._clock.now(), self._journal.raise_incident)
        return self._journal.postpone(submission, **self._next_look(submission, None, error.retry_after))

    def _next_look(
        self,
        submission: Submission,
        not_after: datetime | None,
        retry_after: float | None = None,
        every: timedelta | None = None,
    ) -> dict[str, object]:
        looks = int(submission.extras.get("looks", 0)) + 1
        wait = every or plan_retry(READING_BACK, looks, self._jitter(), retry_after) or timedelta(0)
        at = self._clock.now() + wait
        return {
            "next_attempt_at": at if not_after is None else min(at, not_after),
            "extras": {**submission.extras, "looks": looks},
        }

    def _overdue_at(self, lane: Lane, submission: Submission) -> datetime | None:
        within = lane.settlement(submission.action).confirm_within
        return None if within is None else (submission.sent_at or submission.created_at) + within


def _passed_since(submission: Submission, history: Iterable[Event]) -> set[Status]:
    """The statuses that the order came to since the request left: by the order of the lines, for clocks go wrong.

    Where it went while the submission waited is somebody else's doing. Of several attempts the first that is in doubt
    counts, or that may have begun with its requests; one that certainly did nothing counts no more once it is repeated.
    """
    passed: set[Status] = set()
    has_left = may_have_worked = False
    for event in history:
        state = event.details.get("state") if event.submission == submission.id else None
        if state == "sending":
            passed = passed if may_have_worked else set()
            has_left, may_have_worked = True, may_have_worked or has_begun(submission)
        may_have_worked = may_have_worked or state == "in_doubt"
        if has_left and event.kind in ("moved", "unforeseen") and event.to_status:
            passed.add(event.to_status)
    return passed


def _may_be_under_way(lane: Lane, submission: Submission, order: Order) -> bool:
    """Whether a move of its order says nothing of a request that may have worked, or still will: the action is offered
    there too, or may have been done on the way there. Called superseded, the order would be free for another one.
    """
    here = None if order.status is None else lane.spec.statuses.get(order.status)
    offered = here is not None and submission.action in here.actions
    silent = offered or not ruled_out(submission, order)
    return silent and (may_have_worked(submission) or was_taken(submission))


def _by_answer(submission: Submission, *, is_followed: bool) -> Reading:
    """Orders never show it: wherever the order went meanwhile, only what the marketplace said of the action counts."""
    said = said_done(submission) if is_followed else was_taken(submission)
    if said:
        return Reading("confirmed", "the marketplace said yes; its orders do not show this action")
    return Reading("still_before")
