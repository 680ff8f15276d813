"""An engine over shops in memory and a store on disk: arranged with as little as a test has to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from stallkeeper.accounts.retention import NO_RETENTION_KEYS, RetentionKeys
from stallkeeper.bindings.client import ChannelClient
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Incident, Order, OrderKey, Submission
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.progress import Progress
from stallkeeper.spec.binding_mapping import OrderMapping
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.store import Store
from tests.runtime.shop import Shop, ShopClient

CHANNELS = Path(__file__).resolve().parent.parent / "channels"
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SELLER = "seller:anna"


@dataclass(frozen=True)
class Account:
    """As much of an account as the engine asks for."""

    name: str
    channel: str = "corner_shop"
    scope: str = "company"


@dataclass(frozen=True)
class Accounts:
    accounts: Mapping[str, Account]


def rules(
    *,
    then: str = "resend",
    read_back_after: timedelta = timedelta(minutes=1),
    confirm_within: timedelta | None = timedelta(hours=1),
    overlap: timedelta = timedelta(minutes=5),
    settle: timedelta = timedelta(0),
    first_pull: timedelta = timedelta(days=30),
    may_be_empty: bool = False,
    may_shift: bool = False,
    order: OrderMapping | None = None,
) -> Any:
    """What the engine reads of a binding."""
    doubt = SimpleNamespace(read_back_after=read_back_after, then=then)
    action = SimpleNamespace(doubt=doubt, confirm_within=confirm_within, outcome=None, shown_by_order=True)
    retrieval = SimpleNamespace(
        overlap=overlap,
        settle=settle,
        first_pull=first_pull,
        may_be_empty=may_be_empty,
        fetch=object(),
        identity_scope="account",
        list=SimpleNamespace(may_shift=may_shift),
    )
    actions = {"accept": action, "ship": action, "refund": action}
    return SimpleNamespace(retrieval=retrieval, actions=actions, rates={}, order=order or OrderMapping(()))


def corner_shop(binding: Any = None) -> LoadedChannel:
    """The test channel of this folder, with the rules of a binding beside it."""
    loaded = load_channel(CHANNELS / "corner_shop", with_binding=False)
    assert not loaded.problems
    return replace(loaded, binding=binding or rules())


@dataclass
class World:
    """One engine, its shops by account, its store and its clock."""

    folder: Path
    loaded: LoadedChannel
    clock: ManualClock
    shops: dict[str, Shop]
    connect: Callable[[Account], ChannelClient]
    store: Store
    engine: Engine
    told: list[Progress] = field(default_factory=list)

    @property
    def shop(self) -> Shop:
        return self.shops["my-shop"]

    def key(self, order_id: str) -> OrderKey:
        return OrderKey("company", self.loaded.spec.channel if self.loaded.spec else "", order_id)

    def order(self, order_id: str) -> Order:
        order = self.store.order(self.key(order_id))
        assert order is not None
        return order

    def history(self, order_id: str) -> list[str]:
        """The kinds of its events, moves as old→new."""
        events = self.store.history(self.key(order_id))
        return [
            f"{event.from_status}→{event.to_status}"
            if event.kind == "moved"
            else f"{event.details['action']} {event.details['state']}"
            if event.kind == "submission"
            else event.kind
            for event in events
        ]

    def incidents(self, kind: str | None = None) -> list[Incident]:
        return [each for each in self.store.incidents() if kind in (None, each.kind)]

    def act(self, action: str, order_id: str, **fields: Any) -> Submission:
        """Queue an action that must be possible."""
        result = self.engine.act(action, self.key(order_id), fields, SELLER)
        assert result.submission is not None, result.decision
        return result.submission

    def submission(self, submission: Submission) -> Submission:
        """As it stands now."""
        found = self.store.submission(submission.id)
        assert found is not None
        return found

    def pass_time(self, by: timedelta) -> None:
        self.clock.advance(by)

    def restart(self) -> None:
        """Another process: nothing but the file is left."""
        self.engine.close()
        self.store.close()
        again = world(self.folder, self.loaded, self.clock, self.shops, self.connect)
        self.store, self.engine, self.told = again.store, again.engine, again.told


def world(
    folder: Path,
    loaded: LoadedChannel | None = None,
    clock: ManualClock | None = None,
    shops: dict[str, Shop] | None = None,
    connect: Callable[[Account], ChannelClient] | None = None,
    accounts: tuple[str, ...] = ("my-shop",),
    retention: RetentionKeys = NO_RETENTION_KEYS,
) -> World:
    """A world whose store is a file in `folder`; the clock starts on a Sunday in November at 10:00 UTC."""
    loaded = loaded or corner_shop()
    clock = clock or ManualClock(START)
    shops = shops or {name: Shop(clock) for name in accounts}
    connect = connect or (lambda account: cast(ChannelClient, ShopClient(shops[account.name])))
    store = Store.open(folder / "orders.db", now=clock.now())
    told: list[Progress] = []
    names = iter(range(1, 1_000_000))
    engine = Engine(
        {"corner_shop": loaded},
        Accounts({name: Account(name) for name in shops}),
        store,
        clock,
        connect,
        told.append,
        jitter=lambda: 0.0,
        new_id=lambda: f"id-{clock.now():%H%M%S}-{next(names)}",
        retention=retention,
    )
    return World(folder, loaded, clock, shops, connect, store, engine, told)
