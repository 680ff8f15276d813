"""Webhooks and the history in; messages delivered in order, at least once, tried again for days, out.

A webhook reads the history under a name of its own, and its mark moves when its receiver has taken a message: nothing
is kept twice, nothing is lost whenever a process ends, and back-filling is moving the mark back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stallkeeper.accounts.webhook import Webhook
from stallkeeper.bindings.webhook_post import WebhookDelivery, WebhookPost
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, UsageError
from stallkeeper.orders import EventKind, Note, ParkedMessage, WebhookState
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import PROGRAM, Journal, asked_by
from stallkeeper.runtime.webhook_message import TYPES, message_of
from stallkeeper.store.history_reader import ToldEvent
from stallkeeper.store.store import Store

PAUSES = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200))
"""How long a message that was not taken waits, try by try; the last one again and again."""

GIVES_UP_AFTER = timedelta(days=3)
"""A receiver that took nothing for so long is paused: nothing is lost, and a person is told."""

REFUSALS = 5
"""How often a message is refused before the others go past it."""

AT_A_TIME = 200
_CLAIMED = timedelta(minutes=1)
"""How long a webhook is one process's at most: half of it for messages, and a post that is under way ends within 20
seconds. What a killed process had begun to tell, the next one goes on with after that.
"""
ASKS_AGAIN_AFTER = timedelta(seconds=2)
"""How long a webhook is left alone that another process delivers to: looking is cheap, asking for it is a write."""


@dataclass(frozen=True, slots=True)
class WebhookStanding:
    """How one webhook is doing. `waiting` counts what its receiver has not been told yet."""

    name: str
    host: str
    state: WebhookState
    waiting: int
    parked: tuple[ParkedMessage, ...]


class Webhooks:
    """Without any in the accounts file it does nothing, and costs nothing."""

    def __init__(self, store: Store, journal: Journal, clock: Clock, webhooks: Mapping[str, Webhook]) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._webhooks = webhooks
        self._posts: dict[str, WebhookPost] = {}
        self._with_another: dict[str, datetime] = {}

    def begin(self) -> None:
        """What happens from now on is told to those that are new in the accounts file."""
        for name in self._webhooks:
            self._store.readers.begin(_reader(name))

    def standing(self) -> tuple[WebhookStanding, ...]:
        """Each webhook of the accounts file."""
        return tuple(self._standing(each) for each in self._webhooks.values())

    def due(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Those that have something to tell and may try; each with what does it."""
        for webhook in self._webhooks.values():
            if not self._is_with_another(webhook) and self._may(webhook) and self._has_unread(webhook):
                yield _reader(webhook.name), lambda webhook=webhook: self._deliver(webhook)  # type: ignore[misc]

    def deliver(self) -> int:
        """Deliver what is due now; how many messages were taken."""
        return sum(self._deliver(webhook) for webhook in self._webhooks.values() if self._may(webhook))

    def resend(self, name: str, since: datetime, who: str = PROGRAM) -> int:
        """Tell a receiver again everything from `since` on, in order; how many lines of the history that is.

        A process that is delivering meanwhile begins anew there. Raises UsageError for a webhook that there is not.
        """
        webhook = self._named(name)
        self._put_on_record(name, asked_by(who), asked="resend", since=since.isoformat())
        before = self._store.readers.begin(_reader(name))
        start = self._store.readers.last_before(since)
        self._store.readers.rewind(_reader(name), min(start, before))
        state = replace(self._store.webhooks.state(name), attempts=0, next_attempt_at=None)
        self._store.webhooks.save(state)
        return self._waiting(webhook)

    def make_due(self, name: str, who: str = PROGRAM) -> None:
        """Try one that fails now. Only its receiver ends that it fails. Raises UsageError as `resend` does."""
        self._named(name)
        self._put_on_record(name, asked_by(who), asked="retry")
        self._store.webhooks.due_now(name, self._clock.now())

    def resume(self, name: str, who: str = PROGRAM) -> None:
        """Go on with a webhook that was paused. Raises UsageError for one that there is not."""
        self._named(name)
        self._put_on_record(name, asked_by(who), asked="resume")
        self._store.webhooks.save(_fresh(self._store.webhooks.state(name)))
        self._settle(name)

    def resend_parked(self, name: str, who: str = PROGRAM) -> int:
        """Try once more what its receiver refused; how many it takes now. Raises UsageError as `resend` does."""
        webhook, taken = self._named(name), 0
        self._put_on_record(name, asked_by(who), asked="resend_parked")
        for parked in self._store.webhooks.parked(name):
            (told, *_) = self._store.readers.after(parked.number - 1, most=1).told
            if self._post(webhook, told).took == "taken":
                self._store.webhooks.unpark(name, parked.number)
                taken += 1
        self._settle(name)
        return taken

    def test(self, name: str) -> WebhookDelivery:
        """Send a message that tells of nothing, once. Raises UsageError as `resend` does."""
        webhook, now = self._named(name), self._clock.now()
        body = {"type": "webhook.test", "timestamp": now.isoformat(), "data": {"webhook": name}}
        return self._post_to(webhook).post(f"msg_test_{int(now.timestamp())}", body, now)

    def close(self) -> None:
        for post in self._posts.values():
            post.close()
        self._posts.clear()

    # Delivering

    def _may(self, webhook: Webhook) -> bool:
        state, now = self._store.webhooks.state(webhook.name), self._clock.now()
        return state.paused_at is None and (state.next_attempt_at is None or state.next_attempt_at <= now)

    def _is_with_another(self, webhook: Webhook) -> bool:
        """Whether another process had it a moment ago."""
        until = self._with_another.get(webhook.name)
        return until is not None and until - ASKS_AGAIN_AFTER <= self._clock.now() < until

    def _deliver(self, webhook: Webhook) -> int:
        """In the order of the history, until one is not taken; of two processes one at a time."""
        self._store.readers.begin(_reader(webhook.name))
        if not self._store.webhooks.claim(webhook.name, self._clock.now(), _CLAIMED):
            self._with_another[webhook.name] = self._clock.now() + ASKS_AGAIN_AFTER
            return 0
        try:
            return self._deliver_some(webhook)
        finally:
            self._store.webhooks.release(webhook.name)

    def _deliver_some(self, webhook: Webhook) -> int:
        taken, until = 0, self._clock.now() + _CLAIMED / 2
        since = self._store.readers.begin(_reader(webhook.name))
        unread = self._store.readers.after(since, _kinds(webhook), AT_A_TIME)
        for told in unread.told:
            if self._clock.now() >= until:
                return taken
            if not webhook.accounts or told.account in webhook.accounts:
                delivery = self._post(webhook, told)
                if delivery.took == "taken":
                    taken += 1
                    self._has_taken(webhook.name, told.number)
                if not self._note(webhook, told, delivery, since):
                    return taken
                since = told.number
        self._pass_over(webhook, since, unread.upto)
        return taken

    def _has_taken(self, name: str, number: int) -> None:
        """Before its mark moves: a process that is killed in between tells it once more, and leaves nothing open."""
        if number in {each.number for each in self._store.webhooks.parked(name)}:
            self._store.webhooks.unpark(name, number)
        self._settle(name)

    def _settle(self, name: str) -> None:
        """Close what a person was told and is so no more, or was never kept because the process ended."""
        now = self._clock.now()
        if not self._store.webhooks.parked(name):
            self._store.resolve_incidents("", incidents.WEBHOOK_REFUSED, name, at=now)
        if self._store.webhooks.state(name).paused_at is None:
            self._store.resolve_incidents("", incidents.WEBHOOK_PAUSED, name, at=now)

    def _post(self, webhook: Webhook, told: ToldEvent) -> WebhookDelivery:
        try:
            post = self._post_to(webhook)
        except AccountError as error:  # its secret is not set, or signs nothing: nobody else is held up by that
            return WebhookDelivery("later", str(error), kind="auth")
        return post.post(self._message_id(webhook, told), message_of(told), self._clock.now())

    def _post_to(self, webhook: Webhook) -> WebhookPost:
        post = self._posts.get(webhook.name)
        if post is None:
            post = self._posts[webhook.name] = WebhookPost(
                webhook.url, webhook.secret.reveal(), self._clock, only_public=webhook.only_public
            )
        return post

    def _message_id(self, webhook: Webhook, told: ToldEvent) -> str:
        """The same each time it is sent, and no other store's: its receiver knows a repeated one by it."""
        return f"msg_{self._store.keys.keyed(f'webhook {webhook.name} {told.number}'.encode()).hex()}"

    def _note(self, webhook: Webhook, told: ToldEvent, delivery: WebhookDelivery, since: int) -> bool:
        """Keep what became of the one after `since`; whether the next one may go. Not where all is to be told again.

        A person is told before it is kept: a process that is killed in between tells it twice rather than never.
        """
        state, now = self._store.webhooks.state(webhook.name), self._clock.now()
        reader = _reader(webhook.name)
        if delivery.took == "taken":
            return self._store.webhooks.advance(_taken(state, now), reader, since, told.number)
        if delivery.took == "refused" and state.attempts + 1 >= REFUSALS:
            parked = ParkedMessage(webhook.name, told.number, now, delivery.why)
            past = replace(_taken(state, now), delivered=state.delivered)
            self._journal.raise_incident(incidents.webhook_refused(webhook.name, delivery.why, now))
            return self._store.webhooks.advance(past, reader, since, told.number, parked)
        after = _failed(state, delivery, now)
        if after.paused_at is not None:
            self._journal.raise_incident(incidents.webhook_paused(webhook.name, delivery.why, now))
        self._store.webhooks.save(after)
        return False

    # Finding

    def _standing(self, webhook: Webhook) -> WebhookStanding:
        name, table = webhook.name, self._store.webhooks
        return WebhookStanding(name, webhook.host, table.state(name), self._waiting(webhook), table.parked(name))

    def _waiting(self, webhook: Webhook) -> int:
        number = self._store.readers.read_upto(_reader(webhook.name))
        if number is None:
            return 0
        return self._store.readers.count_after(number, _kinds(webhook), webhook.accounts)

    def _has_unread(self, webhook: Webhook) -> bool:
        """What nobody is told of is passed over here, so that it is not looked through again and again."""
        since = self._store.readers.begin(_reader(webhook.name))
        unread = self._store.readers.after(since, _kinds(webhook), most=1)
        if not unread.told and unread.upto != since:
            self._pass_over(webhook, since, unread.upto)
        return bool(unread.told)

    def _pass_over(self, webhook: Webhook, since: int, upto: int) -> None:
        """Nothing from `since` on is for it: a message that was not taken is not told any more, and counts no more."""
        state = self._store.webhooks.state(webhook.name)
        if since != upto and state.failing_since is not None:
            self._store.webhooks.save(_fresh(state))
        self._settle(webhook.name)
        self._store.readers.has_read(_reader(webhook.name), upto, since)

    def _put_on_record(self, name: str, who: str, **asked: str) -> None:
        """Before it is done: whatever ends the process meanwhile, nothing of it has happened without a line."""
        note = Note(self._clock.now(), "webhook", who, {"webhook": name, **asked})
        self._store.audit.note(note, f"webhook:{name}")

    def _named(self, name: str) -> Webhook:
        webhook = self._webhooks.get(name)
        if webhook is None:
            known = ", ".join(self._webhooks) or "none"
            raise UsageError(f"there is no webhook {name!r}; those of the accounts file are: {known}")
        return webhook


def _reader(name: str) -> str:
    return f"webhook:{name}"


def _kinds(webhook: Webhook) -> tuple[EventKind, ...]:
    """What it is told of."""
    return tuple(kind for kind, told_as in TYPES.items() if not webhook.events or told_as in webhook.events)


def _fresh(state: WebhookState) -> WebhookState:
    """As if it had never failed."""
    return WebhookState(state.name, delivered=state.delivered, last_delivered_at=state.last_delivered_at)


def _taken(state: WebhookState, now: datetime) -> WebhookState:
    return WebhookState(state.name, delivered=state.delivered + 1, last_delivered_at=now)


def _failed(state: WebhookState, delivery: WebhookDelivery, now: datetime) -> WebhookState:
    since = state.failing_since or now
    given_up = delivery.took == "gone" or now - since >= GIVES_UP_AFTER
    pause = PAUSES[min(state.attempts, len(PAUSES) - 1)]
    if delivery.retry_after is not None:
        pause = max(pause, min(timedelta(seconds=delivery.retry_after), PAUSES[-1]))
    return replace(
        state,
        attempts=state.attempts + 1,
        next_attempt_at=now + pause,
        failing_since=since,
        paused_at=now if given_up else None,
        error=delivery.why,
        error_kind=delivery.kind,
        failed_at=now,
    )
