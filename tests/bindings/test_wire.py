"""How long an answer may take from its first byte on, and at which addresses its host may be."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.webhook_post import WebhookPost
from stallkeeper.bindings.wire import NotFound, NotPublic, is_public, public_address
from stallkeeper.clock import SystemClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderReport
from tests.bindings.arranged import NOW, account, action, corner_shop, listed, order_of
from tests.bindings.loopback import Loopback, http, shop_at
from tests.bindings.serving import Said, serving

SHORT = HttpSettings(read=2, whole=0.4, attempts=1)
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def dripping(*parts: bytes) -> Callable[[socket.socket], None]:
    """A server that says the first part, and then the second again and again."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(parts[0])
        for _ in range(40):
            connection.sendall(parts[1])
            time.sleep(0.05)

    return answer


ENDLESS = [
    (b"HTTP/1.1 200 OK\r\n", b"X-Hint: b\r\n"),
    (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
]


@pytest.mark.parametrize("parts", ENDLESS, ids=["head", "interim answers", "body", "chunks"])
def test_an_answer_that_does_not_end_is_given_up_whatever_part_of_it_drips(parts: tuple[bytes, bytes]) -> None:
    began = time.monotonic()
    with shop_at(dripping(*parts), settings=SHORT, clock=SystemClock()) as (shop, _):
        with pytest.raises(ChannelError, match=r"took more than 0\.4 seconds over its answer") as caught:
            listed(shop)
        assert time.monotonic() - began < 1.5
    assert (caught.value.kind, caught.value.doubtful) == ("transient", False)


def test_interim_answers_that_come_without_a_pause_are_given_up_too() -> None:
    def flood(connection: socket.socket) -> None:
        began = time.monotonic()
        while time.monotonic() - began < 4:
            connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50)

    began = time.monotonic()
    with shop_at(flood, settings=SHORT, clock=SystemClock()) as (shop, _):
        with pytest.raises(ChannelError, match="took more than"):
            listed(shop)
        assert time.monotonic() - began < 2.5


def test_an_action_whose_answer_does_not_end_is_in_doubt() -> None:
    order = order_of(OrderReport(id="A-1", native_status="OPEN"))
    with (
        shop_at(dripping(*ENDLESS[0]), settings=SHORT, clock=SystemClock()) as (shop, _),
        pytest.raises(ChannelError, match="took more than") as caught,
    ):
        shop.send(action(order, "cancel", {"reason": "none left"}))
    assert caught.value.doubtful


def test_a_long_pause_between_two_requests_on_one_connection_is_nobody_s_delay() -> None:
    with serving(lambda _: Said({"orders": [], "next": None})) as served:
        used = account(hosts={"api": served.url})
        shop = connect(corner_shop(), used, SystemClock(), settings=SHORT)
        listed(shop)
        time.sleep(0.6)
        listed(shop)
        shop.close()
    assert len({asked.client for asked in served.asked}) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_only_some_can_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::808:808"])
def test_any_other_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "127.1", "0x7f.1", "::1"])
def test_a_host_at_this_machine_is_found_out_however_it_is_written(host: str) -> None:
    with pytest.raises(NotPublic):
        public_address(host)


def test_a_host_that_nobody_knows_has_no_address() -> None:
    with pytest.raises(NotFound):
        public_address("nowhere.invalid")


def test_no_log_of_a_library_tells_more_of_an_address_than_its_host(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(lambda _: Said({})) as served:
        post = WebhookPost(f"{served.url}/hooks/s3cret-path?token=s3cret-query", SECRET, SystemClock())
        assert post.post("msg_1", {"type": "s3cret-body"}, NOW).took == "taken"
        assert served.asked[0].target == "/hooks/s3cret-path?token=s3cret-query"
    assert "127.0.0.1" in caplog.text, "nothing was logged: this would prove nothing"
    assert "s3cret" not in caplog.text


def test_a_receiver_at_a_private_address_is_sent_nothing_where_that_is_refused() -> None:
    server = Loopback(http("200 OK"))
    try:
        url = f"http://localhost:{server.port}/hooks"
        told = WebhookPost(url, SECRET, SystemClock(), only_public=True).post("msg_1", {"type": "x"}, NOW)
        assert (told.took, server.requests) == ("later", [])
        assert told.why.endswith("is at a private address, which `private_addresses: refused` forbids")
        assert WebhookPost(url, SECRET, SystemClock()).post("msg_1", {"type": "x"}, NOW).took == "taken"
    finally:
        server.close()


def test_a_name_that_changes_between_looking_and_connecting_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was looked at is the one that is connected to: there is no second look."""
    looked: list[Any] = []
    connected: list[Any] = []

    def rebinding(host: str, *given: Any, **named: Any) -> Any:
        looked.append(host)
        address = "93.184.215.14" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    def refused(address: Any, *given: Any, **named: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", refused)
    told = WebhookPost("https://erp.example/x", SECRET, SystemClock(), only_public=True).post("m", {"type": "x"}, NOW)
    assert (told.took, told.why) == ("later", "erp.example does not answer")
    assert connected == ["93.184.215.14"]
