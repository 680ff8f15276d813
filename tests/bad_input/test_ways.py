"""The way to the marketplace and its refusals: told with what to do, no secret or buyer repeated, no order touched."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_input.arranged import IMPATIENT, SECRET, StockedShop, stocked
from tests.bad_input.serving import Asked, Said, refusal, serving
from tests.bindings.loopback import Loopback, http

CHATTER = f"key {SECRET} of zq@buyer.invalid, call +33611223344"
"""What a careless marketplace says in its refusals."""

QUICK = IMPATIENT.__class__(connect=2.0, read=2.0, attempts=1)
"""One try, for what is not about trying again."""

SYNC = ("sync", "shop", "--window", "latest")
KEPT = "What was read is kept; the next sweep goes on from there"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StockedShop]:
    with stocked(tmp_path) as shop:
        yield shop


def elsewhere(shop: StockedShop, url: str, *words: str, parts: tuple[str, ...]) -> str:
    """The account's host is at `url`; what a user is shown. Afterwards it is where it was, and all goes on."""
    home = shop.shop.server.base_url
    shop.move_to(url)
    shown = shop.refused(*words, code=1, parts=parts)
    shop.move_to(home)
    shop.recovers()
    return shown


@pytest.mark.parametrize("value", [None, "", "   "])
def test_a_missing_secret_names_the_variable_and_nothing_is_asked(shop: StockedShop, value: str | None) -> None:
    asked = len(shop.shop.server.requests)
    poor = shop.like(environ={"SHOP_KEY": value})
    parts = ("account shop: the environment variable SHOP_KEY is not set", "`export SHOP_KEY=…`")
    poor.refused("sync", "shop", code=1, parts=parts)
    assert len(shop.shop.server.requests) == asked
    shop.recovers()


def test_an_action_without_its_secret_waits_in_the_queue(shop: StockedShop) -> None:
    poor = shop.like(environ={"SHOP_KEY": ""}).run("act", "accept", shop.ids[0])
    assert poor.exit_code == 1 and "Traceback" not in poor.output
    assert "queued" in poor.stdout and "the environment variable SHOP_KEY is not set" in poor.stdout
    again = shop.run("act", "accept", shop.ids[0])
    assert "accept waits to be sent; one action at a time" in again.stdout
    assert "accept" in shop.accepted("order", shop.ids[0]).stdout
    assert shop.shop.world.effects() == ()
    shop.recovers()


def test_an_unreachable_host_is_named(shop: StockedShop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    where = f"127.0.0.1:{port}/orders/v1/orders cannot be reached: no connection"
    parts = ("account shop, window latest: ", where, "check the network and the account's hosts", KEPT)
    elsewhere(shop.like(http=QUICK), f"http://127.0.0.1:{port}", *SYNC, parts=parts)


def test_a_certificate_nobody_vouches_for_is_not_trusted_and_no_request_leaves(shop: StockedShop) -> None:
    server = Loopback(http("200 OK", b"{}"), tls=True)
    parts = (f"127.0.0.1:{server.port}/orders/v1/orders cannot be trusted: self-signed certificate",)
    try:
        elsewhere(
            shop,
            f"https://127.0.0.1:{server.port}",
            *SYNC,
            parts=(*parts, "nothing was sent", "check the account's hosts"),
        )
        assert server.requests == [], "the key went nowhere"
    finally:
        server.close()


def test_a_host_without_tls_at_an_https_address_is_not_trusted(shop: StockedShop) -> None:
    url = shop.shop.server.base_url.replace("http:", "https:")
    elsewhere(shop, url, *SYNC, parts=("cannot be trusted", "nothing was sent"))


def test_a_refused_key_says_so_and_what_to_check(shop: StockedShop) -> None:
    with serving(refusal(401, CHATTER)) as server:
        where = f"127.0.0.1:{server.url.rpartition(':')[2]}/orders/v1/orders answered 401"
        parts = (where, "E401", "check the account's secrets", "Nothing of this account is lost")
        elsewhere(shop, server.url, *SYNC, parts=parts)
        assert len(server.asked) == 2, "once for each run: a refused key is not tried again"


def test_a_wrong_key_is_refused_by_the_played_marketplace_and_not_shown(shop: StockedShop) -> None:
    wrong = shop.like(environ={"SHOP_KEY": "WRONG-KEY-4711"})
    wrong.refused(*SYNC, code=1, parts=("answered 401", "check the account's secrets"))
    assert b"WRONG-KEY-4711" not in shop.store.read_bytes()
    shop.recovers()


def test_too_many_requests_without_a_word_when_are_tried_again_and_then_left(shop: StockedShop) -> None:
    with serving(refusal(429, CHATTER)) as server:
        parts = ("answered 429: E429", "it wants fewer requests for now", KEPT)
        elsewhere(shop, server.url, *SYNC, parts=parts)
        assert len(server.asked) == 6, "three times for each of the two runs"


def test_too_many_requests_with_a_short_wait_are_waited_for(shop: StockedShop) -> None:
    """The played marketplace asks for a second twice; the read then succeeds, and nobody is told of trouble."""
    shop.fault("fail_next", times=2, status=429, retry_after=1)
    shown = shop.accepted("sync", "shop", "--window", "catch_up")
    assert "complete" in shown.stdout and "429" not in shown.output

    def once(asked: Asked, number: int) -> Said:
        return refusal(429, CHATTER, Retry_After="1") if number == 1 else refusal(401, CHATTER)

    with serving(once) as server:
        elsewhere(shop, server.url, *SYNC, parts=("answered 401",))
        assert server.asked[1].at - server.asked[0].at >= 1.0


def test_too_many_requests_with_a_long_wait_say_when_to_come_back(shop: StockedShop) -> None:
    with serving(refusal(429, CHATTER, Retry_After="7200")) as server:
        parts = ("answered 429: E429", "it may be asked again in 2 hours", KEPT)
        elsewhere(shop, server.url, *SYNC, parts=parts)
        assert len(server.asked) == 2, "nobody waits two hours, and nobody asks before"


def test_a_marketplace_in_trouble_is_asked_three_times(shop: StockedShop) -> None:
    with serving(refusal(500, CHATTER)) as server:
        elsewhere(shop, server.url, *SYNC, parts=("answered 500: E500", KEPT))
        assert len(server.asked) == 6, "three times for each of the two runs"


def test_trouble_that_passes_is_not_told(shop: StockedShop) -> None:
    shop.fault("fail_next", times=2, status=500)
    assert "500" not in shop.accepted("sync", "shop", "--window", "catch_up").output


def test_a_refused_action_leaves_the_order_where_it_was_and_repeats_no_buyer(shop: StockedShop) -> None:
    before = shop.accepted("orders", "--csv").stdout
    home = shop.shop.server.base_url
    with serving(refusal(400, f"{CHATTER}: Zebulonia Quackenbush, 77 impasse du Marqueur")) as server:
        shop.move_to(server.url)
        plain = shop.run("act", "accept", shop.ids[0])
    assert plain.exit_code == 1
    assert "rejected" in plain.stdout and "E400" in plain.stdout and "correct the fields" in plain.stdout
    shop.move_to(home)
    for word in (SECRET, "Zebulonia", "Quackenbush", "Marqueur", "buyer.invalid", "611223344", "Traceback"):
        assert word not in plain.output
    assert shop.accepted("orders", "--csv").stdout == before
    shop.recovers()


def test_trouble_after_an_action_took_effect_is_a_doubt_and_not_a_second_effect(shop: StockedShop) -> None:
    shop.fault("fail_next", times=1, status=500, method="POST", after_effect=True)
    result = shop.run("act", "accept", shop.ids[0])
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert "in_doubt" in result.stdout and "answered 500" in result.stdout
    assert "it is read back before anything is sent again" in result.stdout
    shop.works_again()
    shop.accepted("sync", "shop", "--window", "catch_up")
    assert "confirmed" in shop.accepted("order", shop.ids[0]).stdout
    assert len(shop.shop.world.effects(shop.ids[0])) == 1


def test_no_answer_in_time_is_told_with_the_time(shop: StockedShop) -> None:
    shop.fault("delay_next", seconds=30)
    hasty = shop.like(http=IMPATIENT)
    hasty.refused(*SYNC, code=1, parts=("did not answer within 0.3 seconds", KEPT))
    shop.recovers()


def test_no_answer_to_an_action_in_time_is_a_doubt_and_not_a_second_effect(shop: StockedShop) -> None:
    shop.fault("delay_next", times=1, seconds=30, method="POST", after_effect=True)
    result = shop.like(http=IMPATIENT).run("act", "accept", shop.ids[0])
    assert result.exit_code == 1
    assert "in_doubt" in result.stdout and "did not answer within 0.3 seconds" in result.stdout
    shop.accepted("sync", "shop", "--window", "catch_up")
    assert "confirmed" in shop.accepted("order", shop.ids[0]).stdout
    assert len(shop.shop.world.effects(shop.ids[0])) == 1
