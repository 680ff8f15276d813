"""R30: each field that a marketplace stops giving is told with its path and its first order, and nothing breaks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.runtime.played import Played, played

OF_THE_ORDER = ("created_at", "total_price", "shipping_price", "is_mmf")
OF_A_LINE = ("seller_sku", "title", "quantity", "price", "product_price", "vat_rate")
OF_AN_ADDRESS = ("firstname", "lastname", "address_line1", "zipcode", "city", "phone", "email")
DROPPED = (
    *((path, path) for path in OF_THE_ORDER),
    *((f"products.*.{name}", f"products.{name}") for name in OF_A_LINE),
    *((f"addresses.shipping.{name}", f"addresses.shipping.{name}") for name in OF_AN_ADDRESS),
    ("products", "products"),
    ("addresses.billing", "addresses.billing"),
)


def told(here: Played) -> dict[str, str]:
    return {each.subject: each.message for each in here.store.incidents() if each.kind == "field_dropped"}


def bring(here: Played, count: int) -> tuple[str, ...]:
    ids = here.world.create(count, "PENDING", lines=1)
    here.clock.advance(timedelta(minutes=10))
    here.sync()
    return ids


@pytest.mark.requirement("R30")
@pytest.mark.parametrize(("path", "shown"), DROPPED, ids=[shown for _, shown in DROPPED])
def test_a_field_that_is_dropped_is_told_with_its_path_and_first_order(tmp_path: Path, path: str, shown: str) -> None:
    with played(tmp_path, "manomano") as here:
        bring(here, 12)
        assert told(here) == {}
        here.world.troubles.switch_on("dropped_field", {"path": path})
        dropped = here.clock.now()
        ids = bring(here, 6)
        assert len(list(here.store.orders())) == 18
        found = {subject: text for subject, text in told(here).items() if subject.startswith(shown)}
        assert found
        assert all(any(order_id in text for order_id in ids) for text in found.values())
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
