"""Several accounts on one engine: read side by side, none held up by another, no action behind a sweep."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.clock import SystemClock
from stallkeeper.errors import StoreError
from stallkeeper.orders import OrderKey
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.progress import Progress, StoreTaken
from stallkeeper.store.store import Store
from tests.bindings.serving import Asked, Said, Served, serving
from tests.bindings.small_channels import SETTINGS, account_of, loaded_channel
from tests.runtime.arranged import SELLER

PATIENCE = 20
"""Seconds after which a test gives up on what should happen at once."""


@dataclass
class Sellers:
    """A marketplace of many sellers, `pages` pages of one order each; each seller's address begins with its name."""

    pages: int = 2
    held: dict[tuple[str, str], threading.Event] = field(default_factory=dict)
    """(seller, page) -> what has to be set before it is answered."""
    accepted: set[str] = field(default_factory=set)
    most_at_once: int = 0
    together: threading.Barrier | None = None
    shared: bool = False
    """Whether all of them are one seller, who sees the same orders everywhere."""
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, asked: Asked) -> Said:
        _, seller, _, *rest = asked.path.split("/")
        if rest:
            return self._one(seller, rest)
        page = asked.query.get("page", ["1"])[0]
        with self._counted():
            if (seller, page) in self.held:
                self.held[seller, page].wait(PATIENCE)
            if self.together is not None and page == "1":
                self.together.wait(PATIENCE)
        following = int(page) + 1 if int(page) < self.pages else None
        whose = "one" if self.shared else seller
        return Said({"orders": [self._order(f"{whose}-{page}")], "next": following})

    def _one(self, seller: str, rest: list[str]) -> Said:
        if rest[1:] == ["accept"]:
            self.accepted.add(rest[0])
            return Said({})
        return Said(self._order(rest[0]))

    def _order(self, order_id: str) -> dict[str, str]:
        return {"id": order_id, "status": "OPEN" if order_id in self.accepted else "NEW"}

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        yield
        with self._lock:
            self._now -= 1


@dataclass
class Here:
    engine: Engine
    store: Store
    server: Served
    told: list[Progress]

    def stored(self, account: str) -> int:
        return sum(order.account == account for order in self.store.orders())

    def accept(self, account: str, order_id: str) -> str:
        result = self.engine.act("accept", OrderKey(account, "paged_shop", order_id), {}, SELLER)
        assert result.submission is not None, result.decision
        return result.submission.id

    def run_until(self, done: Callable[[], bool], workers: int) -> None:
        """Run until it is done once, whichever thread asks; a test that waits for ever fails instead."""
        over, given_up, asking = threading.Event(), threading.Event(), threading.Lock()
        timer = threading.Timer(PATIENCE, given_up.set)

        def stop() -> bool:
            with asking:
                if not over.is_set() and done():
                    over.set()
            return over.is_set() or given_up.is_set()

        timer.start()
        self.engine.run(stop, workers)
        timer.cancel()
        assert not given_up.is_set(), "it never came to it"


@contextmanager
def selling(folder: Path, market: Sellers, *sellers: str, busy_seconds: float = 10) -> Iterator[Here]:
    loaded, clock = loaded_channel("paged_shop"), SystemClock()
    with (
        serving(market) as server,
        Store.open(folder / "orders.db", now=clock.now(), busy_seconds=busy_seconds) as store,
    ):
        accounts = {
            name: replace(account_of(loaded, f"{server.url}/{name}"), name=name, scope="one" if market.shared else name)
            for name in sellers
        }
        told: list[Progress] = []
        engine = Engine(
            {"paged_shop": loaded},
            SimpleNamespace(accounts=accounts),
            store,
            clock,
            lambda account: connect(loaded, account, clock, settings=replace(SETTINGS, read=PATIENCE)),
            told.append,
        )
        with engine:
            yield Here(engine, store, server, told)


def test_as_many_accounts_are_read_at_once_as_there_are_workers(tmp_path: Path) -> None:
    names = [f"seller{number}" for number in range(6)]
    market = Sellers(together=threading.Barrier(3))  # no first page is answered before three have been asked for
    with selling(tmp_path, market, *names) as here:
        here.run_until(lambda: all(here.stored(name) == 2 for name in names), workers=3)
    assert market.most_at_once == 3


def test_an_account_whose_marketplace_hangs_delays_no_other(tmp_path: Path) -> None:
    names = ["stuck", *(f"seller{number}" for number in range(9))]
    market = Sellers(held={("stuck", "1"): threading.Event()})
    with selling(tmp_path, market, *names) as here:

        def others_are_read() -> bool:
            done = all(here.stored(name) == 2 for name in names[1:])
            if done:
                assert here.stored("stuck") == 0
                market.held["stuck", "1"].set()
            return done

        here.run_until(others_are_read, workers=2)
        assert here.stored("stuck") == 1, "what was under way came to the end of its page"


@pytest.mark.requirement("R10")
def test_eight_accounts_of_one_seller_read_at_once_bring_each_order_in_once(tmp_path: Path) -> None:
    names = [f"account{number}" for number in range(8)]
    market = Sellers(pages=12, shared=True, together=threading.Barrier(8))
    with selling(tmp_path, market, *names) as here:
        here.run_until(lambda: [each.state for each in here.store.sweeps()] == ["complete"] * 8, workers=8)
        orders = list(here.store.orders())
        arrivals = [event.kind for order in orders for event in here.store.history(order.key)].count("first_seen")
        assert (len(orders), arrivals, here.store.incidents()) == (12, 12, ())


def test_an_action_goes_out_while_its_own_account_is_being_read(tmp_path: Path) -> None:
    market = Sellers(held={("shop", "2"): threading.Event()})
    with selling(tmp_path, market, "shop") as here:
        queued: list[str] = []

        def is_confirmed() -> bool:
            if here.stored("shop") == 1 and not queued:
                queued.append(here.accept("shop", "shop-1"))
            submission = here.store.submission(queued[0]) if queued else None
            done = submission is not None and submission.sent_at is not None
            if done:
                assert here.stored("shop") == 1, "the second page is still held back"
                market.held["shop", "2"].set()
            return done

        here.run_until(is_confirmed, workers=2)
    assert market.accepted == {"shop-1"}


def test_with_one_worker_an_action_goes_out_between_two_pages(tmp_path: Path) -> None:
    market = Sellers(pages=3)
    with selling(tmp_path, market, "shop") as here:
        queued: list[str] = []

        def is_read() -> bool:
            if here.stored("shop") == 1 and not queued:
                queued.append(here.accept("shop", "shop-1"))
            return here.stored("shop") == 3

        here.run_until(is_read, workers=1)
        asked = [(each.method, each.path, each.query.get("page")) for each in here.server.asked]
    sent = asked.index(("POST", "/shop/orders/shop-1/accept", None))
    assert asked.index(("GET", "/shop/orders", ["3"])) > sent


def test_no_thread_is_left_when_the_run_is_over(tmp_path: Path) -> None:
    before = threading.active_count()
    with selling(tmp_path, Sellers(), "shop") as here:
        here.run_until(lambda: here.stored("shop") == 2, workers=4)
        named = [each.name for each in threading.enumerate() if each.name.startswith(("reader", "errand"))]
        assert named == []
    assert threading.active_count() <= before + 1


def test_what_a_job_raises_ends_the_run_and_is_raised(tmp_path: Path) -> None:
    with selling(tmp_path, Sellers(), "shop") as here:
        here.store.close()
        with pytest.raises(StoreError):
            here.engine.run(lambda: False, 2)


@pytest.mark.requirement("R10")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_process_that_holds_the_store_for_long_is_told_once_and_ends_no_run(tmp_path: Path, workers: int) -> None:
    with (
        selling(tmp_path, Sellers(), "shop", "stall", busy_seconds=0.05) as here,
        closing(sqlite3.connect(tmp_path / "orders.db", isolation_level=None, check_same_thread=False)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        free_from = time.monotonic() + 3

        def are_read() -> bool:
            if other.in_transaction and time.monotonic() > free_from:
                other.execute("ROLLBACK")
            return here.stored("shop") == here.stored("stall") == 2

        here.run_until(are_read, workers)
        told = [event for event in here.told if isinstance(event, StoreTaken)]
    assert told and len(set(told)) == len(told)
    assert all("is locked" in event.message for event in told)


def test_what_only_has_to_wait_for_the_store_to_write_is_told_once_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with selling(tmp_path, Sellers(), "shop") as here:
        looks = []

        def daily() -> None:
            looks.append(len(looks))
            raise StoreError("the database is locked", passing=True)

        monkeypatch.setattr(here.engine.privacy, "daily", daily)
        here.run_until(lambda: len(looks) > 3, workers=2)
        assert [event for event in here.told if isinstance(event, StoreTaken)] == [
            StoreTaken("every account", "the database is locked")
        ]
