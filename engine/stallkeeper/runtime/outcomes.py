"""A submission that was taken to be done later in; what its marketplace says became of it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from stallkeeper.errors import ChannelError, ErrorKind
from stallkeeper.orders import Receipt, RefusedLine, Submission
from stallkeeper.runtime.call_record import partly, results_of
from stallkeeper.runtime.lane import Lane


@dataclass(frozen=True, slots=True)
class Ended:
    """`pending`: something is still waited for. `failed`: all of it failed, and why."""

    submission: Submission
    pending: bool = False
    failed: ChannelError | None = None


def ask_outcomes(lane: Lane, submission: Submission) -> Ended:
    """Ask for each request that was taken and has not ended yet. May raise ChannelError; nothing is stored here."""
    if not lane.settlement(submission.action).asks_for_outcome:
        return Ended(submission)
    told: dict[str, Any] = dict(submission.extras.get("outcomes", {}))
    pending = False
    references = _references(submission)
    for reference in references:
        if reference not in told:
            outcome = lane.client.outcome(submission.action, submission.key.id, reference)
            if outcome.state == "pending":
                pending = True
            else:
                told[reference] = {"state": outcome.state, "why": outcome.why, "kind": outcome.kind}
    after = replace(submission, extras={**submission.extras, "outcomes": told})
    return Ended(after, pending=True) if pending else _ended(after, references, told)


def said_done(submission: Submission) -> bool:
    """Whether the marketplace has said of all that was taken that it is done."""
    told = submission.extras.get("outcomes", {})
    return bool(told) and all(outcome["state"] == "done" for outcome in told.values())


def _references(submission: Submission) -> dict[str, str | None]:
    """What to ask for, and the line that each is about."""
    found = {result.reference: result.line for result in results_of(submission).values() if result.reference}
    return found or ({submission.receipt: None} if submission.receipt else {})


def _ended(submission: Submission, references: dict[str, str | None], told: dict[str, Any]) -> Ended:
    failed = {reference: told[reference] for reference in references if told[reference]["state"] == "failed"}
    if not failed:
        return Ended(submission)
    if len(failed) == len(references) or None in (references[reference] for reference in failed):
        first = next(iter(failed.values()))
        return Ended(submission, failed=ChannelError(first["why"] or "it failed", first["kind"]))
    went = tuple(line for reference, line in references.items() if reference not in failed and line is not None)
    refused = tuple(_refused(references[reference], what) for reference, what in failed.items())
    return Ended(replace(submission, extras=partly(submission, Receipt(went=went, refused=refused))))


def _refused(line: str | None, told: dict[str, Any]) -> RefusedLine:
    kind: ErrorKind = told["kind"]
    return RefusedLine(line or "", kind, told["why"] or "it failed")
