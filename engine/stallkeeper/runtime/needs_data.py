"""An action that a back office could not say all of in; kept until somebody gives what is missing, then queued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.machine.confirmation import asked_first
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete, NotOffered, Unconfirmed
from stallkeeper.orders import Event, Order, Submission
from stallkeeper.runtime.evidence import facts_before
from stallkeeper.runtime.journal import Journal, TakenOver
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.value_lists import lists_for
from stallkeeper.store.store import Store

LOOKED_AT_EVERY = timedelta(minutes=15)
"""How often it is looked at whether its order has changed, so that nothing is missing, or nothing is possible."""

_OVER = frozenset({"wrong_status", "deadline_passed", "unknown_action", "condition"})
"""Reasons that stay: it was possible when it was asked for."""


class NeedsData:
    """What waits is a submission at `needs_data`: it holds its order for nobody, and nothing of it is sent."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock

    def keep(
        self,
        lane: Lane,
        order: Order,
        fields: Mapping[str, Any],
        decision: Incomplete | Unconfirmed,
        who: str,
        waiting: Submission | None,
        new_id: Callable[[], str],
    ) -> Submission | None:
        """Keep an action as far as it was said; what waits of it already learns what was said now.

        None where somebody else has moved what waits: what was said has to be held against it as it is now.
        """
        if waiting is not None:
            return self._said_more(waiting, fields, decision)
        kept = _to_wait(new_id(), lane, order, fields, decision, who, self._clock.now())
        missing = kept.extras["missing"]
        details = {"action": kept.action, "state": "needs_data", "attempt": 0, "missing": missing}
        event = Event(kept.created_at, kept.key, "submission", who, submission=kept.id, details=details)
        self._store.add_submission(kept, (event,))
        return kept

    def queue(
        self, order: Order, waiting: Submission, decision: Change, who: str, more: Mapping[str, Any] | None = None
    ) -> Submission | None:
        """Nothing is missing any more: it goes out as any other. None where somebody else moved it, or the order.

        `more` is what its extras hold then beside the facts of its order.
        """
        now = self._clock.now()
        try:
            return self._journal.move(
                waiting,
                "queued",
                who=who,
                fields=decision.fields,
                expected=decision.expected,
                before=order.native_status,
                next_attempt_at=now,
                error=None,
                error_kind=None,
                extras={**facts_before(order, decision.fields), **(more or {})},
            )
        except TakenOver:
            return None

    def review(self, lane: Lane, waiting: Submission) -> Submission:
        """What became of it by itself: queued where nothing is missing any more, over where it is not possible."""
        order = self._store.order(waiting.key)
        if order is None:
            return self._journal.move(waiting, "rejected", reason="the order is not in the store any more")
        pending, lists = self._store.open_submission(order.key), lists_for(lane, waiting.action)
        given, now = together(lane, waiting, {}), self._clock.now()
        said = decide(lane.machine, order, waiting.action, given, now=now, pending=pending, lists=lists)
        decision = asked_first(lane.machine, order, said, ())
        if isinstance(decision, Change):
            return self.queue(order, waiting, decision, waiting.who) or waiting
        if isinstance(decision, NotOffered) and any(reason.code in _OVER for reason in decision.reasons):
            why = "; ".join(reason.message for reason in decision.reasons)
            return self._journal.move(waiting, "superseded", reason=f"not possible any more: {why}")
        return self._journal.postpone(waiting, next_attempt_at=now + LOOKED_AT_EVERY)

    def _said_more(
        self, waiting: Submission, fields: Mapping[str, Any], decision: Incomplete | Unconfirmed
    ) -> Submission | None:
        missing, error = _missing(decision), missing_text(decision)
        if (dict(fields), error) == (dict(waiting.fields), waiting.error):
            return waiting
        due, extras = self._clock.now() + LOOKED_AT_EVERY, {**waiting.extras, "missing": missing}
        try:
            return self._journal.postpone(waiting, fields=fields, error=error, extras=extras, next_attempt_at=due)
        except TakenOver:
            return None


def together(lane: Lane, waiting: Submission, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was said before and what is said now; the newer word counts, and what the action does not know is gone."""
    action = lane.machine.requirements.get(waiting.action)
    known = action.fields if action is not None else {}
    return {**{name: value for name, value in waiting.fields.items() if name in known}, **fields}


def _to_wait(
    new_id: str,
    lane: Lane,
    order: Order,
    fields: Mapping[str, Any],
    decision: Incomplete | Unconfirmed,
    who: str,
    now: datetime,
) -> Submission:
    return Submission(
        id=new_id,
        key=order.key,
        account=order.account,
        action=decision.action,
        fields=dict(fields),
        state="needs_data",
        expected=lane.machine.requirements[decision.action].action.results_in,
        before=order.native_status,
        who=who,
        created_at=now,
        updated_at=now,
        next_attempt_at=now + LOOKED_AT_EVERY,
        error_kind="validation",
        error=missing_text(decision),
        extras={"missing": _missing(decision)},
    )


def _missing(decision: Incomplete | Unconfirmed) -> list[str]:
    return list(decision.missing) if isinstance(decision, Incomplete) else []


def missing_text(decision: Incomplete | Unconfirmed) -> str:
    """What somebody has to give, to mend or to say."""
    missing = _missing(decision)
    needs = (f"needs {', '.join(missing)}",) if missing else ()
    return "; ".join((*needs, *(each.message for each in decision.reasons if each.code != "missing_field")))
