"""R21: what our rules let through, a marketplace that knows nothing of them takes, whatever the fields were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stallkeeper.accounts import Accounts
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import ManualClock
from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.orders import Order, Submission
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.engine import Engine
from stallkeeper.scenario.generated_fields import completed, made_up
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.channel_spec import FieldSpec
from stallkeeper.store import Store
from tests.channel_folders import BUNDLED
from tests.mutants.market import account_of, play_of
from tests.mutants.season import BEGINNING
from tests.runtime.played import SELLER

pytestmark = pytest.mark.requirement("R21")

ROUNDS = 4
ODD = ("", " ", "é" * 300, "x" * 35, "<b>&amp;</b>", "12/34 #5", "0", "-1", "1e3", "null", "2026-02-30", True, 7, 0.1)
LEFT = ("than was paid", "than what is left")
CATALOG = Catalog()


@dataclass
class Market:
    """A seller with one account at a played marketplace, and lots for what they fill in."""

    server: PlayedServer
    clock: ManualClock
    engine: Engine
    store: Store
    machine: Machine
    lot: Random

    def orders(self) -> Iterator[Order]:
        for order in list(self.store.orders()):
            held = self.store.order(order.key)
            assert held is not None
            yield held

    def fields(self, order: Order, action: str) -> dict[str, Any]:
        """Some of what the action takes, right or odd; and, mostly, all that is missing then."""
        now, lists = self.clock.now(), self.engine.lists(order.key, action)
        given: dict[str, Any] = {}
        for name, field in self.machine.requirements[action].fields.items():
            if self.lot.random() < 0.4:
                right = made_up(self.machine, order, field, now, self.lot.randrange(5), lists)
                given[name] = self.lot.choice(ODD) if self.lot.random() < 0.2 else self.stretched(field, right)
        return completed(self.machine, order, action, given, now=now, turn=self.lot.randrange(5), lists=lists)

    def right_fields(self, order: Order, action: str, **given: Any) -> dict[str, Any]:
        """What the action needs and no more, all of it right."""
        now, lists = self.clock.now(), self.engine.lists(order.key, action)
        return completed(self.machine, order, action, given, now=now, lists=lists)

    def stretched(self, field: FieldSpec, value: Any) -> Any:
        """As long as the field may be, where it is a text of one's own."""
        if not isinstance(value, str) or field.values or field.max_length is None or field.pattern is not None:
            return value
        return (value * field.max_length)[: field.max_length] if self.lot.random() < 0.5 else value


@contextmanager
def market(channel: str, folder: Path) -> Iterator[Market]:
    loaded, clock = CATALOG.load(channel), ManualClock(BEGINNING)
    assert loaded.spec is not None and loaded.binding is not None
    with PlayedServer(World(play_of(loaded.folder), 1, clock)) as server:
        play = server.world.play
        told = account_of(play, loaded.binding, loaded.spec.channel)
        account = replace(told, hosts=dict.fromkeys(loaded.binding.hosts, server.base_url))
        client = connect(loaded, account, clock, settings=HttpSettings(attempts=1, longest_wait=0.0))
        for arrival in play.arrivals:
            if arrival.weight:
                server.world.create(4, variant=arrival.name, ago=timedelta(hours=1), changes=play.account_orders)
        clock.advance(timedelta(minutes=30))
        with (
            Store.open(folder / "orders.db", now=BEGINNING) as store,
            Engine(
                {account.channel: loaded}, Accounts(folder, {account.name: account}), store, clock, lambda _: client
            ) as engine,
        ):
            yield Market(server, clock, engine, store, compile_machine(loaded.spec), Random(channel))


def refused(each: Submission) -> bool:
    """Refused for its fields. What is left of an amount after other refunds is the marketplace's own to know."""
    of_its_own = any(words in str(each.error) for words in LEFT)
    return each.state == "rejected" and each.error_kind == "validation" and not of_its_own


@pytest.mark.parametrize("channel", BUNDLED)
def test_what_is_let_through_is_taken(channel: str, tmp_path: Path) -> None:
    with market(channel, tmp_path) as here:
        for window in here.machine.spec.retrieval:
            here.engine.sync("shop", window.name)
        stopped = 0
        for _ in range(ROUNDS):
            for order in here.orders():
                offered = here.engine.offered(order.key)
                if offered:
                    action = here.lot.choice(offered)
                    stopped += not here.engine.act(action, order.key, here.fields(order, action), SELLER).taken
            here.engine.send()
            here.clock.advance(timedelta(hours=3))
            here.engine.tick()
        sent = [each for each in here.store.submissions() if each.sent_at is not None]
        assert len(sent) > 10 and stopped > 0
        assert [(each.action, each.fields, each.error) for each in sent if refused(each)] == []
        assert here.server.crashes == ()
