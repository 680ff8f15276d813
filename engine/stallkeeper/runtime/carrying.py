"""A submission that ended with some of its requests taken in; what its retry need not send, or why a person looks, out.

Pure. A request that was taken is never sent a second time by a retry: its result is carried over, or nothing leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.bindings.call_log import CallResult
from stallkeeper.errors import UsageError
from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.call_record import CARRIED, has_begun, is_under_way, taken_of
from stallkeeper.runtime.evidence import BEFORE_CARRIED, FACTS, facts_of_lines

STOOD = "stood"
"""The key of a submission's extras that says how its order stood when the submission was rejected."""


def as_it_stood(submission: Submission, order: Order | None) -> dict[str, Any]:
    """The extras of one that is rejected: how its order stands, where requests of it were taken.

    One that came no further than what it carries keeps how the order stood for that.
    """
    extras = dict(submission.extras)
    if order is not None and has_begun(submission) and (STOOD not in extras or is_under_way(submission)):
        extras[STOOD] = _standing(submission, order)
    return extras


def said_to_retry(submission: Submission) -> str:
    """What to do about one that was rejected after some of it was taken, as half a sentence; "" where nothing was."""
    if submission.state != "rejected" or not _done(submission) or _is_whole(submission):
        return ""
    return f"; `errors retry` sends only what is left, `act` all of it again, {_named(submission)} too"


def carried_over(ended: Submission, order: Order, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The extras that the retry of `ended` begins with. Raises UsageError where what was taken may not count any more:
    sent once more it may happen twice, left out it may be missing.
    """
    if not _done(ended):
        return {}
    why = _why_not(ended, order, fields)
    if why is not None:
        subject = f"{ended.action} of order {ended.key.id}"
        look = "look at the marketplace; then `errors handle` it, or `act` asks for all of it again, what was taken too"
        raise UsageError(f"{subject}: the marketplace took {_named(ended)} before, and {why}; {look}")
    taken = taken_of(ended)
    references = {result.reference for result in taken.values()}
    before = {**ended.extras[FACTS]["lines"], **ended.extras.get(BEFORE_CARRIED, {})}
    return {
        "calls": {key: told for key, told in ended.extras["calls"].items() if key in taken},
        "outcomes": {each: told for each, told in ended.extras.get("outcomes", {}).items() if each in references},
        BEFORE_CARRIED: {line: before[line] for line in _lines_of(taken) if line in before},
        CARRIED: list(taken),
        STOOD: ended.extras[STOOD],
    }


def said_of_carried(submission: Submission) -> dict[str, str]:
    """What the history says of a retry that begins with something taken."""
    carried = submission.extras.get(CARRIED)
    return {"reason": f"taken before: {', '.join(carried[:5])}; only what is left is sent"} if carried else {}


def why_it_stopped_counting(submission: Submission, order: Order) -> str | None:
    """Why what a submission carries does not count any more, now that it is about to leave; None: it does."""
    if CARRIED not in submission.extras or is_under_way(submission) or _stands(submission, order):
        return None
    carried = ", ".join(submission.extras[CARRIED][:5])
    return f"the order has changed since the marketplace took {carried}; nothing was sent"


def _why_not(ended: Submission, order: Order, fields: Mapping[str, Any]) -> str | None:
    if _is_whole(ended):
        return "that was all of it"
    if ended.state == "rejected" and not {STOOD, FACTS} <= ended.extras.keys():
        return "an older version did not note how the order stood then"
    if ended.state != "rejected" or not _stands(ended, order):
        return "the order has changed since"
    return None if dict(fields) == dict(ended.fields) else "something else is asked for now"


def _stands(submission: Submission, order: Order) -> bool:
    """Whether the order stands as it stood. What was done may show late; a parcel that is gone was taken back."""
    stood, now = submission.extras.get(STOOD), _standing(submission, order)
    return stood is not None and stood["parcels"] <= now["parcels"] and {**stood, "parcels": now["parcels"]} == now


def _standing(submission: Submission, order: Order) -> dict[str, Any]:
    taken = _lines_of(taken_of(submission))
    return {
        "status": order.status,
        "native": order.native_status,
        "lines": {line: facts for line, facts in facts_of_lines(order).items() if line not in taken},
        "parcels": len(order.report.parcels),
    }


def _lines_of(taken: Mapping[str, CallResult]) -> set[str]:
    return {result.line for result in taken.values() if result.line is not None}


def _done(submission: Submission) -> list[str]:
    """What the marketplace did for it; a look that only reads did nothing."""
    return [key for key, result in taken_of(submission).items() if not result.reads]


def _is_whole(submission: Submission) -> bool:
    """Whether the marketplace had said yes to all of it, and it did not happen all the same, as a person says."""
    return bool(submission.extras.get("acknowledged"))


def _named(submission: Submission) -> str:
    done = _done(submission)
    return ", ".join(done[:5]) + (f" and {len(done) - 5} more" if len(done) > 5 else "")
