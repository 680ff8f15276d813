"""What a sweep shows to be over leaves the queue of errors, and nothing that it did not look at does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.words import VANISHED
from tests.runtime.arranged import START, World, world
from tests.runtime.shop import ShopRecord

DOWN = ChannelError("no answer", "transient")
HOUR = timedelta(hours=1)


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def read(here: World, window: str = "catch_up", account: str = "my-shop") -> str:
    return here.engine.sync(account, window).sweeps[0].state


def kinds(here: World) -> set[str]:
    return {each.kind for each in here.incidents()} - {"sweep_failed"}


def two_pages(here: World, page_one_first: str) -> None:
    """Twelve orders, ten to a page; `page_one_first` is older than all of them."""
    here.shop.put(page_one_first, modified_at=START - 2 * HOUR)
    for number in range(12):
        here.shop.put(f"B{number:02}", modified_at=START - HOUR + timedelta(minutes=number))
    here.pass_time(timedelta(minutes=1))


def in_two_goes(here: World) -> None:
    """A sweep that stops after its first page, and the one of another process that goes on with it."""
    here.shop.fail("page 2", DOWN)
    assert read(here) == "incomplete"
    here.restart()
    assert read(here) == "complete"


def test_an_order_without_an_id_stays_told_where_the_sweep_that_saw_it_went_on_in_another_process(here: World) -> None:
    two_pages(here, "")
    in_two_goes(here)
    assert kinds(here) == {"order_without_id"}
    del here.shop.records[""]
    assert read(here) == "complete"
    assert kinds(here) == set()


def test_drift_stays_told_where_the_sweep_that_saw_it_went_on_in_another_process(here: World) -> None:
    assert read(here) == "complete"
    two_pages(here, "B99")
    here.shop.put("B99", "CANCELED", modified_at=START - 2 * HOUR, drift=("place",))
    in_two_goes(here)
    assert kinds(here) == {"drift"}


def test_a_list_of_which_one_order_is_missing_is_told_although_its_second_reading_was_interrupted(here: World) -> None:
    """A page shrinks in the first reading, the second is left at its second page: both count together."""
    two_pages(here, "B99")
    here.shop.counts = True
    here.shop.fail("page 2", lambda: here.shop.put("B01", "PAID") and None, DOWN)
    assert read(here) == "incomplete"
    here.shop.counts, here.shop.total = False, 13
    here.restart()
    assert read(here) == "complete"
    assert kinds(here) == {"fewer_than_announced"}


def test_what_a_shared_order_bears_stays_told_under_the_account_that_saw_it(tmp_path: Path) -> None:
    here = world(tmp_path, accounts=("my-shop", "other-shop"))
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    assert read(here) == "complete"
    here.shops["other-shop"].put("A1", "FROZEN")
    here.pass_time(timedelta(minutes=1))
    assert read(here, account="other-shop") == "complete"
    order = here.order("A1")
    assert (order.account, order.status) == ("my-shop", None)
    assert kinds(here) == {"unknown_status"}


def drifting(here: World, native: str, account: str = "my-shop") -> None:
    """All is read once; then one order comes with something of another type."""
    here.shops[account].put("A1", native)
    here.pass_time(timedelta(minutes=1))
    assert read(here, account=account) == "complete"
    here.shops[account].put("A1", native, drift=("parcels.code",))
    here.pass_time(timedelta(minutes=1))
    assert read(here, account=account) == "complete"
    assert "drift" in kinds(here)


def bring(here: World, order_id: str, payload: bytes, account: str = "my-shop") -> None:
    """A new order, as the marketplace writes it."""
    shop = here.shops[account]
    shop.records[order_id] = ShopRecord(shop.put(order_id, "PAID"), payload=payload)
    here.pass_time(timedelta(minutes=1))
    assert read(here, account=account) == "complete"


def test_drift_of_what_only_sent_orders_have_is_not_over_with_an_order_that_has_none_of_it(here: World) -> None:
    drifting(here, "SENT")
    bring(here, "A2", b'{"parcels": []}')
    assert kinds(here) == {"drift"}
    bring(here, "A3", b'{"parcels": [{"code": "UPS"}]}')
    assert kinds(here) == set()


def test_a_shared_order_drifts_under_the_account_that_saw_it(tmp_path: Path) -> None:
    here = world(tmp_path, accounts=("my-shop", "other-shop"))
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    assert read(here) == "complete"
    drifting(here, "PAID", "other-shop")
    assert here.order("A1").account == "my-shop"
    bring(here, "A2", b'{"parcels": [{"code": "UPS"}]}', "other-shop")
    assert kinds(here) == {"drift"}, "A1 goes on, and bears it"


def vanish(here: World) -> None:
    order = here.order("A1")
    here.store.update_order(replace(order, flags=(*order.flags, VANISHED)), ())


def erase(here: World) -> None:
    here.store.eraser._database.rows("UPDATE orders SET erased_at = 1, erased_under = 'own' WHERE id = 'A1'")


@pytest.mark.parametrize("gone", [vanish, erase])
def test_what_an_order_bears_that_is_never_read_anew_holds_nothing_up(
    here: World, gone: Callable[[World], None]
) -> None:
    drifting(here, "FROZEN")
    del here.shop.records["A1"]
    gone(here)
    bring(here, "A2", b'{"parcels": [{"code": "UPS"}]}')
    assert kinds(here) == set()
