"""What is told when the way to a marketplace, or the marketplace, fails; against real servers on this machine."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts import Account
from stallkeeper.bindings.client import ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpChannel, HttpSettings, _shared_tls
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.orders import Order, OrderReport
from tests.bindings.arranged import NOW, SINCE, UNTIL, account, action, corner_shop, listed, order_of
from tests.bindings.loopback import ANOTHER_NAME, CERTIFICATE, QUICK, http, shop_at

ORDER: Order = order_of(OrderReport(id="A-1", native_status="OPEN"))


def failure_of(call: Callable[[], object]) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        call()
    assert "Traceback" not in str(caught.value) and "s3cret-key" not in str(caught.value)
    return caught.value


def cancel(shop: MarketplaceClient) -> Callable[[], object]:
    return lambda: shop.send(action(ORDER, "cancel", {"reason": "none left"}))


def at_closed_port() -> Account:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return account(hosts={"api": f"http://127.0.0.1:{port}"})


def test_an_unreachable_host_is_named_and_nothing_was_sent() -> None:
    used = at_closed_port()
    shop = connect(corner_shop(), used, ManualClock(NOW), settings=QUICK)
    error = failure_of(cancel(shop))
    where = used.hosts["api"].removeprefix("http://")
    assert str(error) == (
        f"{where}/orders/A-1/cancel cannot be reached: no connection; check the network and the account's hosts"
    )
    assert (error.kind, error.doubtful) == ("transient", False)


def test_an_address_out_of_all_proportion_is_an_error_and_nothing_is_sent() -> None:
    endless: Order = order_of(OrderReport(id="A" * 70_000, native_status="OPEN"))
    with shop_at(http("204 No Content")) as (shop, server):
        error = failure_of(lambda: shop.send(action(endless, "cancel", {"reason": "none left"})))
        assert "it is no valid URL" in str(error) and len(str(error)) < 300
        assert (error.kind, error.doubtful, server.requests) == ("permanent", False, [])


def test_a_certificate_that_nobody_vouches_for_is_not_trusted_and_nothing_is_sent() -> None:
    with shop_at(http("204 No Content"), tls=True) as (shop, server):
        error = failure_of(cancel(shop))
        assert "cannot be trusted: self-signed certificate; nothing was sent" in str(error)
        assert (error.kind, error.doubtful, server.requests) == ("transient", False, [])


@contextmanager
def vouched_for(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate is among those that this machine trusts, as `SSL_CERT_FILE` says it to every program."""
    _shared_tls.cache_clear()
    with monkeypatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(certificate))
        yield
    _shared_tls.cache_clear()


def test_a_certificate_that_is_trusted_and_is_the_hosts_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    with vouched_for(CERTIFICATE, monkeypatch), shop_at(http("204 No Content"), tls=True) as (shop, server):
        cancel(shop)()
        assert len(server.requests) == 1


def test_a_certificate_that_is_trusted_and_anothers_is_none_for_this_host_and_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        vouched_for(ANOTHER_NAME, monkeypatch),
        shop_at(http("204 No Content"), tls=True, certificate=ANOTHER_NAME) as (shop, server),
    ):
        error = failure_of(cancel(shop))
        assert "cannot be trusted: IP address mismatch" in str(error) and "nothing was sent" in str(error)
        assert (error.kind, error.doubtful, server.requests) == ("transient", False, [])


def test_a_host_that_speaks_no_tls_is_not_trusted() -> None:
    with shop_at(http("204 No Content")) as (_, server):
        used = account(hosts={"api": f"https://127.0.0.1:{server.port}"})
        shop = connect(corner_shop(), used, ManualClock(NOW), settings=QUICK)
        error = failure_of(cancel(shop))
    assert "cannot be trusted" in str(error) and error.doubtful is False


def test_no_answer_in_time_leaves_a_read_harmless_and_an_action_in_doubt() -> None:
    def silent(_: socket.socket) -> None:
        time.sleep(0.6)

    with shop_at(silent) as (shop, _):
        read = failure_of(lambda: listed(shop))
    with shop_at(silent) as (shop, server):
        sent = failure_of(cancel(shop))
    assert "did not answer within" in str(sent)
    assert (read.kind, read.doubtful) == ("transient", False)
    assert (sent.kind, sent.doubtful, len(server.requests)) == ("transient", True, 1)


def test_a_connection_that_breaks_after_the_request_leaves_doubt() -> None:
    with shop_at(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")) as (shop, _):
        error = failure_of(cancel(shop))
    assert "broke before the whole answer was there" in str(error)
    assert (error.kind, error.doubtful) == ("transient", True)


ANSWERS = [
    ("401 Unauthorized", "auth", False, "check the account's secrets"),
    ("403 Forbidden", "auth", False, "check the account's secrets"),
    ("400 Bad Request", "validation", False, "correct the fields"),
    ("404 Not Found", "not_found", False, "does not know it"),
    ("409 Conflict", "state_conflict", False, "read it again"),
    ("429 Too Many Requests", "rate_limited", False, "it wants fewer requests for now"),
    ("500 Internal Server Error", "transient", True, "the marketplace is in trouble for now"),
    ("503 Service Unavailable", "transient", True, "the marketplace is in trouble for now"),
]


@pytest.mark.parametrize(("status", "kind", "doubtful", "advice"), ANSWERS)
def test_a_status_says_what_became_of_an_action(status: str, kind: str, doubtful: bool, advice: str) -> None:
    with shop_at(http(status, b'{"error": {"code": "E7", "text": "No, sorry"}}')) as (shop, server):
        error = failure_of(cancel(shop))
    assert (error.kind, error.doubtful, error.code) == (kind, doubtful, "E7")
    assert str(error).startswith(f"127.0.0.1:{server.port}/orders/A-1/cancel answered {status[:3]}: E7 - No, sorry; ")
    assert advice in str(error)
    assert len(server.requests) == 1, "what has an effect is never sent again by the client"


def test_a_broken_answer_to_a_read_says_where_it_broke_and_quotes_nothing() -> None:
    with shop_at(http("200 OK", b'{"orders": [{"name": "Ada Mod')) as (shop, _):
        error = failure_of(lambda: listed(shop))
    assert "something that cannot be read: this is not JSON" in str(error)
    assert "Ada" not in str(error) and error.doubtful is False


def test_a_broken_answer_to_an_action_leaves_doubt() -> None:
    with shop_at(http("200 OK", b"<html>maintenance</html>")) as (shop, _):
        error = failure_of(cancel(shop))
    assert "cannot be read" in str(error) and error.doubtful is True


def test_a_page_in_another_language_than_the_binding_says_is_shown_by_its_status() -> None:
    with shop_at(http("502 Bad Gateway", b"<html>Ada Model, +33700000001</html>")) as (shop, _):
        error = failure_of(cancel(shop))
    assert "answered 502; the marketplace is in trouble for now" in str(error) and "Ada" not in str(error)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>"""


def test_an_entity_bomb_and_broken_xml_are_refused_unread() -> None:
    xml = corner_shop(
        ("speaks: json", "speaks: xml"),
        ("body: {why: <fields.reason>}", "body: {Cancel: {Why: <fields.reason>}}"),
        ("body:\n        carrier", "body:\n       Ship:\n        carrier"),
    )
    with shop_at(http("200 OK", BOMB), loaded=xml) as (shop, _):
        assert "document type or entities, which are refused" in str(failure_of(lambda: listed(shop)))
    with shop_at(http("200 OK", b"<orders><order>"), loaded=xml) as (shop, _):
        assert "this is not XML: line 1" in str(failure_of(lambda: listed(shop)))


def test_a_redirect_is_not_followed() -> None:
    with shop_at(http("302 Found", b"", "Location: http://127.0.0.1:9/elsewhere?token=1")) as (shop, server):
        error = failure_of(lambda: listed(shop))
    assert "answered 302, which points to another address; redirects are not followed" in str(error)
    assert "token" not in str(error) and len(server.requests) == 1


def test_an_answer_without_end_is_cut_off() -> None:
    settings = HttpSettings(read=1, attempts=1, most_bytes=1024 * 1024)
    with shop_at(http("200 OK", b"[" + b" " * 2_000_000), settings=settings) as (shop, _):
        assert "answered with more than 1 MB; nothing of it was used" in str(failure_of(lambda: listed(shop)))


def test_an_answer_that_is_all_brackets_is_refused_unread() -> None:
    crowd = b"[" + b"[]," * 4_000_001 + b"[]]"
    packed = http("200 OK", gzip.compress(crowd, 1), "Content-Encoding: gzip")
    with shop_at(packed, settings=HttpSettings(attempts=1)) as (shop, _):
        assert "it holds more than 4,000,000 values" in str(failure_of(lambda: listed(shop)))


class Running(ManualClock):
    """A clock on which a second passes whenever somebody looks at it."""

    def now(self):  # type: ignore[no-untyped-def]
        self.advance(timedelta(seconds=1))
        return super().now()


def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(40):
            connection.sendall(b" ")
            time.sleep(0.01)

    with shop_at(drip, settings=HttpSettings(read=1, whole=5, attempts=1), clock=Running(NOW)) as (shop, _):
        error = failure_of(lambda: listed(shop))
    assert "took more than 5 seconds over its answer" in str(error)


def test_a_message_names_host_and_path_and_never_the_query() -> None:
    with shop_at(http("400 Bad Request")) as (shop, server):
        error = failure_of(lambda: list(shop.pages(ListQuery("latest", SINCE, UNTIL))))
    assert str(error).startswith(f"127.0.0.1:{server.port}/shops/7/orders answered 400")
    assert "since" not in str(error)
    assert b"since=2026-11-22T09%3A00%3A00Z" in server.requests[0]


def test_the_marketplaces_own_clock_comes_from_its_date_header() -> None:
    body = b'{"orders": [], "next": null}'
    with shop_at(http("200 OK", body, "Date: Sun, 22 Nov 2026 10:07:00 GMT")) as (shop, _):
        (page,) = shop.pages(ListQuery("latest", SINCE, UNTIL))
    assert page.marketplace_now == NOW + timedelta(minutes=7)
    with shop_at(http("200 OK", body, "Date: yesterday")) as (shop, _):
        (page,) = shop.pages(ListQuery("latest", SINCE, UNTIL))
    assert page.marketplace_now is None


def test_the_request_is_sent_only_after_it_was_announced() -> None:
    steps: list[str] = []
    with shop_at(http("204 No Content")) as (shop, server):
        shop.send(
            action(ORDER, "cancel", {"reason": "x"}, lambda: steps.append(f"announced at {len(server.requests)}"))
        )
        steps.append(f"sent {len(server.requests)}")
    assert steps == ["announced at 0", "sent 1"]


def test_what_cannot_be_built_is_not_announced() -> None:
    announced: list[int] = []
    with shop_at(http("204 No Content")) as (shop, server):
        error = failure_of(lambda: shop.send(action(ORDER, "cancel", {}, lambda: announced.append(1))))
        assert str(error) == "the request cannot be built: `fields.reason` has no value here"
        assert (error.kind, error.doubtful, announced, server.requests) == ("validation", False, [], [])


def test_an_address_that_is_none_is_told_before_anything_is_asked() -> None:
    with pytest.raises(AccountError, match=r"https://\[::1:::\] is no address of a host"):
        HttpChannel({"api": "https://[::1:::]"}, ManualClock(NOW))
