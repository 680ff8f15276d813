"""What a person asks for that does not exist, or may not be: told with what there is, and nothing is sent or stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_input.arranged import StockedShop, stocked


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StockedShop]:
    with stocked(tmp_path, "PREPARATION") as shop:
        yield shop


def refused(shop: StockedShop, *words: str, code: int, parts: tuple[str, ...], traced: bool = True) -> None:
    """Nothing may be asked of the marketplace either."""
    asked = len(shop.shop.server.requests)
    shop.refused(*words, code=code, parts=parts, traced=traced)
    assert len(shop.shop.server.requests) == asked
    assert shop.shop.world.effects() == ()
    shop.recovers()


@pytest.mark.parametrize("words", [("orders", "--status", "shiped"), ("export", "--status", "shiped")])
def test_an_unknown_status_is_told_with_the_near_miss(shop: StockedShop, words: tuple[str, ...]) -> None:
    refused(shop, *words, code=2, parts=('no status is called "shiped"; did you mean shipped',))


def test_an_unknown_status_that_is_like_none_is_told_with_all_there_are(shop: StockedShop) -> None:
    parts = ('no status is called "???"; there are new, waiting_acceptance, accepted', "to_refund, unknown")
    refused(shop, "act", "ship", "--where", "status=???", code=2, parts=parts)


def test_an_unknown_action_is_told_with_the_near_miss(shop: StockedShop) -> None:
    parts = ('no action is called "shipp"; did you mean ship?',)
    refused(shop, "act", "shipp", shop.ids[0], code=2, parts=parts)
    parts = ('no action is called "teleport"; there are accept, refuse, ship, refund',)
    refused(shop, "act", "teleport", *shop.ids, code=2, parts=parts)


def test_an_action_that_is_not_offered_now_says_when_it_is(shop: StockedShop) -> None:
    parts = ("not offered", "accept is not offered at waiting_shipment (native PREPARATION)", "waiting_acceptance")
    refused(shop, "act", "accept", shop.ids[0], code=1, parts=parts, traced=False)


def test_a_missing_field_is_told_with_the_option_that_gives_it(shop: StockedShop) -> None:
    parts = ("incomplete", "ship needs carrier", "give --carrier", "0 of 1 done")
    refused(shop, "act", "ship", shop.ids[0], code=1, parts=parts, traced=False)


def test_fields_that_are_missing_because_of_another_say_because_of_which(shop: StockedShop) -> None:
    parts = ("ship needs carrier_name", "ship needs tracking_url", "Other", "give --carrier-name, --tracking-url")
    refused(shop, "act", "ship", shop.ids[0], "--carrier", "Other", code=1, parts=parts, traced=False)


def test_a_field_that_the_action_does_not_take_is_wrong_usage(shop: StockedShop) -> None:
    parts = ('no option is called "--carier"; did you mean --carrier',)
    refused(shop, "act", "ship", shop.ids[0], "--carier", "DHL", code=2, parts=parts)


def test_a_wrong_value_is_told_with_what_would_be_right(shop: StockedShop) -> None:
    parts = ("incomplete", "carrier 'DHLX' is no carrier of this channel; did you mean DHL?")
    refused(shop, "act", "ship", shop.ids[0], "--carrier", "DHLX", code=1, parts=parts, traced=False)


def test_every_wrong_value_is_told_at_once(tmp_path: Path) -> None:
    with stocked(tmp_path, "SHIPPED") as shop:
        given = ("--refund-reason", "x" * 256, "--refund-shipping-fees", "maybe")
        parts = ("refund_reason has 256 characters; 255 are the most", "refund_shipping_fees has to be true or false")
        refused(shop, "act", "refund", shop.ids[0], *given, code=1, parts=parts, traced=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("orders", "--since", "yesterday"), '--since: "yesterday" is no date; write a day (2026-11-22)'),
        (("sync", "shop", "--window", "lates"), 'no window of account shop is called "lates"; did you mean latest?'),
        (("orders", "--channel", "manomanno"), 'no channel is called "manomanno"; did you mean manomano?'),
        (("act", "ship", "--where", "status"), '--where: "status" gives no value; write status=…'),
    ],
)
def test_a_wrong_value_of_an_option_is_wrong_usage(shop: StockedShop, words: tuple[str, ...], told: str) -> None:
    refused(shop, *words, code=2, parts=(told,))


@pytest.mark.parametrize("words", [("order", "M000"), ("act", "ship", "M000", "--carrier", "DHL")])
def test_an_unknown_order_says_how_new_ones_come_in(shop: StockedShop, words: tuple[str, ...]) -> None:
    refused(shop, *words, code=2, parts=('no order "M000" is in the store; `stallkeeper sync` reads what is new',))


def test_one_unknown_order_among_several_stops_all_of_them(shop: StockedShop) -> None:
    words = ("act", "ship", *shop.ids, "M000", "--carrier", "DHL")
    refused(shop, *words, code=2, parts=('no order "M000" is in the store',))


@pytest.mark.parametrize(
    "words",
    [
        ("sync", "shopp"),
        ("orders", "--account", "shopp"),
        ("act", "ship", "--where", "account=shopp"),
        ("order", "M000", "--account", "shopp"),
    ],
)
def test_an_unknown_account_is_told_with_the_near_miss(shop: StockedShop, words: tuple[str, ...]) -> None:
    refused(shop, *words, code=2, parts=('no account is called "shopp"; did you mean shop?',))


def test_an_unknown_account_that_is_like_none_is_told_with_all_there_are(shop: StockedShop) -> None:
    refused(shop, "sync", "bakery", code=2, parts=('no account is called "bakery"; there is only shop',))


def test_an_order_of_an_account_that_is_gone_is_kept_and_shown_and_not_acted_upon(shop: StockedShop) -> None:
    accounts = shop.shop.accounts
    right = accounts.read_text()
    accounts.write_text(right.replace("  shop:", "  bakery:"))
    told = f"order {shop.ids[0]} belongs to account shop, which {accounts} does not have; put the account back there"
    shop.refused("act", "ship", shop.ids[0], code=2, parts=(told,))
    assert shop.ids[0] in shop.accepted("orders").stdout
    assert "waiting_shipment" in shop.accepted("order", shop.ids[0]).stdout
    accounts.write_text(right)
    shop.recovers()
