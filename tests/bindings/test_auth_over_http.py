"""Who an account is, over real HTTP: tokens by form, refresh tokens that rotate, signatures, keys and HTTP Basic."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from stallkeeper.bindings.token_keeper import ForgetfulKeeper, origin_of
from stallkeeper.clock import ManualClock
from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.store import Store
from tests.bindings.arranged import NOW
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import QUERY, SECRETS, order_with, request, shop


class TokenPlace:
    """A marketplace that takes each refresh token once, and only the newest token."""

    def __init__(self, lasts: object = 600) -> None:
        self.refresh, self.issued, self.lasts = "first-refresh", 0, lasts
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Said:
        with self._lock:
            return self._login(asked) if asked.path == "/token" else self._work(asked)

    def _login(self, asked: Asked) -> Said:
        if asked.form["refresh_token"] != [self.refresh]:
            return Said(
                {"error": "invalid_grant", "error_description": f"{asked.form['refresh_token'][0]} is used"}, 400
            )
        self.issued += 1
        self.refresh = f"refresh-{self.issued}"
        return Said({"access_token": self.token, "expires_in": self.lasts, "refresh_token": self.refresh})

    def _work(self, asked: Asked) -> Said:
        return Said({"orders": []}) if asked.header("Authorization") == f"Bearer {self.token}" else Said(status=401)

    @property
    def token(self) -> str:
        return f"access-{self.issued}"


def test_a_token_is_fetched_by_form_with_basic_and_sent_with_the_accounts_own_header() -> None:
    with shop("token_shop", TokenPlace()) as here:
        list(here.client.pages(QUERY))
        list(here.client.pages(QUERY))
        (login,) = here.server.asked_for("/token")
        first, second = here.server.asked_for("/orders")
    assert login.header("Content-Type") == "application/x-www-form-urlencoded"
    assert login.form == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["first-refresh"],
        "client_id": ["the-app"],
    }
    assert login.header("Authorization") == "Basic " + base64.b64encode(b"the-app:app-s3cret").decode()
    assert (first.header("Authorization"), first.header("Seller-Id")) == ("Bearer access-1", "S-1")
    assert first.header("Correlation-Id") != second.header("Correlation-Id")


def test_a_token_is_renewed_a_little_before_the_answers_own_seconds_are_over() -> None:
    clock, place = ManualClock(NOW), TokenPlace(lasts=600)
    with shop("token_shop", place, clock=clock) as here:
        list(here.client.pages(QUERY))
        clock.advance(timedelta(seconds=539))
        list(here.client.pages(QUERY))
        assert place.issued == 1
        clock.advance(timedelta(seconds=1))
        list(here.client.pages(QUERY))
    assert place.issued == 2


@pytest.mark.parametrize("lasts", ["soon", -1, None, 10**30])
def test_seconds_that_are_none_leave_the_token_in_use_until_it_is_refused(lasts: object) -> None:
    clock, place = ManualClock(NOW), TokenPlace(lasts)
    with shop("token_shop", place, clock=clock) as here:
        list(here.client.pages(QUERY))
        clock.advance(timedelta(days=30))
        list(here.client.pages(QUERY))
    assert place.issued == 1


def test_the_next_refresh_token_is_kept_before_the_token_that_came_with_it_is_used() -> None:
    place, happened = TokenPlace(), list[str]()

    class Keeper(ForgetfulKeeper):
        def keep_token(self, origin: bytes, token: str, at: datetime) -> None:
            happened.append(f"kept {token}")
            super().keep_token(origin, token, at)

    def answer(asked: Asked) -> Said:
        happened.append(asked.path)
        return place(asked)

    with shop("token_shop", answer, tokens=Keeper()) as here:
        list(here.client.pages(QUERY))
    assert happened == ["/token", "kept refresh-1", "/orders"]


def test_a_process_that_comes_after_goes_on_with_the_refresh_token_in_the_store(tmp_path: Path) -> None:
    place = TokenPlace()
    for _ in range(3):
        with (
            Store.open(tmp_path / "orders.db", now=NOW) as store,
            shop("token_shop", place, tokens=store.tokens) as here,
        ):
            list(here.client.pages(QUERY))
    assert place.issued == 3
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.kept_token(origin_of("first-refresh")) == "refresh-3"
        assert "refresh-3" not in repr(store.tokens)


def test_a_refresh_token_that_another_process_used_up_meanwhile_is_replaced_by_its_next() -> None:
    place, keeper = TokenPlace(), ForgetfulKeeper()

    def answer(asked: Asked) -> Said:
        if asked.path == "/token" and place.issued == 0:
            place._login(asked)  # the other process
            keeper.keep_token(origin_of("first-refresh"), place.refresh, NOW)
        return place(asked)

    with shop("token_shop", answer, tokens=keeper) as here:
        list(here.client.pages(QUERY))
    assert place.issued == 2


def test_a_refresh_token_that_is_refused_asks_for_a_new_one_and_shows_none() -> None:
    place = TokenPlace()
    place.refresh = "somebody else's"
    with shop("token_shop", place) as here, pytest.raises(ChannelError) as error:
        list(here.client.pages(QUERY))
    assert error.value.kind == "auth"
    assert "authorise anew and set the secret refresh_token" in str(error.value)
    assert "first-refresh" not in str(error.value)


def test_eight_threads_that_meet_a_refused_token_refresh_it_once() -> None:
    place = TokenPlace()
    with shop("token_shop", place) as here:
        list(here.client.pages(QUERY))
        place.issued = 7  # the marketplace has withdrawn the token
        barrier = threading.Barrier(8)

        def work() -> None:
            barrier.wait()
            list(here.client.pages(QUERY))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(here.server.asked_for("/token")) == 2


def test_a_list_parameter_is_repeated_or_joined_by_commas() -> None:
    parameters = {"seller_id": "S-1", "sites": ["fr", "de"]}
    with shop("token_shop", TokenPlace(), parameters=parameters) as here:
        list(here.client.pages(QUERY))
        (asked,) = here.server.asked_for("/orders")
    assert asked.query == {"site": ["fr", "de"], "sites": ["fr,de"]}


def test_one_value_of_a_list_parameter_counts_as_a_list_of_one() -> None:
    with shop("token_shop", TokenPlace(), parameters={"seller_id": "S-1", "sites": "it"}) as here:
        list(here.client.pages(QUERY))
        (asked,) = here.server.asked_for("/orders")
    assert asked.query["site"] == ["it"]


def test_an_item_of_a_list_parameter_that_is_none_is_told_by_its_number() -> None:
    parameters = {"seller_id": "S-1", "sites": ["fr", True]}
    with (
        pytest.raises(AccountError, match='item 2 of the parameter `sites` is "True", which is no text'),
        shop("token_shop", TokenPlace(), parameters=parameters),
    ):
        pass


def test_a_list_where_one_value_belongs_is_told() -> None:
    with (
        pytest.raises(AccountError, match="the parameter `seller_id` is one value and no list"),
        shop("token_shop", TokenPlace(), parameters={"seller_id": ["a", "b"]}),
    ):
        pass


def signature(asked: Asked, url: str) -> str:
    text = "\n".join((asked.method, url, asked.body.decode(), asked.header("Shop-Timestamp") or ""))
    return hmac.new(b"s1gning-key", text.encode(), hashlib.sha256).hexdigest()


def test_each_request_is_signed_over_its_method_address_body_and_time_as_they_stand_on_the_wire() -> None:
    with shop("signed_shop", lambda asked: Said({"data": []})) as here:
        list(here.client.pages(QUERY))
        here.client.send(request("ship", order_with(), {"carrier": "DPD", "tracking_number": "ö 1"}))
        for asked in here.server.asked:
            assert asked.header("Shop-Signature") == signature(asked, here.server.url + asked.target)
            assert asked.header("Shop-Timestamp") == str(int(NOW.timestamp()))
            assert asked.header("Shop-Client-Key") == "client-7"
        assert [asked.method for asked in here.server.asked] == ["GET", "PATCH"]


def test_the_next_page_of_a_link_is_signed_as_it_is_asked_for() -> None:
    def answer(asked: Asked) -> Said:
        return (
            Said({"data": [{"id": len(here.server.asked), "status": "OPEN"}], "next": "/orders?after=9&x=%2B"})
            if ("after" not in asked.query)
            else Said({"data": []})
        )

    with shop("signed_shop", answer) as here:
        list(here.client.pages(QUERY))
        _, second = here.server.asked
        assert second.query == {"after": ["9"], "x": ["+"]}
        assert second.header("Shop-Signature") == signature(second, here.server.url + second.target)


def test_every_request_carries_the_key_in_its_query_and_http_basic() -> None:
    with shop("form_shop", lambda asked: Said([])) as here:
        list(here.client.pages(QUERY))
        here.client.send(request("ship", order_with(), {"carrier": "DPD"}))
        for asked in here.server.asked:
            assert asked.query["api_key"] == ["query-k3y"]
            assert asked.header("Authorization") == "Basic " + base64.b64encode(b"shop:p4ssw0rd").decode()


def test_no_message_shows_what_says_who_we_are() -> None:
    echo = base64.b64encode(b"shop:p4ssw0rd").decode()
    answer = Said({"error": {"message": f"query-k3y and {echo} and p4ssw0rd are wrong"}}, 400)
    with shop("form_shop", lambda asked: answer) as here, pytest.raises(ChannelError) as error:
        list(here.client.pages(QUERY))
    assert "… and … and … are wrong" in str(error.value)


@pytest.mark.parametrize("form", [quote, quote_plus, partial(quote, safe="")])
def test_no_message_shows_it_as_it_stands_in_an_address_either(
    form: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECRETS, "form_shop", {**SECRETS["form_shop"], "password": "p4ss word/+="})
    echo = form("p4ss word/+=")
    answer = Said({"error": {"message": f"password={echo} is wrong"}}, 400)
    with shop("form_shop", lambda asked: answer) as here, pytest.raises(ChannelError) as error:
        list(here.client.pages(QUERY))
    assert "password=… is wrong" in str(error.value)
