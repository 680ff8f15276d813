"""R32: lines, shipping and total add up to the smallest unit, or by how much they do not is told."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper import amounts_of
from stallkeeper.orders import Amounts
from stallkeeper.orders.minor_units import minor_unit
from tests.runtime.played import Played, played

pytestmark = pytest.mark.requirement("R32")

CURRENCIES = ("EUR", "JPY", "KWD", "USD")
ORDERS = 200


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def reprice(tree: dict[str, Any], currency: str, chance: random.Random) -> None:
    """New prices in another currency; the total is rounded from parts that are finer, as marketplaces do it."""
    unit = minor_unit(currency)
    exact = Decimal(0)
    for product in tree["products"]:
        goods = unit * chance.randint(100, 99_999) + unit * Decimal(chance.randint(-49, 49)) / 100
        shipping = unit * chance.choice([0, 250, 590])
        product["product_price"]["amount"] = goods.quantize(unit)
        product["shipping_price"]["amount"] = shipping
        exact += goods + shipping
    tree["shipping_price"]["amount"] = sum(each["shipping_price"]["amount"] for each in tree["products"])
    tree["total_price"] |= {"amount": exact.quantize(unit), "currency": currency}


def amounts(here: Played, order_id: str) -> Amounts:
    order = here.order(order_id)
    return amounts_of(order, here.store.history(order.key))


def test_two_hundred_orders_in_currencies_of_no_two_and_three_decimals_add_up(here: Played) -> None:
    ids, chance = here.arrive("PREPARATION", ORDERS), random.Random(7)
    for number, order_id in enumerate(ids):
        held = here.world.order(order_id)
        assert held is not None
        reprice(held.tree, CURRENCIES[number % len(CURRENCIES)], chance)
    here.sync()
    found = {order_id: amounts(here, order_id) for order_id in ids}
    assert all(each.adds_up and each.difference is not None for each in found.values())
    assert any(each.difference for each in found.values())  # not everything is even
    for order_id in ids:
        held, order = here.world.order(order_id), here.order(order_id)
        assert held is not None
        assert (str(order.report.total), order.report.currency) == (
            str(held.tree["total_price"]["amount"]),
            held.tree["total_price"]["currency"],
        )


KINDS = ("plain", "cheaper line", "voucher", "part given back", "all given back")


def sell(tree: dict[str, Any], kind: str, currency: str, chance: random.Random) -> tuple[Decimal, Decimal]:
    """A Mirakl order of one kind; gives by how much its total is off its parts, and what was given back of it."""
    unit = minor_unit(currency)
    exact, shipping, given_back = Decimal(0), Decimal(0), Decimal(0)
    for line in tree["order_lines"]:
        each = unit * chance.randint(100, 9_999)
        fine = each * line["quantity"] + unit * Decimal(chance.randint(-49, 49)) / 100
        rebate = unit * chance.randint(1, 99) if kind == "cheaper line" else 0
        sent = unit * (0 if kind == "voucher" else chance.choice([0, 250, 590]))
        line |= {"price_unit": each, "price": (fine - rebate).quantize(unit), "shipping_price": sent}
        exact, shipping = exact + fine - rebate, shipping + sent
        if kind.endswith("given back"):
            back = line["price"] if kind.startswith("all") else (line["price"] / 3).quantize(unit)
            back_sent = sent if kind.startswith("all") else Decimal(0)
            line["refunds"] = [{"id": "1", "amount": back, "shipping_amount": back_sent, "state": "REFUNDED"}]
            given_back += back + back_sent
    voucher = unit * chance.randint(100, 999) if kind == "voucher" else 0
    total = (exact + shipping - voucher).quantize(unit)
    tree |= {"total_price": total, "shipping_price": shipping, "currency_iso_code": currency}
    tree["fully_refunded"] = kind.startswith("all")
    goods = sum((line["price"] for line in tree["order_lines"]), Decimal(0))
    return total - goods - shipping, given_back


def test_two_hundred_orders_with_refunds_and_rebates_tell_what_is_left_and_what_is_off(tmp_path: Path) -> None:
    chance = random.Random(11)
    with played(tmp_path, "mirakl") as here:
        ids = here.arrive("SHIPPED", ORDERS)
        sold = {}
        for number, order_id in enumerate(ids):
            held = here.world.order(order_id)
            assert held is not None
            kind, currency = KINDS[number % len(KINDS)], CURRENCIES[number // len(KINDS) % len(CURRENCIES)]
            sold[order_id] = (kind, *sell(held.tree, kind, currency, chance))
        here.sync()
        for order_id, (kind, off, given_back) in sold.items():
            order, found = here.order(order_id), amounts(here, order_id)
            total = order.report.total
            assert total is not None
            unit = minor_unit(order.report.currency)
            assert (found.original, found.canceled, found.refunded) == (total, 0, given_back), kind
            assert found.net == max(total - given_back, Decimal(0)), kind
            assert found.difference == off, kind
            assert found.adds_up is (abs(off) <= unit * len(order.report.lines)) is (kind != "voucher"), kind
        assert {kind for kind, off, _ in sold.values() if off} == set(KINDS), "not everything is even"


def test_more_than_rounding_is_told_with_the_order(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION", lines=2)
    held = here.world.order(order_id)
    assert held is not None
    held.tree["total_price"]["amount"] += Decimal("0.03")
    here.sync()
    found = amounts(here, order_id)
    assert (found.adds_up, found.difference) == (False, Decimal("0.03"))
