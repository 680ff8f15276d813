"""What makes the demo end with 1: a difference of any kind between the store and the marketplaces is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.cli.demo.agreement import disagreements
from stallkeeper.cli.demo.market import Market, accounts_text, opened
from stallkeeper.cli.demo.season import SPAN
from stallkeeper.cli.demo.verdict import stands_for
from stallkeeper.clock import ManualClock, SystemClock
from stallkeeper.orders import Order, OrderLine
from stallkeeper.played.tree_path import read, write
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, open_engine
from stallkeeper.store.store import Store

CHANNELS = len(open_catalog().names())


@contextmanager
def read_once(tmp_path: Path, number: int) -> Iterator[tuple[Market, Engine]]:
    """A market of the catalog whose nine orders were read."""
    clock = ManualClock(SystemClock().now() - SPAN)
    with opened(open_catalog(), clock, 1) as markets:
        market = markets[number]
        market.arrive_until(9, 9)
        clock.advance(timedelta(minutes=37))  # nothing happens at a marketplace just then
        accounts = tmp_path / "stallkeeper.yaml"
        accounts.write_text(accounts_text(markets, "orders.db"))
        with open_engine(accounts, environ=dict(market.environment()), clock=clock) as engine:
            engine.sync(market.account)
            assert list(disagreements(engine.store, market)) == []
            yield market, engine


def rewrite(store: Store, change: Callable[[Order], Order]) -> Order:
    """Let the store hold its first order otherwise than it was told."""
    shallow = next(iter(store.orders()))
    held = store.order(shallow.key)
    assert held is not None
    changed = change(held)
    store.update_order(changed, ())
    return changed


def lines(order: Order, change: Callable[[tuple[OrderLine, ...]], tuple[OrderLine, ...]]) -> Order:
    return replace(order, report=replace(order.report, lines=change(order.report.lines)))


def amounts(order: Order, **amounts: Any) -> Order:
    return replace(order, report=replace(order.report, **amounts))


PLANTED: dict[str, Callable[[Order], Order]] = {
    "native status": lambda order: replace(order, native_status="ELSEWHERE"),
    "number of lines": lambda order: lines(order, lambda held: (*held, replace(held[0], id="one-too-many"))),
    "line ids": lambda order: lines(order, lambda held: (replace(held[0], id="another"), *held[1:])),
    "quantities": lambda order: lines(order, lambda held: (replace(held[0], quantity=77), *held[1:])),
    "total": lambda order: amounts(order, total=Decimal("0.07")),
    "status": lambda order: replace(order, status="to_pickup"),
}


@pytest.mark.parametrize("market", range(CHANNELS))
@pytest.mark.parametrize("what", PLANTED)
def test_what_the_store_tells_otherwise_is_found_by_its_kind(tmp_path: Path, what: str, market: int) -> None:
    with read_once(tmp_path, market) as (played, engine):
        changed = rewrite(engine.store, PLANTED[what])
        found = [each for each in disagreements(engine.store, played) if each.what == what]
        form = played.world.play.order
    untold = {"quantities": form.line_quantity is None, "total": form.total is None}  # units of one; no sum of an order
    assert [each.order for each in found] == ([] if untold.get(what) else [changed.id])


def test_an_amount_given_back_that_the_store_does_not_know_is_found(tmp_path: Path) -> None:
    met = 0
    for number in range(CHANNELS):
        (tmp_path / str(number)).mkdir()
        with read_once(tmp_path / str(number), number) as (market, engine):
            path = market.world.play.order.refunded
            if path is None:
                continue
            met += 1
            changed = rewrite(engine.store, lambda order: amounts(order, refunded=Decimal("3.50")))
            (found,) = disagreements(engine.store, market)
            assert (found.order, found.what, found.held, found.truth) == (changed.id, "refunded amount", "3.5", "0")
    assert met, "no marketplace tells what was given back"


def test_an_order_that_only_one_side_has_is_found(tmp_path: Path) -> None:
    with read_once(tmp_path, 0) as (market, engine):
        here = {order.id for order in engine.store.orders()}
        market.arrive_until(len(market.world.orders()) + 3, 99)
        mine = {order.id for order in market.world.held() if not order.foreign} - here
        found = list(disagreements(engine.store, market))
    assert {each.order for each in found} == mine and {each.held for each in found} == {None}


def test_what_happens_at_the_marketplace_unseen_is_found(tmp_path: Path) -> None:
    with read_once(tmp_path, 0) as (market, engine):
        order = next(order for order in market.world.held() if not order.foreign)
        form = market.world.play.order
        assert form.total is not None and read(order.tree, form.total) is not None
        write(order.tree, form.total, "1.23")
        market.world.report(order.id, "ELSEWHERE")
        found = {each.what: each.truth for each in disagreements(engine.store, market) if each.order == order.id}
    assert found == {"native status": "ELSEWHERE", "total": "1.23"}


def test_a_word_stands_for_its_status_and_for_where_our_own_deadlines_lead_only(tmp_path: Path) -> None:
    """For every native word of every channel: never the status of another word."""
    for number in range(CHANNELS):
        (tmp_path / str(number)).mkdir()
        with read_once(tmp_path / str(number), number) as (market, engine):
            plain = next(iter(engine.store.orders()))
            spec = market.machine.spec
            for native, status in spec.status_of_native().items():
                allowed = stands_for(market.machine, lines(replace(plain, native_status=native), lambda _: ()))
                kept = spec.statuses[status].deadline
                ours = set(kept.outcomes) if kept and kept.kept_by == "us" else set()
                assert {status} <= allowed <= {status, *ours, spec.statuses[status].advances_to}
            assert stands_for(market.machine, replace(plain, native_status="ELSEWHERE")) == {None}
