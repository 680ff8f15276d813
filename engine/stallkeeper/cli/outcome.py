"""What became of one order that somebody acted on: a word, a sentence, and whether it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stallkeeper.machine.decision import Change, Incomplete, Unconfirmed

if TYPE_CHECKING:
    from stallkeeper.orders import Submission
    from stallkeeper.runtime.results import ActResult
    from stallkeeper.store.store import Store

_FAILED = frozenset({"not offered", "not confirmed", "incomplete", "rejected", "in_doubt", "superseded", "queued"})
_MEANING = {
    "confirmed": "the marketplace shows it",
    "acknowledged": "the marketplace took it; the next sync shows whether it holds",
    "sending": "on its way out",
    "queued": "not sent yet; `stallkeeper run` tries again",
    "in_doubt": "it may or may not have happened; it is read back before anything is sent again; see `settle`",
    "superseded": "overtaken by what the marketplace reported meanwhile",
    "rejected": "the marketplace said no",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`word` is a submission's state, or "not offered", "not confirmed" and the like where there is none."""

    order: str
    channel: str
    word: str
    what: str
    missing: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.word in _FAILED

    def data(self) -> dict[str, Any]:
        """The outcome for a program."""
        return {
            "order": self.order,
            "channel": self.channel,
            "outcome": self.word.replace(" ", "_"),
            "failed": self.failed,
            "what": self.what,
            "missing": list(self.missing),
        }


def outcome_of(store: Store, result: ActResult, errors: Mapping[str, str]) -> Outcome:
    """What an order's result says; `errors` holds, by account, why nothing could be sent."""
    key, decision = result.key, result.decision
    if isinstance(decision, Change):
        if result.submission is None:
            return Outcome(key.id, key.channel, "would send", _would_send(decision))
        now = store.submission(result.submission.id) or result.submission
        return Outcome(key.id, key.channel, now.state, f"{_meaning(now, errors)}{_advice(decision)}")
    reasons = "; ".join(reason.message for reason in decision.reasons)
    if isinstance(decision, Incomplete):
        what = "; ".join(part for part in (reasons, _give(decision), _carriers(result)) if part)
        return Outcome(key.id, key.channel, "incomplete", what, decision.missing)
    if isinstance(decision, Unconfirmed):
        return Outcome(key.id, key.channel, "not confirmed", f"{reasons}: add --yes")
    return Outcome(key.id, key.channel, "not offered", reasons)


def _meaning(submission: Submission, errors: Mapping[str, str]) -> str:
    from stallkeeper.runtime.lost_race import told

    lost = told(submission.extras, submission.action) if submission.state == "superseded" else None
    why = lost or submission.error or (errors.get(submission.account) if submission.state == "queued" else None)
    meaning = _MEANING[submission.state]
    return f"{meaning}: {why}" if why else meaning


def _give(decision: Incomplete) -> str:
    """The options to add."""
    from stallkeeper.cli.given_fields import option_of

    return f"give {', '.join(map(option_of, decision.missing))}" if decision.missing else ""


def _carriers(result: ActResult) -> str:
    """Where the carriers stand, for whoever gave none or one that there is not."""
    decision = result.decision
    about = {reason.field for reason in decision.reasons} if isinstance(decision, Incomplete) else ()
    return f"`stallkeeper carriers {result.key.channel}` lists carriers" if "carrier" in about else ""


def _would_send(decision: Change) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in decision.fields.items())
    sent = f"{decision.action}{f' with {given}' if given else ''}; expected: {' or '.join(decision.expected)}"
    return f"{sent}{_advice(decision)}"


def _advice(decision: Change) -> str:
    """What the channel recommends to give as well; nothing where nothing is left out."""
    from stallkeeper.render.order_text import advice_lines

    return "".join(f"; recommended: {line}" for line in advice_lines(decision.advice))
