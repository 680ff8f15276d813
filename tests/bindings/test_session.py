"""Tokens: fetched when needed, put where the binding says, renewed once when refused, by one thread for all."""

from __future__ import annotations

import threading
from datetime import timedelta

import httpx
import pytest

from stallkeeper.bindings.client import ListQuery
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderReport
from tests.bindings.arranged import NOW, SINCE, UNTIL, action, bundled, client, order_of, sample

QUERY = ListQuery("latest", SINCE, UNTIL)


class Marketplace:
    """Hands out numbered tokens, and takes only the newest."""

    def __init__(self, *, reject_login: bool = False) -> None:
        self.issued = 0
        self.valid = 0
        self.reject_login = reject_login
        self.worked: list[str] = []
        self.refused: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            if request.url.host == "sts.cdiscount.com":
                return self._login()
            return self._work(request)

    def _login(self) -> httpx.Response:
        if self.reject_login:
            return httpx.Response(401, text="login demo-api with p4ss is wrong")
        self.issued += 1
        self.valid = self.issued
        return httpx.Response(200, text=f'<string xmlns="urn:s">\n token-{self.issued} \n</string>')

    def _work(self, request: httpx.Request) -> httpx.Response:
        token = next(word for word in request.content.decode().split("TokenId>") if word.startswith("token-"))[:-5]
        if token.partition("<")[0] != f"token-{self.valid}":
            self.refused.append(token)
            return httpx.Response(500, content=sample("cdiscount/soap", "answer-token-refused.xml"))
        self.worked.append(token)
        validate = b"ValidateOrderList" in request.content
        return httpx.Response(
            200, content=sample("cdiscount/soap", "answer-validated.xml" if validate else "answer-orders-none.xml")
        )


def shop_of(marketplace: Marketplace, clock: ManualClock | None = None) -> MarketplaceClient:
    return client(bundled("cdiscount/soap"), marketplace, clock, HttpSettings(attempts=2))


ORDER = order_of(OrderReport(id="A-1", native_status="WaitingForSellerAcceptation"), "cdiscount")


def test_one_token_serves_many_requests() -> None:
    marketplace = Marketplace()
    shop = shop_of(marketplace)
    for _ in range(3):
        list(shop.pages(QUERY))
    assert (marketplace.issued, len(marketplace.worked)) == (1, 3)


@pytest.mark.requirement("R29")
def test_a_token_that_was_refused_is_renewed_once_and_the_read_goes_on() -> None:
    marketplace = Marketplace()
    shop = shop_of(marketplace)
    list(shop.pages(QUERY))
    marketplace.valid = 0
    list(shop.pages(QUERY))
    assert (marketplace.issued, len(marketplace.worked), len(marketplace.refused)) == (2, 2, 1)


def test_a_refused_token_is_renewed_before_an_action_is_done_and_it_is_announced_once() -> None:
    marketplace = Marketplace()
    shop = shop_of(marketplace)
    list(shop.pages(QUERY))
    marketplace.valid = 0
    announced: list[int] = []
    shop.send(action(ORDER, "accept", {}, lambda: announced.append(marketplace.issued)))
    assert (announced, marketplace.issued, len(marketplace.worked)) == ([1], 2, 2)


def test_an_action_is_left_to_a_later_attempt_where_renewing_the_token_took_so_long_that_another_may_be_at_it() -> None:
    clock = ManualClock(NOW)

    class Slow(Marketplace):
        def _login(self) -> httpx.Response:
            clock.advance(timedelta(minutes=6) if self.issued else timedelta(0))
            return super()._login()

    marketplace = Slow()
    shop = shop_of(marketplace, clock)
    list(shop.pages(QUERY))
    marketplace.valid = 0
    with pytest.raises(ChannelError) as error:
        shop.send(action(ORDER, "accept", {}, lambda: None))
    assert (error.value.kind, error.value.doubtful, len(marketplace.worked)) == ("auth", False, 1)
    shop.send(action(ORDER, "accept", {}, lambda: None))
    assert (marketplace.issued, len(marketplace.worked)) == (2, 2)


def test_a_marketplace_that_refuses_every_token_is_asked_twice_and_no_more() -> None:
    class Stubborn(Marketplace):
        def _work(self, request: httpx.Request) -> httpx.Response:
            self.refused.append("any")
            return httpx.Response(401)

    marketplace = Stubborn()
    with pytest.raises(ChannelError, match="check the account's secrets") as error:
        list(shop_of(marketplace).pages(QUERY))
    assert (error.value.kind, marketplace.issued, len(marketplace.refused)) == ("auth", 2, 2)


def test_a_token_is_fetched_anew_when_its_time_is_over() -> None:
    marketplace, clock = Marketplace(), ManualClock(NOW)
    shop = shop_of(marketplace, clock)
    list(shop.pages(QUERY))
    clock.advance(timedelta(days=2) - timedelta(seconds=1))
    list(shop.pages(QUERY))
    assert marketplace.issued == 1
    clock.advance(timedelta(seconds=1))
    list(shop.pages(QUERY))
    assert (marketplace.issued, marketplace.refused) == (2, [])


def test_a_refused_login_names_the_secrets_and_shows_none() -> None:
    with pytest.raises(ChannelError) as error:
        list(shop_of(Marketplace(reject_login=True)).pages(QUERY))
    assert str(error.value) == (
        "sts.cdiscount.com/users/httpIssue.svc/ answered 401; check the account's secrets: "
        "the login was refused (secrets login and password)"
    )
    assert error.value.kind == "auth"


def test_an_action_is_not_announced_when_no_token_can_be_had() -> None:
    announced: list[int] = []
    with pytest.raises(ChannelError):
        shop_of(Marketplace(reject_login=True)).send(action(ORDER, "accept", {}, lambda: announced.append(1)))
    assert announced == []


@pytest.mark.requirement("R29")
def test_eight_threads_that_meet_an_old_token_renew_it_once() -> None:
    marketplace = Marketplace()
    shop = shop_of(marketplace)
    list(shop.pages(QUERY))
    marketplace.valid = 0
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        list(shop.pages(QUERY))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (marketplace.issued, len(marketplace.worked)) == (2, 9)
