"""A submission and its next state in; both and the history stored together, and told, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stallkeeper.clock import Clock
from stallkeeper.errors import Error, UsageError
from stallkeeper.orders import Event, Incident, Submission, SubmissionState
from stallkeeper.runtime import incidents
from stallkeeper.runtime.carrying import as_it_stood
from stallkeeper.runtime.progress import ErrorCaught, OnProgress, SubmissionMoved
from stallkeeper.store.causes import RULE
from stallkeeper.store.store import Store

ENGINE = "engine"
"""Who says what the engine does by itself."""

PROGRAM = "seller:program"
"""Who asks where a program of the seller's names nobody."""


_OURS = (ENGINE, "channel")
_BEGINS_OURS = (RULE, "back_office:")


def asked_by(who: str) -> str:
    """`who`, as history may write whoever asks for something: it stands there for good, and tells from where it came.

    Raises UsageError for nobody, and for what the history calls the engine itself, a marketplace, a rule or a back
    office: a program that names itself so would be taken for one of them.
    """
    if not isinstance(who, str) or not who.strip().removeprefix("seller:").strip():
        raise UsageError('`who` says who asks for it, such as "seller:anna", and is empty; the history keeps it')
    if who.strip() in _OURS or who.strip().startswith(_BEGINS_OURS):
        names = "the engine, a marketplace, a rule or a back office"
        raise UsageError(f'`who` says who asks, such as "seller:anna"; "{who}" is what the history calls {names}')
    return who


class TakenOver(Error):
    """Another process has moved the submission meanwhile; it is no longer ours to move."""


class Journal:
    """Moves submissions as they were read, or not at all: of two processes only one takes a step."""

    def __init__(self, store: Store, clock: Clock, tell: OnProgress) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell

    def move(
        self,
        submission: Submission,
        state: SubmissionState,
        *,
        reason: str | None = None,
        durable: bool = False,
        who: str = ENGINE,
        by_sender: bool = True,
        **changes: Any,
    ) -> Submission:
        """The submission in its next state, stored with a line of history. Raises TakenOver when it has moved already.

        `by_sender`: whoever did not send it says so, for what is being sent is theirs only where nothing came of it.
        `reason` is ours; the marketplace's own words go into `error`, which stays out of the history.
        """
        after = self._after(submission, state=state, **changes)
        if state == "rejected":
            after = replace(after, extras=as_it_stood(after, self._store.order(after.key)))
        details = {"action": after.action, "state": state, "attempt": after.attempts}
        if reason is not None:
            details["reason"] = reason
        if state != "confirmed" and changes.get("error_kind") is not None:
            details["error_kind"] = changes["error_kind"]
        event = Event(
            at=after.updated_at, key=after.key, kind="submission", who=who, submission=after.id, details=details
        )
        if not self._store.update_submission(after, (event,), durable=durable, held=submission, by_sender=by_sender):
            raise TakenOver(f"submission {submission.id} was moved by another process")
        why = reason or (after.error if state in ("rejected", "in_doubt", "queued") else None)
        self._tell(SubmissionMoved(after.account, after.id, after.key, after.action, state, why))
        return after

    def move_by_hand(self, submission: Submission, state: SubmissionState, *, who: str, **changes: Any) -> Submission:
        """The same where a person asks for it. Raises UsageError when it has moved since they looked."""
        try:
            return self.move(submission, state, who=who, by_sender=False, **changes)
        except TakenOver:
            raise UsageError(f"submission {submission.id} has just moved; look at it again") from None

    def queued(self, submission: Submission) -> None:
        """Tell of one that was stored just now."""
        self._tell(
            SubmissionMoved(submission.account, submission.id, submission.key, submission.action, submission.state)
        )

    def postpone(self, submission: Submission, **changes: Any) -> Submission:
        """The submission in the same state, to be looked at later; no line of history."""
        after = self._after(submission, **changes)
        if not self._store.update_submission(after, (), held=submission):
            raise TakenOver(f"submission {submission.id} was moved by another process")
        return after

    def note(self, submission: Submission, **changes: Any) -> Submission:
        """The same at once on disk, because bytes are about to leave or an answer must not be lost."""
        after = self._after(submission, **changes)
        if not self._store.update_submission(after, (), durable=True, held=submission):
            raise TakenOver(f"submission {submission.id} was moved by another process")
        return after

    def _after(self, submission: Submission, **changes: Any) -> Submission:
        """As it stands now. What its sender has held all the while was not brought back by a clock put right since."""
        now = self._clock.now()
        after = replace(submission, updated_at=now, **changes)
        if submission.state != "sending":
            return after
        sent_at = None if after.sent_at is None else min(after.sent_at, now)
        return replace(after, created_at=min(after.created_at, now), sent_at=sent_at)

    def raise_incident(self, incident: Incident) -> None:
        """Keep an incident and tell of it."""
        self._store.raise_incident(incident)
        self._tell(incidents.raised(incident))

    def told(self, incident: Incident) -> None:
        """Tell of an incident that is kept already."""
        self._tell(incidents.raised(incident))

    def caught(self, account: str, error: Exception) -> None:
        """Tell that an error is about to become part of a result."""
        self._tell(ErrorCaught(account, error))
