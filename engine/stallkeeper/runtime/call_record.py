"""How far an action of several requests has come, in a submission's extras in and out; and what an order says of one.

`calls` holds what is settled by the call's key, `flying` the call that is out. What the lines were before the first
call is among the facts that every submission keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from stallkeeper.bindings.call_log import Call, CallResult
from stallkeeper.orders import Order, Receipt, Submission
from stallkeeper.runtime.evidence import evidence_of, known_before, line_now, line_shows, lines_now
from stallkeeper.runtime.settlement import brought_about, settle

CARRIED = "carried"
"""The key of a submission's extras that names what was taken for the one that it is the retry of."""

Shown = Literal["happened", "not_there", "unclear"]

_SHOWN: Mapping[str, Shown] = {"shown": "happened", "none": "not_there"}


def results_of(submission: Submission) -> dict[str, CallResult]:
    """What is settled, by the key of its call."""
    return {key: CallResult(**told) for key, told in submission.extras.get("calls", {}).items()}


def flight_of(submission: Submission) -> Call | None:
    """The call that was out when the submission was last written down."""
    told = submission.extras.get("flying")
    return Call(**told) if told else None


def has_begun(submission: Submission) -> bool:
    """Whether some of its calls are settled already."""
    return bool(submission.extras.get("calls"))


def is_under_way(submission: Submission) -> bool:
    """Whether some of its calls were settled by itself, beside what it carries of the one that it is the retry of."""
    carried = submission.extras.get(CARRIED, ())
    return any(key not in carried for key in submission.extras.get("calls", {}))


def taken_of(submission: Submission) -> dict[str, CallResult]:
    """What the marketplace has taken, by the key of its call.

    What was taken to be done later is not taken any more once the marketplace says that it failed.
    """
    outcomes = submission.extras.get("outcomes", {})
    return {
        key: result
        for key, result in results_of(submission).items()
        if result.refused is None and outcomes.get(result.reference, {}).get("state") != "failed"
    }


def may_have_worked(submission: Submission) -> bool:
    """Whether an attempt was in doubt, or the marketplace has taken a line: whatever follows, it is not undone."""
    taken = any(result.line is not None for result in taken_of(submission).values())
    return taken or bool(submission.extras.get("doubted"))


def without_flight(submission: Submission) -> dict[str, Any]:
    """The extras with no call out."""
    return {name: value for name, value in submission.extras.items() if name != "flying"}


def with_flight(submission: Submission, call: Call) -> dict[str, Any]:
    """The extras once `call` is about to leave."""
    return {**submission.extras, "flying": asdict(call)}


def with_result(submission: Submission, call: Call, result: CallResult) -> dict[str, Any]:
    """The extras once `call` has its result."""
    told = {name: value for name, value in asdict(result).items() if value not in (None, {}, False)}
    calls = {**submission.extras.get("calls", {}), call.key: told}
    return {**without_flight(submission), "calls": calls}


def shown(submission: Submission, call: Call, order: Order) -> Shown:
    """Whether the order as just read shows what `call` was to do. What earlier calls changed says nothing of it."""
    found = _line_shown(submission, call, order) if call.line is not None else _order_shown(submission, order)
    return "unclear" if found == "happened" and call.keeps else found


def _line_shown(submission: Submission, call: Call, order: Order) -> Shown:
    before = known_before(submission)
    was = None if before is None or call.line is None else before.lines.get(call.line)
    line = next((each for each in order.report.lines if each.id == call.line), None)
    if was is None or line is None:
        return "unclear"
    if any(result.line == line.id for result in results_of(submission).values()):
        there = line.status in brought_about(submission) and line.status != was.status
        return "happened" if there else "unclear"
    return _SHOWN.get(line_shows(submission, was, line_now(line, was)), "unclear")


def lines_that_stand(submission: Submission, order: Order) -> tuple[str, ...]:
    """Lines that the marketplace took one by one and that stand where they stood, while another line does not.

    Only lines with words of their own say so; one whose units are counted may stand until its last unit.
    """
    before = known_before(submission)
    if before is None:
        return ()
    taken = {result.line for result in results_of(submission).values() if result.refused is None}
    now = lines_now(order, before)
    standing = {line_id for line_id, line in now.items() if line == before.lines.get(line_id)}
    if len(standing) == len(now):
        return ()
    return tuple(each for each in now if each in standing & taken and now[each].word and now[each].shipped is None)


def _order_shown(submission: Submission, order: Order) -> Shown:
    if order.status != submission.extras.get("status_before") or order.native_status != submission.before:
        there = order.status in submission.expected and settle(submission, order).settled == "confirmed"
        return "happened" if there else "unclear"
    return "not_there" if has_begun(submission) else _SHOWN.get(evidence_of(submission, order), "unclear")


def partly(submission: Submission, receipt: Receipt) -> dict[str, Any]:
    """The extras of a submission of which only some lines were taken; as they are where all were."""
    if not receipt.refused:
        return dict(submission.extras)
    told = {"went": list(receipt.went), "refused": {each.line: each.why for each in receipt.refused}}
    return {**submission.extras, "partly": told}


def said_of_lines(submission: Submission) -> str | None:
    """Which lines went and which did not, as a sentence of ours; None where nothing was refused."""
    told = submission.extras.get("partly")
    if not told:
        return None
    return f"in part: done for {_named(told['went'])}; refused for {_named(told['refused'])}"


def _named(lines: Any) -> str:
    ids = [str(line) for line in lines]
    return ", ".join(ids[:10]) + (f" and {len(ids) - 10} more" if len(ids) > 10 else "")
