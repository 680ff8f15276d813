"""Answers that are no answers, and orders that are odd: what can be kept is kept, the rest is told, nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bad_input.arranged import StockedShop, assert_nothing_leaks, bounded, dump, incidents, stocked, stocked_xml
from tests.bad_input.serving import Asked, Said, serving

SYNC = ("sync", "shop", "--window", "catch_up")
KEPT = "What was read is kept; the next sweep goes on from there"
UNREADABLE = "/orders/v1/orders answered 200 with something that cannot be read: "


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StockedShop]:
    with stocked(tmp_path) as shop:
        yield shop


@pytest.fixture
def xml_shop(tmp_path: Path) -> Iterator[StockedShop]:
    with stocked_xml(tmp_path) as shop:
        yield shop


# What cannot be read at all


@pytest.mark.parametrize(
    ("garbled", "told"),
    [
        ("cut", "this is not JSON: Input data was truncated"),
        ("html", "this is not JSON: invalid character (byte 0)"),
        ("deep", "the JSON is nested too deeply"),
    ],
)
def test_broken_json_says_what_is_wrong_with_it_and_quotes_nothing(shop: StockedShop, garbled: str, told: str) -> None:
    shop.fault("garble_next", **{"as": garbled})
    shop.refused(*SYNC, code=1, parts=("account shop, window catch_up: ", UNREADABLE + told, KEPT))
    shop.recovers()


def test_broken_json_in_answer_to_an_action_leaves_a_doubt_and_not_a_lost_order(shop: StockedShop) -> None:
    home = shop.shop.server.base_url
    with serving(Said(200, b'{"content": [{"firstname": "Zebulonia"')) as server:
        shop.move_to(server.url)
        result = shop.run("act", "accept", shop.ids[0])
        assert [asked.method for asked in server.asked] == ["POST"], "it is not sent a second time"
    shop.move_to(home)
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert "in_doubt" in result.stdout and "something that cannot be read: this is not JSON" in result.stdout
    assert "it is read back before anything is sent again" in result.stdout
    assert_nothing_leaks(result.output)
    assert "in_doubt" in shop.accepted("order", shop.ids[0]).stdout
    shop.recovers()


def test_broken_xml_says_what_is_wrong_with_it_and_quotes_nothing(xml_shop: StockedShop) -> None:
    xml_shop.fault("garble_next", method="POST", **{"as": "cut"})
    told = (
        "/MarketplaceAPIService.svc answered 200 with something that cannot be read: this is not XML: line 1, column "
    )
    xml_shop.refused("sync", "shop", code=1, parts=(told, KEPT))
    xml_shop.works_again()
    xml_shop.accepted("sync", "shop")


def test_an_answer_that_is_json_but_no_list_of_orders_says_where_one_was_looked_for(shop: StockedShop) -> None:
    home = shop.shop.server.base_url
    with serving(Said(200, b'{"orders": []}')) as server:
        shop.move_to(server.url)
        told = "answered without a list of orders at `content`; the binding or the marketplace has changed"
        shop.refused(*SYNC, code=1, parts=(told,))
    shop.move_to(home)
    shop.recovers()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE s ['
    + '<!ENTITY l0 "Zebulonia">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    + "]><s>&l11;</s>"
).encode()
"""Some hundred bytes that stand for a terabyte."""


@pytest.mark.parametrize("where", ["login", "orders"])
def test_an_xml_entity_bomb_is_refused_within_bounds(xml_shop: StockedShop, where: str) -> None:
    def answer(asked: Asked, _number: int) -> Said:
        if asked.method == "GET" and where == "orders":
            return Said(200, b"<string>a-token</string>")
        return Said(200, BOMB)

    home, before = xml_shop.shop.server.base_url, dump(xml_shop.store)
    with serving(answer) as server:
        xml_shop.move_to(server.url)
        result: subprocess.CompletedProcess[str] = bounded(xml_shop, "sync", "shop")
    assert result.returncode == 1, result.stderr
    assert "cannot be read: the XML declares a document type or entities, which are refused" in result.stderr
    assert "Traceback" not in result.stderr
    assert_nothing_leaks(result.stdout + result.stderr)
    assert dump(xml_shop.store) == before
    xml_shop.move_to(home)
    xml_shop.accepted("sync", "shop")


# Pages


def test_a_page_that_repeats_stops_the_listing_and_the_orders_behind_it_come_with_the_next(
    shop: StockedShop,
) -> None:
    more = shop.shop.arrive("PENDING", 120)
    before = dump(shop.store)
    shop.fault("repeat_page", times=1)
    result = shop.run(*SYNC)
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert "page 2 of the listing repeats page 1; stopped, nothing of it was taken" in result.stderr
    assert KEPT in result.stderr
    after = dump(shop.store)
    assert after["cursors"] == before["cursors"], "nothing is taken for read that was not"
    assert [row for row in after["orders"] if row[1] in shop.ids] == before["orders"]
    shop.accepted(*SYNC)
    assert {str(row[1]) for row in dump(shop.store)["orders"]} == {*shop.ids, *more}
    first_seen = [row for row in dump(shop.store)["history"] if row[3] == "first_seen"]
    assert len(first_seen) == len(more) + len(shop.ids), "each came in once"


def test_pages_that_go_round_in_a_circle_for_ever_end_every_time(shop: StockedShop) -> None:
    order = dump(shop.store)["personal"][0][3]
    assert isinstance(order, bytes)
    body = b'{"content": [' + order + b'], "pagination": {"links": {"next": "/orders/v1/orders?page=1"}}}'
    home = shop.shop.server.base_url
    with serving(Said(200, body)) as server:
        shop.move_to(server.url)
        shop.refused(*SYNC, code=1, parts=("page 2 of the listing repeats page 1",))
        assert len(server.asked) == 4, "two pages for each of the two runs"
    shop.move_to(home)
    shop.recovers()


# Orders

OLDEST = timedelta(hours=2)
"""Before all others: the list begins with it, and a fault that spoils the first order of a list spoils it."""


@pytest.mark.parametrize("spoilt", [{"remove": True}, {"value": ["x"]}, {"value": ""}, {"value": "9" * 100_000}])
def test_an_order_without_an_id_is_told_and_the_others_of_its_page_are_stored(
    shop: StockedShop, spoilt: dict[str, object]
) -> None:
    before = dump(shop.store)
    (odd,) = shop.shop.world.create(1, "PENDING", ago=OLDEST)
    more = shop.shop.arrive("PENDING", 3)
    shop.fault("spoil_next", times=1, path="order_reference", **spoilt)
    result = shop.run(*SYNC)
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert "page 1 of catch_up: the marketplace sent an order without an id; it cannot be kept" in result.stderr
    assert "The others of the page are kept" in result.stderr and "`id` in binding.yaml" in result.stderr
    assert "account shop, window catch_up: 1 of 7 orders could not be kept" in result.stderr
    assert_nothing_leaks(result.output)
    after = dump(shop.store)
    assert {str(row[1]) for row in after["orders"]} == {*shop.ids, *more}
    assert [row for row in after["orders"] if row[1] in shop.ids] == before["orders"]
    assert incidents(shop) == [("order_without_id", "shop")]
    shop.recovers()
    assert odd in shop.accepted("orders").stdout, "it comes in once it has an id again"


def test_a_new_native_status_keeps_and_shows_its_orders_and_is_told_once(shop: StockedShop) -> None:
    before = dump(shop.store)
    for order_id in shop.ids:
        shop.shop.world.report(order_id, "ON_HOLD_BY_FRAUD")
    result = shop.run(*SYNC)
    told = "the channel reports the status 'ON_HOLD_BY_FRAUD', which channel.yaml does not map"
    assert result.exit_code == 0
    assert result.stderr.count(told) == 1, "three orders, one message"
    assert (
        "its orders are kept and shown, without actions. Add the word under the status it belongs to" in result.stderr
    )
    assert incidents(shop) == [("unknown_status", "ON_HOLD_BY_FRAUD")]
    listed = shop.accepted("orders", "--status", "unknown").stdout
    assert all(order_id in listed for order_id in shop.ids)
    detail = shop.accepted("order", shop.ids[0]).stdout
    assert "unknown (last known: waiting_acceptance)" in detail and "ON_HOLD_BY_FRAUD" in detail
    assert dump(shop.store)["history"][: len(before["history"])] == before["history"], "the past stays"
    refusal = "is not mapped, so nothing is offered"
    shop.refused("act", "accept", shop.ids[0], code=1, parts=("not offered", refusal), traced=False)
    again = shop.run(*SYNC)
    assert again.exit_code == 0 and incidents(shop) == [("unknown_status", "ON_HOLD_BY_FRAUD")]
    for order_id in shop.ids:
        shop.shop.world.report(order_id, "PREPARATION")
    shop.recovers()
    assert "waiting_shipment" in shop.accepted("order", shop.ids[0]).stdout


@pytest.mark.parametrize("word", ["X" * 100_000, "\x1b[2J\x1b]0;gotcha\x07", "a\nb\u202e"])
def test_a_native_status_of_any_length_and_kind_neither_floods_nor_steers_the_screen(
    shop: StockedShop, word: str
) -> None:
    shop.shop.world.report(shop.ids[0], word)
    shown = [shop.accepted(*SYNC), shop.accepted("orders"), shop.accepted("order", shop.ids[0])]
    for result in (*shown, shop.run("act", "refund", shop.ids[0])):
        assert all(len(line) < 400 for line in result.output.splitlines())
        assert not set(result.output) & {"\x1b", "\x07", "\u202e"}
    assert all(order_id in shown[1].stdout for order_id in shop.ids)
    shop.recovers()


CHANGED = [
    ("products.0.quantity", 10**30, "products.quantity"),
    ("products.0.quantity", "many", "products.quantity"),
    ("products", "none", "products"),
    ("products.0.seller_sku", [1], "products.seller_sku"),
    ("total_price.amount", "lots", "total_price.amount"),
    ("total_price", 7, "total_price.amount"),
    ("created_at", 5, "created_at"),
    ("status_updated_at", "yesterday", "status_updated_at"),
    ("status", {"word": "PENDING"}, "status"),
    ("is_mmf", "perhaps", "is_mmf"),
    ("addresses.shipping", [1], "addresses.shipping"),
    ("addresses.shipping.firstname", {"a": 1}, "addresses.shipping.firstname"),
    ("addresses", "none", "addresses.shipping"),
]


@pytest.mark.parametrize(("path", "value", "told"), CHANGED)
def test_a_field_that_changed_its_type_is_told_and_what_was_read_before_stays(
    shop: StockedShop, path: str, value: object, told: str
) -> None:
    before, shown = dump(shop.store), shop.accepted("orders", "--csv").stdout
    shop.fault("spoil_next", times=1, path=path, value=value)
    result = shop.run(*SYNC)
    assert result.exit_code == 0 and "Traceback" not in result.output
    assert f"shop: {told} is not what the binding expects (first seen in order {shop.ids[0]})" in result.stderr
    assert "what was read of it before is kept" in result.stderr and "correct binding.yaml" in result.stderr
    assert ("drift", told) in incidents(shop) and {kind for kind, _ in incidents(shop)} == {"drift"}
    assert_nothing_leaks(result.output)
    detail = shop.accepted("order", shop.ids[0]).stdout
    assert "not readable" in detail and told in detail
    after = dump(shop.store)
    assert after["lines"] == before["lines"]
    assert [row[1] for row in after["personal"]] == [row[1] for row in before["personal"]]
    assert [row[2] for row in after["personal"]] == [row[2] for row in before["personal"]], "the buyer's address"
    assert after["orders"][1:] == before["orders"][1:], "the other orders are untouched"
    assert shop.accepted("orders", "--csv").stdout == shown, "all that a list shows is as it was"
    assert after["history"][: len(before["history"])] == before["history"]
    shop.recovers()
    assert "not readable" not in shop.accepted("order", shop.ids[0]).stdout


@pytest.mark.parametrize(("path", "value", "told"), CHANGED)
def test_a_new_order_with_an_odd_field_is_kept_without_it_and_so_are_the_others(
    shop: StockedShop, path: str, value: object, told: str
) -> None:
    before = dump(shop.store)
    (odd,) = shop.shop.world.create(1, "PENDING", ago=OLDEST)
    shop.fault("spoil_next", times=1, path=path, value=value)
    result = shop.run(*SYNC)
    assert result.exit_code == 0, result.output
    assert f"shop: {told} is not what the binding expects (first seen in order {odd})" in result.stderr
    assert {kind for kind, _ in incidents(shop)} == {"drift"}
    assert odd in shop.accepted("orders").stdout
    assert told in shop.accepted("order", odd).stdout
    assert [row for row in dump(shop.store)["orders"] if row[1] in shop.ids] == before["orders"]
    shop.recovers()
    assert "not readable" not in shop.accepted("order", odd).stdout
