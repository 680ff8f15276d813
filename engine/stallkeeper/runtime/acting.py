"""A seller's wish in; the machine's answer, and where it is yes a queued submission, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.machine.confirmation import CONFIRMED, asked_first, open_requests
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete, Unconfirmed
from stallkeeper.orders import Event, Order, Submission
from stallkeeper.runtime.carrying import carried_over, said_of_carried
from stallkeeper.runtime.evidence import facts_before
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.needs_data import NeedsData, together
from stallkeeper.runtime.progress import OnProgress, SubmissionMoved
from stallkeeper.runtime.results import ActResult
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.store.store import Store


class Acting:
    """Decides and queues. It sends nothing; intent and history are stored in one transaction."""

    def __init__(
        self, store: Store, clock: Clock, tell: OnProgress, new_id: Callable[[], str], needs_data: NeedsData
    ) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self._new_id = new_id
        self._needs_data = needs_data

    def act(
        self,
        lane: Lane,
        action: str,
        order: Order,
        fields: Mapping[str, Any],
        who: str,
        *,
        dry_run: bool,
        confirmed: bool,
        keep: bool = False,
        ended: Submission | None = None,
    ) -> ActResult:
        """Queue `action` for `order` where the machine says yes; a no, or a question, is handed back as it is.

        `confirmed` is a person's yes to whatever speaks against it today. `keep` lets what is not complete wait for the
        rest; whoever asks for the same action then completes it. `ended` is the one that this is the retry of: what was
        taken of it is not sent again. Raises UsageError where that cannot be told.
        """
        anew = partial(
            self.act, lane, action, order, who=who, dry_run=dry_run, confirmed=confirmed, keep=keep, ended=ended
        )
        now = self._clock.now()
        waiting = self._store.waiting_for_data(order.key, action)
        if waiting is not None:
            fields = together(lane, waiting, fields)
        pending = self._store.open_submission(order.key)
        said = decide(lane.machine, order, action, fields, now=now, pending=pending, lists=lists_for(lane, action))
        known = open_requests(order) if confirmed else ()
        decision = asked_first(lane.machine, order, said, known)
        if keep and not dry_run and isinstance(decision, Incomplete | Unconfirmed):
            kept = self._needs_data.keep(lane, order, fields, decision, who, waiting, self._new_id)
            if kept is None:
                return anew(fields)
            return ActResult(order.key, decision, kept)
        if dry_run or not isinstance(decision, Change):
            return ActResult(order.key, decision)
        more = _more(known, {} if ended is None else carried_over(ended, order, decision.fields))
        if waiting is not None:
            queued = self._needs_data.queue(order, waiting, decision, who, more)
            if queued is not None:
                return ActResult(order.key, decision, queued)
            return anew(fields)
        submission = submission_of(self._new_id(), order, decision, who, now, more)
        if not self._store.add_submission(submission, (queued_event(submission),)):
            return anew(fields)  # another one came first: say so
        self._tell(SubmissionMoved(order.account, submission.id, order.key, action, "queued"))
        return ActResult(order.key, decision, submission)


def submission_of(
    submission_id: str,
    order: Order,
    decision: Change,
    who: str,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> Submission:
    """What is to be sent, as it is queued; `more` is what its extras hold beside the facts of its order."""
    return Submission(
        id=submission_id,
        key=order.key,
        account=order.account,
        action=decision.action,
        fields=decision.fields,
        state="queued",
        expected=decision.expected,
        before=order.native_status,
        who=who,
        created_at=now,
        updated_at=now,
        next_attempt_at=now,
        extras={**facts_before(order, decision.fields), **(more or {})},
    )


def _more(known: tuple[str | None, ...], carried: Mapping[str, Any]) -> dict[str, Any]:
    """What a person has seen of requests to cancel, and what was taken of the one before."""
    return {**({CONFIRMED: list(known)} if known else {}), **carried}


def queued_event(submission: Submission) -> Event:
    """What the history says of it then."""
    return Event(
        at=submission.created_at,
        key=submission.key,
        kind="submission",
        who=submission.who,
        submission=submission.id,
        details={"action": submission.action, "state": "queued", "attempt": 0, **said_of_carried(submission)},
    )
