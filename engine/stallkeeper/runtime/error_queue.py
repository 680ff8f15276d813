"""Failed actions, open incidents, what is tried again elsewhere in; one queue, and ways to put that right, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Protocol

from stallkeeper.bindings.scrub import personal_values, scrubbed
from stallkeeper.clock import Clock
from stallkeeper.errors import ErrorKind, UsageError
from stallkeeper.orders import Failure, Incident, Note, Submission, SubmissionState
from stallkeeper.runtime import incidents
from stallkeeper.runtime.carrying import said_to_retry
from stallkeeper.runtime.gone_accounts import GoneAccounts
from stallkeeper.runtime.incident_classes import CLASSES, order_of
from stallkeeper.runtime.journal import Journal, asked_by
from stallkeeper.runtime.lost_race import LOST_RACE, told
from stallkeeper.runtime.results import ActResult
from stallkeeper.runtime.retry import ACCOUNT_PAUSE, read_again_by
from stallkeeper.store.standing import Standing
from stallkeeper.store.store import Store

HANDLED = "handled"
"""The key of a submission's extras under which it says how a person dealt with it."""

ASKED = "to be tried again now"
"""What the history says of a queued action that a person wants to be tried again."""

_OF_SUBMISSIONS = frozenset({incidents.IN_DOUBT, incidents.NOT_CONFIRMED, incidents.ACCOUNT_GONE})
"""Incidents about submissions: they themselves stand in the queue."""
_ENDED = ("rejected", "superseded")
_RETRIED = ("sweep_failed", "fewer_than_announced")


class ErrorSource(Protocol):
    """What is tried again elsewhere. `handle` puts on record who dealt with it, or raises UsageError with what does."""

    def failing(self, account: str | None) -> Iterator[Failure]: ...

    def retry(self, failure: Failure, who: str) -> None: ...

    def handle(self, failure: Failure, because: str, who: str) -> None: ...


class ErrorQueue:
    """Lists, retries, and notes what a person has dealt with. What has come right since is not in it any more."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        clock: Clock,
        gone: GoneAccounts,
        again: Callable[[Submission, str], ActResult],
        read: Callable[[str, str], object],
        elsewhere: Callable[[], Iterable[ErrorSource]] = tuple,
    ) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._again = again
        self._gone = gone
        self._read = read
        self._elsewhere = elsewhere

    def list(self, account: str | None = None) -> tuple[Failure, ...]:
        """What failed last comes first."""
        found = [*self._failed(account), *self._open_incidents(account)]
        found += [failure for failure, _ in self._tried_elsewhere(account)]
        return tuple(sorted(found, key=lambda each: (each.last_at, each.id), reverse=True))

    def retry(self, failure_id: str, who: str) -> ActResult | None:
        """Try it again now: what waits goes out with the next send, what was given up is asked for anew.

        An ActResult where it is asked for anew, for the order may have changed meanwhile; what was taken of it is not
        sent again. Raises UsageError for what is not in the queue, for what is in doubt (`settle` says what became of
        it), for what only its cause can clear, and for what a person has to look at first.
        """
        asked_by(who)
        failure, source = self._named(failure_id)
        submission = self._store.submission(failure_id)
        if source is not None:
            source.retry(failure, who)
            return None
        if submission is None:
            self._read_again(failure)
            return None
        if self._gone.holds(submission):
            raise UsageError(failure.message)
        if submission.state in _ENDED:
            return self._again(submission, who)
        if submission.state == "needs_data":
            say = (
                f"{failure.message}; `act {submission.action} {submission.key.id}` with it completes what was asked for"
            )
            raise UsageError(f"{failure.subject} {say}")
        if submission.state != "queued":
            raise UsageError(f"{failure.subject} is {submission.state}; look at the marketplace, then `settle` it")
        self._journal.move_by_hand(submission, "queued", reason=ASKED, who=who, next_attempt_at=self._clock.now())
        return None

    def handle(self, failure_id: str, because: str, who: str) -> Failure:
        """A person has dealt with it another way; the history says who and why. Nothing is sent.

        Raises UsageError for a reason that says nothing: it stands in the chain, which is never changed.
        """
        asked_by(who)
        if not because.strip():
            raise UsageError("say what was done instead; it stays in the history")
        failure, source = self._named(failure_id)
        submission = self._store.submission(failure_id)
        if source is not None:
            source.handle(failure, because, who)
            return failure
        if submission is None:
            self._store.resolve_incidents(*_incident_named(failure_id), at=self._clock.now())
            details = {
                "incident": failure.subject,
                "account": failure.account,
                "because": self._fit_to_stay(because, failure),
            }
            self._store.audit.note(Note(self._clock.now(), "incident_handled", who, details))
            return failure
        if submission.state == "in_doubt":
            raise UsageError(f"{failure.subject} is in doubt; `settle` says whether it happened")
        if submission.state in ("sending", "acknowledged"):  # of an account that is gone: no others are listed
            raise UsageError(failure.message)
        reason = f"handled by hand: {because}"
        extras = {**submission.extras, HANDLED: because}
        state: SubmissionState = "superseded" if submission.state == "superseded" else "rejected"
        self._journal.move_by_hand(submission, state, reason=reason, who=who, extras=extras)
        return failure

    def _fit_to_stay(self, because: str, failure: Failure) -> str:
        """A note is part of the chain and can never be erased: nobody is named in it who is known to us."""
        subject = failure.order_id or _incident_named(failure.id)[2]
        buyers = [value for order in self._store.find(subject) for value in personal_values(order)]
        return scrubbed(because, known=buyers, keep=(subject,))

    def _read_again(self, failure: Failure) -> None:
        account, kind, subject = _incident_named(failure.id)
        if kind not in _RETRIED:
            by_itself = "goes by itself once its cause has gone, or when you `handle` it"
            goes = (
                "is a person's to settle or to `handle`"
                if kind in CLASSES and CLASSES[kind][1] == "person"
                else by_itself
            )
            raise UsageError(f"{kind} of {account} {goes}: {failure.message}")
        self._read(account, subject)

    def _named(self, failure_id: str) -> tuple[Failure, ErrorSource | None]:
        """With what tries it again, where that is not the queue's own."""
        own = chain(self._failed(None, failure_id), self._open_incidents(None))
        for failure, source in chain(((each, None) for each in own), self._tried_elsewhere(None)):
            if failure.id == failure_id:
                return failure, source
        raise UsageError(f"there is no error {failure_id!r} in the queue; `errors` lists them")

    def _tried_elsewhere(self, account: str | None) -> Iterator[tuple[Failure, ErrorSource]]:
        for source in self._elsewhere():
            yield from ((failure, source) for failure in source.failing(account))

    def _failed(self, account: str | None, submission_id: str | None = None) -> Iterator[Failure]:
        for each in self._store.standing(account, submission_id):
            if not _has_come_right(each) and not self._gone.holds(each.submission):
                yield _of_submission(each.submission)
        yield from (self._of_gone(each) for each in self._gone.waiting(account) if submission_id in (None, each.id))

    def _of_gone(self, submission: Submission) -> Failure:
        """Whatever else became of it, it waits for its account alone."""
        kind = CLASSES[incidents.ACCOUNT_GONE][0]
        return replace(_of_submission(submission), kind=kind, message=self._gone.why(submission), next_attempt_at=None)

    def _open_incidents(self, account: str | None) -> Iterator[Failure]:
        for incident in self._store.incidents():
            if account in (None, incident.account) and incident.kind not in _OF_SUBMISSIONS:
                yield self._of_incident(incident)

    def _of_incident(self, incident: Incident) -> Failure:
        kind = CLASSES[incident.kind][0] if incident.kind in CLASSES else "unknown"
        if incident.kind == incidents.ACCOUNT:
            return _of_incident(incident, kind, incident.last_at + ACCOUNT_PAUSE)
        if incident.kind != incidents.SWEEP_FAILED:
            return _of_incident(incident, kind, None)
        held = self._store.sweeps_since_complete(incident.account, incident.subject)
        failed = next((each for each in held if each.state == "incomplete"), None)
        kind = (failed and failed.error_kind) or kind
        rest = self._store.accounts.rest_of(incident.account, self._clock.now())
        return _of_incident(incident, kind, read_again_by(held, rest))


def _has_come_right(standing: Standing) -> bool:
    """Nobody waits for it, somebody dealt with it, it was asked for again, or the order stands where it should lead.

    Where the same action was done with something else of the order, that is what has led it there.
    """
    ended = standing.submission
    if ended.state == "superseded" and LOST_RACE not in ended.extras:
        return True
    if ended.state not in (*_ENDED, "needs_data"):
        return False
    leads_there = standing.status in ended.expected and standing.status != ended.extras.get("status_before")
    shows_it = leads_there and not standing.something_else
    return HANDLED in ended.extras or standing.asked_again or shows_it


def _of_submission(submission: Submission) -> Failure:
    waits = submission.state in ("queued", "in_doubt")
    return Failure(
        id=submission.id,
        account=submission.account,
        kind=submission.error_kind or "unknown",
        subject=f"{submission.action} of order {submission.key.id}",
        message=told(submission.extras, submission.action)
        or (submission.error or f"{submission.state}, and the marketplace gave no words for it")
        + said_to_retry(submission),
        attempts=submission.attempts,
        first_at=submission.created_at,
        last_at=submission.updated_at,
        next_attempt_at=submission.next_attempt_at if waits else None,
        key=submission.key,
        order_id=submission.key.id,
        action=submission.action,
    )


def _of_incident(incident: Incident, kind: ErrorKind, next_attempt_at: datetime | None) -> Failure:
    return Failure(
        id=f"{incident.account}/{incident.kind}/{incident.subject}",
        account=incident.account,
        kind=kind,
        subject=incident.kind,
        message=incident.message,
        attempts=incident.count,
        first_at=incident.first_at,
        last_at=incident.last_at,
        next_attempt_at=next_attempt_at,
        order_id=order_of(incident),
    )


def _incident_named(failure_id: str) -> tuple[str, str, str]:
    account, kind, subject = failure_id.split("/", 2)
    return account, kind, subject
