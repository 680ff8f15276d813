"""The server of a played marketplace: its control desk, its faults, and what hostile input does to it: nothing."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from stallkeeper.clock import ManualClock, SystemClock
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from tests.played.speaking import HEADERS, START, Speaker, speaking, spec_of, world_of

ACCEPT = "/orders/v1/accept-orders"
ORDERS = "/orders/v1/orders?seller_contract_id=12345"


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    with speaking("manomano", world_of("manomano", clock=SystemClock())) as made:
        yield made


def accept(speaker: Speaker, order_id: str) -> int:
    return speaker.ask("POST", ACCEPT, [{"order_reference": order_id, "seller_contract_id": 12345}]).status


def test_the_desk_creates_reports_and_shows(speaker: Speaker) -> None:
    (order_id,) = speaker.desk("orders", {"count": 1, "variant": "fulfilled", "lines": 2, "ago": "2 days"})["ids"]
    shown = speaker.desk("orders")[order_id]
    assert shown["native_status"] == "SHIPPED" and shown["fulfilled_by_marketplace"] is True
    assert len(shown["lines"]) == 2 and shown["foreign"] is False
    speaker.desk("report", {"id": order_id, "native_status": "ON_HOLD"})
    assert speaker.desk("orders")[order_id]["history"] == ["SHIPPED", "ON_HOLD"]
    assert speaker.desk("health") == {"play": "manomano", "orders": 1}


def test_the_desk_moves_the_marketplaces_time(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "REMORSE_PERIOD")
    speaker.desk("skip", {"by": "1 hour"})
    assert speaker.desk("orders")[order_id]["native_status"] == "PREPARATION"


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("orders", {"count": "many"}),
        ("orders", {"count": 1, "colour": "red"}),
        ("orders", {"count": 1, "variant": "nowhere"}),
        ("orders", {"count": 1, "ago": "long"}),
        ("orders", []),
        ("report", {"id": "M0", "native_status": "PENDING"}),
        ("report", {}),
        ("faults", {"burn_next": {}}),
        ("faults", {"fail_next": {"status": 200}}),
        ("faults", {"fail_next": {"colour": "red"}}),
        ("faults", {"delay_next": {}}),
        ("faults", {"spoil_next": {"path": "a..b"}}),
        ("faults", {"garble_next": {"as": "song"}}),
        ("faults", {"garble_next": {"as": "cut", "after_effect": True}}),
        ("faults", {"fail_next": {"before_effect": True}}),
        ("faults", {"swallow_next": {"after_effect": True}}),
        ("faults", {"drop_next": {"route": "nowhere"}}),
        ("mix", {"seed": 1, "without": ["bad_luck"]}),
        ("mix", {"seed": 1, "without": "delay_next"}),
        ("skip", {"by": "yesterday"}),
    ],
)
def test_what_the_desk_does_not_understand_it_says(speaker: Speaker, what: str, body: Any) -> None:
    heard = speaker.ask("POST", f"/__played/{what}", body)
    assert heard.status == 400 and heard.json["error"]


def test_the_desk_has_nothing_else(speaker: Speaker) -> None:
    assert speaker.get("/__played/secrets").status == 404


@pytest.mark.parametrize(("path", "status"), [("", 200), ("secrets", 404), ("skip", 404)])
def test_the_desk_lists_what_it_offers_to_whoever_asks_for_something_else(
    speaker: Speaker, path: str, status: int
) -> None:
    heard = speaker.get(f"/__played/{path}")
    assert heard.status == status
    assert {"GET /__played/orders", "POST /__played/skip"} < set(heard.json["offers"])


def test_failing_before_the_effect_has_none_and_after_it_has_one(speaker: Speaker) -> None:
    first, second = speaker.world.create(2, "PENDING")
    speaker.desk("faults", {"fail_next": {"status": 503, "times": 2, "retry_after": 7, "route": "accept"}})
    assert speaker.ask("GET", ORDERS).status == 200
    heard = speaker.ask("POST", ACCEPT, [{"order_reference": first, "seller_contract_id": 12345}])
    assert (heard.status, heard.headers["Retry-After"], accept(speaker, first)) == (503, "7", 503)
    assert speaker.world.effects() == ()
    speaker.desk("faults", {"fail_next": {"status": 500, "after_effect": True, "route": "accept"}})
    assert accept(speaker, second) == 500
    assert [effect.order_id for effect in speaker.world.effects()] == [second]
    assert accept(speaker, first) == 204


@pytest.mark.parametrize(("after", "effects"), [(False, 0), (True, 1)])
def test_a_dropped_answer_leaves_the_caller_in_doubt(speaker: Speaker, after: bool, effects: int) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("faults", {"drop_next": {"after_effect": after, "method": "POST"}})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        accept(speaker, order_id)
    assert len(speaker.world.effects()) == effects
    assert speaker.server.requests[-1].status == 0
    assert speaker.ask("GET", ORDERS).status == 200


@pytest.mark.parametrize(("after", "effects"), [(False, 0), (True, 1)])
def test_where_no_answer_comes_the_caller_waits_until_it_has_had_enough(
    speaker: Speaker, after: bool, effects: int
) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("faults", {"silence_next": {"after_effect": after, "method": "POST"}})
    speaker.patience = 0.5
    with pytest.raises(TimeoutError):
        accept(speaker, order_id)
    assert speaker.server.requests[-1].status == 0
    assert speaker.ask("GET", ORDERS).status == 200
    assert len(speaker.world.effects()) == effects


@pytest.mark.parametrize(("after", "effects"), [(False, 0), (True, 1)])
def test_a_slow_answer_can_be_slow_before_or_after_the_effect(speaker: Speaker, after: bool, effects: int) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("faults", {"delay_next": {"seconds": 60, "after_effect": after, "method": "POST"}})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(accept, speaker, order_id)
        while speaker.desk("faults"):  # taken once the request has come as far as the delay
            pass
        assert not waiting.done() and len(speaker.world.effects()) == effects
        speaker.server.stop()
        waiting.exception()


def test_a_repeated_page_shows_the_page_before_under_a_new_number(speaker: Speaker) -> None:
    speaker.world.create(4)
    speaker.desk("faults", {"repeat_page": {"times": 1}})
    pages = [speaker.ask("GET", f"{ORDERS}&limit=2&page={page}").json for page in (1, 2, 2)]
    assert pages[0]["content"] == pages[1]["content"] != pages[2]["content"]
    assert pages[1]["pagination"]["page"] == 2


def test_an_unknown_status_appears_on_demand(speaker: Speaker) -> None:
    speaker.world.create(3, "PENDING")
    speaker.desk("faults", {"unknown_status": {"status": "FROZEN", "orders": 2}})
    assert sorted(speaker.world.orders().values()) == ["FROZEN", "FROZEN", "PENDING"]


def test_one_order_of_an_answer_can_be_spoilt_and_the_truth_stays(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("faults", {"spoil_next": {"path": "order_reference", "remove": True}})
    speaker.desk("faults", {"spoil_next": {"path": "total_price.amount", "value": "much"}})
    without, wrong, right = (speaker.ask("GET", ORDERS).json["content"][0] for _ in range(3))
    assert "order_reference" not in without and wrong["total_price"]["amount"] == "much"
    assert right["order_reference"] == order_id and right["total_price"]["amount"] != "much"


def test_an_order_is_spoilt_at_the_route_and_by_the_method_that_are_named(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    dropped = {"path": "total_price", "remove": True}
    speaker.desk("faults", {"spoil_next": {**dropped, "route": "one_order", "method": "GET"}})
    assert "total_price" in speaker.ask("GET", ORDERS).json["content"][0]
    one = f"/orders/v1/orders/{order_id}?seller_contract_id=12345"
    assert ["total_price" in speaker.ask("GET", one).json["content"] for _ in range(2)] == [False, True]
    speaker.desk("faults", {"spoil_next": {**dropped, "method": "POST"}})
    assert "total_price" in speaker.ask("GET", ORDERS).json["content"][0]


def test_an_action_that_is_swallowed_is_answered_as_done_and_the_order_stays_as_it_was(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("faults", {"swallow_next": {"route": "ship"}})
    speaker.desk("faults", {"swallow_next": {"route": "accept"}})
    held = speaker.desk("orders")
    assert accept(speaker, order_id) == 204
    assert (speaker.desk("orders"), speaker.world.effects()) == (held, ())
    told = speaker.desk("effects")
    assert [(each["order"], each["action"]) for each in told["swallowed"]] == [(order_id, "accept")]
    assert speaker.desk("met") == {"swallow_next": 1}
    assert accept(speaker, order_id) == 204
    assert [effect.order_id for effect in speaker.world.effects()] == [order_id]


def test_an_action_that_is_refused_is_not_swallowed(speaker: Speaker) -> None:
    (order_id,) = speaker.world.create(1, "SHIPPED")
    speaker.desk("faults", {"swallow_next": {}})
    assert accept(speaker, order_id) == 207
    assert "swallow_next" not in speaker.desk("met") and len(speaker.desk("faults")) == 1


def test_one_of_several_orders_in_a_request_is_swallowed(speaker: Speaker) -> None:
    first, second = speaker.world.create(2, "PENDING")
    speaker.desk("faults", {"swallow_next": {}})
    body = [{"order_reference": each, "seller_contract_id": 12345} for each in (first, second)]
    assert speaker.ask("POST", ACCEPT, body).status == 204
    assert [effect.order_id for effect in speaker.world.effects()] == [second]


@pytest.mark.parametrize(
    ("how", "start"), [("cut", b'{"content"'), ("html", b"<html>"), ("entity_bomb", b"<?xml"), ("deep", b"[[[")]
)
def test_an_answer_can_be_garbled(speaker: Speaker, how: str, start: bytes) -> None:
    speaker.desk("faults", {"garble_next": {"as": how}})
    heard = speaker.ask("GET", ORDERS)
    assert heard.status == 200 and heard.body.startswith(start)
    assert speaker.ask("GET", ORDERS).json["content"] == []


def test_faults_can_be_switched_off(speaker: Speaker) -> None:
    speaker.desk("faults", {"fail_next": {"times": 5}})
    assert speaker.desk("faults") == [{"kind": "fail_next", "times": 5, "route": ""}]
    speaker.desk("faults", {"clear": {}})
    assert speaker.ask("GET", ORDERS).status == 200


def test_a_server_that_stops_accepting_comes_back_on_the_same_port(speaker: Speaker) -> None:
    speaker.desk("faults", {"stop_accepting": {"seconds": 0.3}})
    heard: list[int] = []
    for _ in range(1000):
        try:
            heard.append(speaker.ask("GET", ORDERS).status)
        except (ConnectionError, http.client.RemoteDisconnected):
            heard.append(0)
        if heard[-1] == 200 and 0 in heard:
            break
        SystemClock().sleep(0.01)
    assert 0 in heard and heard[-1] == 200


def test_a_port_that_is_paused_is_given_to_nobody_else(speaker: Speaker) -> None:
    host, port = speaker.server.base_url.removeprefix("http://").split(":")
    speaker.desk("faults", {"stop_accepting": {"seconds": 600}})
    for _ in range(1000):
        try:
            http.client.HTTPConnection(host, int(port)).connect()
        except ConnectionRefusedError:
            break
        SystemClock().sleep(0.01)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((host, int(port)))


def test_a_port_that_another_listens_on_cannot_be_had(speaker: Speaker) -> None:
    port = int(speaker.server.base_url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        PlayedServer(World(spec_of("manomano"), 1, ManualClock(START)), port=port).start()


def test_the_log_keeps_paths_and_no_query_or_secret(speaker: Speaker) -> None:
    speaker.ask("GET", ORDERS)
    (seen,) = speaker.server.requests
    assert (seen.method, seen.path, seen.status, seen.route) == ("GET", "/orders/v1/orders", 200, "list_orders")
    assert "played-api-key" not in repr(speaker.server.requests)


def test_the_date_header_is_the_clocks_own_time() -> None:
    clock = ManualClock(START)
    with speaking("manomano", World(spec_of("manomano"), 1, clock)) as speaker:
        clock.advance(timedelta(days=1))
        assert speaker.ask("GET", ORDERS).headers["Date"] == "Mon, 23 Nov 2026 10:00:00 GMT"


def test_one_connection_carries_many_requests(speaker: Speaker) -> None:
    connection = http.client.HTTPConnection(speaker.server.base_url.removeprefix("http://"), timeout=10)
    (order_id,) = speaker.world.create(1, "PENDING")
    body = f'[{{"order_reference": "{order_id}", "seller_contract_id": 12345}}]'
    used = []
    for method, path, data in (("GET", ORDERS, None), ("POST", ACCEPT, body), ("GET", ORDERS, None)):
        connection.request(method, path, data, {**HEADERS["manomano"], "Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        used.append((answer.status, connection.sock))
    assert [status for status, _ in used] == [200, 204, 200] and len({id(sock) for _, sock in used}) == 1
    connection.close()


def raw(speaker: Speaker, data: bytes) -> bytes:
    host, port = speaker.server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
        return answer


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x00\xff\x16\x03\x01\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 500 + b"\r\n",
        b"POST /orders/v1/accept-orders HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n[]",
        b"POST /orders/v1/accept-orders HTTP/1.1\r\nContent-Length: -5\r\n\r\n[]",
        b"POST /orders/v1/accept-orders HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /orders/v1/accept-orders HTTP/1.1\r\nContent-Length: 50\r\n\r\n[]",
        b"GET /orders/v1/orders?" + b"a=1&" * 5000 + b" HTTP/1.1\r\n\r\n",
        b"GET /orders/v1/orders/%00%ff%2e%2e?seller_contract_id=%ff HTTP/1.1\r\n\r\n",
        b"BREW /orders HTTP/1.1\r\n\r\n",
        b"GET /orders/v1/orders HTTP/1.1\r\nx-api-key: \xff\xfe\r\n\r\n",
    ],
)
def test_hostile_input_never_harms_the_server(speaker: Speaker, data: bytes) -> None:
    answer = raw(speaker, data)
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert speaker.ask("GET", ORDERS).status == 200


def test_a_body_too_large_is_refused_unread(speaker: Speaker) -> None:
    host, port = speaker.server.base_url.removeprefix("http://").split(":")
    head = f"POST {ACCEPT} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 3000000\r\n\r\n".encode()
    assert raw(speaker, head).startswith(b"HTTP/1.1 413 ")


def test_callers_side_by_side_have_one_effect_for_each_order(speaker: Speaker) -> None:
    ids = speaker.world.create(20, "PENDING")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda order_id: accept(speaker, order_id), [*ids, *ids, *ids]))
    assert (statuses.count(204), statuses.count(207)) == (20, 40)
    assert sorted(effect.order_id for effect in speaker.world.effects()) == sorted(ids)


def test_a_server_that_was_never_started_has_no_thread_and_can_be_stopped() -> None:
    server = PlayedServer(world_of("manomano"))
    server.stop()
    assert server.requests == ()


def test_a_port_that_is_taken_is_told(speaker: Speaker) -> None:
    port = int(speaker.server.base_url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        PlayedServer(world_of("manomano"), port=port).start()


def test_a_fault_may_let_some_requests_through_first(speaker: Speaker) -> None:
    speaker.desk("faults", {"fail_next": {"status": 503, "skip": 2}})
    assert [speaker.ask("GET", ORDERS).status for _ in range(4)] == [200, 200, 503, 200]
