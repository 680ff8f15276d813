"""A receiver of webhooks that really listens, and a store whose history it is told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from standardwebhooks.webhooks import Webhook as Checker

from stallkeeper.accounts import EnvironmentSecret
from stallkeeper.accounts.webhook import Webhook
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Event, Order
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.progress import say_nothing
from stallkeeper.runtime.webhooks import Webhooks, WebhookStanding
from stallkeeper.store import Store
from tests.bindings.serving import Asked, Said, serving
from tests.store.samples import NOW, order_of, page_of, write_of

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@dataclass
class Receiver:
    """Keeps what it took; `answers` are given in turn before it takes everything."""

    answers: list[Said] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    on_ask: Callable[[], None] | None = None

    def __call__(self, asked: Asked) -> Said:
        self.asked.append(asked)
        if self.on_ask is not None:
            self.on_ask()
        said = self.answers.pop(0) if self.answers else Said({}, 200)
        if said.status < 300:
            self.taken.append(asked.json)
        return said

    @property
    def told(self) -> list[tuple[str, str]]:
        """The type and the order of each message that it took."""
        return [(each["type"], each["data"]["order"]) for each in self.taken]

    @property
    def ids(self) -> list[str | None]:
        return [each.header("webhook-id") for each in self.asked]

    def genuine(self, asked: Asked) -> bool:
        """Whether the standard's own library makes the same signature; it checks no time of a driven clock."""
        message_id, when = asked.header("webhook-id") or "", int(asked.header("webhook-timestamp") or 0)
        signed = Checker(SECRET).sign(message_id, datetime.fromtimestamp(when, UTC), asked.body.decode())
        return signed == asked.header("webhook-signature")


@dataclass
class Teller:
    webhooks: Webhooks
    store: Store
    clock: ManualClock
    receiver: Receiver

    def arrive(self, *ids: str, **changes: Any) -> None:
        self.store.write_page(page_of(*(write_of(order_of(each, **changes)) for each in ids)))

    def happen(self, order: Order, *events: Event) -> None:
        self.store.update_order(order, events)

    @property
    def standing(self) -> WebhookStanding:
        return self.webhooks.standing()[0]


@contextmanager
def telling(folder: Path, receiver: Receiver, **wants: Any) -> Iterator[Teller]:
    """One webhook, called erp, that begins now."""
    clock = ManualClock(NOW)
    with (
        serving(receiver) as server,
        Store.open(folder / "orders.db", now=NOW) as store,
        teller_over(store, f"{server.url}/hooks?shop=7", clock, receiver, **wants) as teller,
    ):
        teller.webhooks.deliver()
        yield teller


@contextmanager
def teller_over(store: Store, url: str, clock: ManualClock, receiver: Receiver, **wants: Any) -> Iterator[Teller]:
    secret = EnvironmentSecret("HOOK", {"HOOK": SECRET})
    given = {name: value if isinstance(value, bool) else frozenset(value) for name, value in wants.items()}
    webhook = Webhook("erp", url, secret, **given)
    webhooks = Webhooks(store, Journal(store, clock, say_nothing), clock, {"erp": webhook})
    try:
        yield Teller(webhooks, store, clock, receiver)
    finally:
        webhooks.close()
