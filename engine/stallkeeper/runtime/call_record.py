"""How far an action of several requests has come, in a submission's extras in and out; and what an order says of one.

`calls` holds what is settled by the call's key, `flying` the call that is out, `lines_before` a digest of each line as
it was before the first call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from typing import Any, Literal

from stallkeeper.bindings.call_log import Call, CallResult
from stallkeeper.orders import Order, OrderLine, Receipt, Submission
from stallkeeper.runtime.settlement import Change, evidence_since, may_be_merged

Shown = Literal["happened", "not_there", "unclear"]

_SHOWN: Mapping[Change, Shown] = {"shown": "happened", "none": "not_there", "untold": "unclear"}


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


def may_have_worked(submission: Submission) -> bool:
    """Whether an attempt was in doubt, or the marketplace has taken a line: whatever follows, it is not undone.

    A line that was taken to be done later is not taken once the marketplace says that it failed.
    """
    outcomes = submission.extras.get("outcomes", {})
    taken = (each for each in results_of(submission).values() if each.line is not None and each.refused is None)
    stands = any(outcomes.get(each.reference, {}).get("state") != "failed" for each in taken)
    return stands or bool(submission.extras.get("doubted"))


def without_flight(submission: Submission) -> dict[str, Any]:
    """The extras with no call out."""
    return {name: value for name, value in submission.extras.items() if name != "flying"}


def with_flight(submission: Submission, call: Call, lines: Mapping[str, str]) -> dict[str, Any]:
    """The extras once `call` is about to leave."""
    return {**submission.extras, "flying": asdict(call), "lines_before": dict(lines)}


def with_result(submission: Submission, call: Call, result: CallResult) -> dict[str, Any]:
    """The extras once `call` has its result."""
    told = {name: value for name, value in asdict(result).items() if value not in (None, {})}
    calls = {**submission.extras.get("calls", {}), call.key: told}
    return {**without_flight(submission), "calls": calls}


def lines_before(submission: Submission, order: Order) -> dict[str, str]:
    """A digest of each line, as it was before the first call."""
    known: dict[str, str] | None = submission.extras.get("lines_before")
    return known if known is not None else {line.id: _digest(line) for line in order.report.lines}


def _digest(line: OrderLine) -> str:
    facts = (line.quantity, line.native_status, None if line.refunded is None else line.refunded.normalize())
    return blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def shown(submission: Submission, call: Call, order: Order) -> Shown:
    """Whether the order as just read shows what `call` was to do. What earlier calls changed says nothing of it."""
    found = _line_shown(submission, call, order) if call.line is not None else _order_shown(submission, order)
    return "unclear" if found == "happened" and call.keeps else found


def _line_shown(submission: Submission, call: Call, order: Order) -> Shown:
    line = next((each for each in order.report.lines if each.id == call.line), None)
    if line is None:
        return "unclear"
    if any(result.line == line.id for result in results_of(submission).values()):
        return "happened" if line.status in submission.expected else "unclear"
    if _digest(line) == submission.extras.get("lines_before", {}).get(line.id):
        return "not_there"
    return "happened" if line.status is None or line.status in submission.expected else "unclear"


def lines_that_stand(submission: Submission, order: Order) -> tuple[str, ...]:
    """Lines that the marketplace took one by one and that stand where they stood, while another line does not.

    Only lines with words of their own say so; one whose units are counted may stand until its last unit.
    """
    before = submission.extras.get("lines_before", {})
    taken = {result.line for result in results_of(submission).values() if result.refused is None}
    now = {line.id: _digest(line) for line in order.report.lines}
    if all(now[line_id] == before.get(line_id) for line_id in now):
        return ()
    telling = (line for line in order.report.lines if line.native_status is not None and line.shipped is None)
    return tuple(line.id for line in telling if line.id in taken and now[line.id] == before.get(line.id))


def _order_shown(submission: Submission, order: Order) -> Shown:
    if order.status != submission.extras.get("status_before") or order.native_status != submission.before:
        there = order.status in submission.expected and not may_be_merged(submission, order)
        return "happened" if there else "unclear"
    return "not_there" if has_begun(submission) else _SHOWN[evidence_since(submission, order)]


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
