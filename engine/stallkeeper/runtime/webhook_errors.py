"""Webhooks whose receivers do not take what is next in; their entries of the queue of errors out.

One that is paused, and a message that was refused for good, are told of by an incident and left to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.errors import UsageError
from stallkeeper.orders import Failure, WebhookState
from stallkeeper.runtime.webhooks import Webhooks


class WebhookErrors:
    """An entry's id is /webhook/name: it is no account's. It goes once its receiver takes a message."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks

    def failing(self, account: str | None) -> Iterator[Failure]:
        """Each that is tried again by itself; one for which nothing waits any more has nothing to come right."""
        if account is None:
            for each in self._webhooks.standing():
                if each.waiting and each.state.failing_since and each.state.paused_at is None:
                    yield _failure(each.state)

    def retry(self, failure: Failure, who: str) -> None:
        """It is due now: `run`, or `webhooks deliver`, sends what waits. Since when it fails counts on."""
        self._webhooks.make_due(_name(failure), who)

    def handle(self, failure: Failure, because: str, who: str) -> None:  # noqa: ARG002  # as every source has it
        """What waits has to go some time; nobody but its receiver can end that."""
        raise UsageError(
            f"{failure.subject} goes by itself once its receiver takes a message: {failure.message}; "
            f"one that nobody wants any more is taken out of `webhooks` in the accounts file"
        )


def _failure(state: WebhookState) -> Failure:
    since = state.failing_since or state.failed_at or state.next_attempt_at
    assert since is not None  # what has failed says since when
    return Failure(
        id=f"/webhook/{state.name}",
        account="",
        kind=state.error_kind or "unknown",
        subject=f"webhook {state.name}",
        message=state.error or "its receiver does not take what it is told",
        attempts=state.attempts,
        first_at=since,
        last_at=state.failed_at or since,
        next_attempt_at=state.next_attempt_at,
    )


def _name(failure: Failure) -> str:
    return failure.id.rpartition("/")[2]
