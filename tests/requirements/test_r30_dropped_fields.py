"""R30: each field that a marketplace stops giving is told with its path and its first order, and nothing breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.bindings.drift_paths import fields_at
from stallkeeper.bindings.stored_payload import given_at
from stallkeeper.spec.catalog import Catalog
from tests.channel_folders import BUNDLED
from tests.requirements.test_r21_accepted import Market, market
from tests.runtime.played import Played, played

ENOUGH, BEFORE = 6, 10
"""So many orders that all lack what so many before had are told of."""

WITH_A_BINDING = [name for name, folder in BUNDLED.items() if (folder / "binding.yaml").exists()]

INDISPENSABLE = {("", "id"), ("", "native_status")}
TOLD_OTHERWISE = {"order_without_id", "drift", "unknown_status"}
"""How it is told that an order cannot be named, or that its status cannot be read."""


def told(here: Played) -> dict[str, str]:
    return {each.subject: each.message for each in here.store.incidents() if each.kind == "field_dropped"}


def bring(here: Played, count: int) -> tuple[str, ...]:
    ids = here.world.create(count, "PENDING", lines=1)
    here.clock.advance(timedelta(minutes=10))
    here.sync()
    return ids


def fields_of(tree: Any, path: str = "", shown: str = "") -> Iterator[tuple[str, str]]:
    """Every key of an order, wherever it stands, that says anything: as a marketplace names it, and as a drift does."""
    for item in tree if isinstance(tree, list) else ():
        yield from fields_of(item, f"{path}*.", shown)
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if value not in (None, "", [], {}):
            yield f"{path}{key}", f"{shown}{key}"
            yield from fields_of(value, f"{path}{key}.", f"{shown}{key}.")


def at_or_below(shown: str, path: str) -> bool:
    return path == shown or path.startswith(f"{shown}.")


def arrive(here: Market, count: int = ENOUGH) -> tuple[str, ...]:
    """New orders of the channel's first kind, read at once."""
    play = here.server.world.play
    kind = next(each.name for each in play.arrivals if each.weight)
    ids = here.server.world.create(count, variant=kind, changes=play.account_orders)
    here.clock.advance(timedelta(minutes=30))
    assert here.engine.sync("shop", here.machine.spec.retrieval[0].name).complete
    return ids


def given(here: Market, order_ids: Iterable[str], shown: str) -> list[bool]:
    """Of each of those that are stored, whether its record gives something there."""
    orders = [order for order_id in order_ids for order in here.store.find(order_id)]
    return [bool(given_at(here.store.payload(order.key) or b"", [shown])) for order in orders]


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("channel", WITH_A_BINDING)
def test_each_field_that_a_binding_reads_is_told_with_its_path_and_first_order_once_it_is_dropped(
    channel: str, tmp_path: Path
) -> None:
    binding = Catalog().load(channel).binding
    assert binding is not None
    read = fields_at(binding.order)
    with market(channel, tmp_path) as here:
        world = here.server.world
        ids = arrive(here, BEFORE)
        trees = [order.tree for order in world.held() if order.id in ids]
        tried = 0
        for path, shown in sorted(set.intersection(*(set(fields_of(tree)) for tree in trees))):
            paths = [each for each in read if at_or_below(shown, each) and all(given(here, ids, each))]
            if not paths:
                continue  # nobody reads it, or it is not shown yet
            world.troubles.switch_on("dropped_field", {"path": path})
            dropped, late = here.clock.now(), arrive(here)
            world.troubles.switch_off("dropped_field")
            if any(given(here, late, shown)):
                continue  # it comes with another call, which this trouble does not spoil
            news = [each for each in here.store.incidents() if each.last_at >= dropped]
            named = [each for each in news if each.kind == "field_dropped"]
            assert all(at_or_below(shown, each.subject) for each in named), path
            if not INDISPENSABLE.isdisjoint(field for each in paths for field in read[each]):
                assert {each.kind for each in news} & {*TOLD_OTHERWISE, "field_dropped"}, path
                assert all(at_or_below(shown, each.subject) for each in news if each.kind == "drift"), path
            else:
                assert {each.subject for each in named} == set(paths), "each that was always given, and no other"
                assert len(given(here, late, shown)) == ENOUGH, "they are there all the same"
                for each in named:
                    first = each.message.partition("(first in order ")[2].partition(")")[0]
                    assert given(here, [first], shown) == [False], "a new one, or one that was listed once more"
            arrive(here, BEFORE)
            assert "field_dropped" not in {each.kind for each in here.store.incidents()}, "it is given again"
            tried += 1
        assert tried >= 20
        assert here.server.crashes == ()


@pytest.mark.requirement("R30")
def test_a_field_that_is_given_again_is_told_no_more(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        bring(here, 12)
        here.world.troubles.switch_on("dropped_field", {"path": "products.*.vat_rate"})
        ids, dropped = bring(here, 6), here.clock.now() - timedelta(minutes=10)
        ((subject, message),) = told(here).items()
        assert subject == "products.vat_rate" and any(order_id in message for order_id in ids)
        assert min(each.first_at for each in here.store.incidents()) >= dropped
        here.world.troubles.switch_off("dropped_field")
        bring(here, 6)
        assert told(here) == {}


@pytest.mark.requirement("R30")
@pytest.mark.parametrize("path", ["order_reference", "status", "status_updated_at"])
def test_what_an_order_cannot_do_without_is_told_too_and_all_are_there_once_it_is_back(
    tmp_path: Path, path: str
) -> None:
    with played(tmp_path, "manomano") as here:
        bring(here, 12)
        here.world.troubles.switch_on("dropped_field", {"path": path})
        bring(here, 6)
        assert {each.kind for each in here.store.incidents()} & {"order_without_id", "drift", "field_dropped"}
        here.world.troubles.switch_off("dropped_field")
        here.clock.advance(timedelta(hours=7))
        here.sync("catch_up")
        orders = list(here.store.orders())
        assert len(orders) == 18
        assert None not in {order.status for order in orders}


@pytest.mark.requirement("R30")
def test_what_some_orders_never_had_is_no_news(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        here.world.troubles.switch_on("dropped_field", {"path": "addresses.shipping.phone"})
        bring(here, 6)
        here.world.troubles.switch_off("dropped_field")
        bring(here, 6)
        here.world.troubles.switch_on("dropped_field", {"path": "addresses.shipping.phone"})
        bring(here, 6)
        assert told(here) == {}


@pytest.mark.requirement("R30")
def test_what_came_in_another_type_is_told_until_it_comes_as_it_should(tmp_path: Path) -> None:
    def drifted() -> set[str]:
        return {each.subject for each in here.store.incidents() if each.kind == "drift"}

    with played(tmp_path, "manomano") as here:
        bring(here, 6)
        here.world.troubles.switch_on("retyped_field", {"path": "created_at"})
        spoilt = bring(here, 6)
        assert drifted() == {"created_at"}
        here.clock.advance(timedelta(minutes=10))
        here.sync()
        assert drifted() == {"created_at"}, "nothing new has come"
        here.world.troubles.switch_off("retyped_field")
        bring(here, 6)
        assert drifted() == {"created_at"}, "orders that go on still bear it"
        for order_id in spoilt:
            here.world.report(order_id, "PREPARATION")
        here.clock.advance(timedelta(minutes=10))
        here.sync()
        assert drifted() == set()
        assert here.engine.errors.list() == ()
