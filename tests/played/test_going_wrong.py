"""Everything that goes wrong with a marketplace by name, one by one and in a mix by a seed, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played.faults import KINDS
from stallkeeper.played.mix import HAPPENINGS, MOMENTARY, Mix, Shares
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.troubles import NAMES
from tests.played.small import played, small_problems
from tests.played.speaking import START, Heard, Speaker, speaking, world_of

ORDERS = "/orders/v1/orders"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock) -> Iterator[Speaker]:
    with speaking("manomano", world_of("manomano", clock=clock)) as made:
        yield made
        assert made.server.crashes == ()


@pytest.fixture
def bol(clock: ManualClock) -> Iterator[Speaker]:
    with PlayedServer(world_of("bol", clock=clock)) as server:
        accept = {"Accept": "application/vnd.retailer.v10+json"}
        yield Speaker(server, accept)
        assert server.crashes == ()


def accept(speaker: Speaker, *ids: str) -> Heard:
    body = [{"order_reference": each, "seller_contract_id": 12345} for each in ids]
    return speaker.ask("POST", "/orders/v1/accept-orders", body)


def one(speaker: Speaker, order_id: str) -> str:
    return str(speaker.get(f"{ORDERS}/{order_id}", seller_contract_id=12345).json["content"]["status"])


def token(speaker: Speaker) -> tuple[str, int]:
    form = {"Authorization": "Basic cGxheWVkLWNsaWVudDpwbGF5ZWQtc2VjcmV0"}
    heard = speaker.ask(
        "POST",
        "/token",
        b"grant_type=client_credentials",
        {**form, "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert heard.status == 200, heard.body
    return str(heard.json["access_token"]), int(heard.json["expires_in"])


def asked(speaker: Speaker, shown: str) -> int:
    return speaker.ask("GET", "/retailer/orders", None, {"Authorization": f"Bearer {shown}"}).status


def test_one_item_fails_in_an_answer_that_is_a_good_one_and_the_others_go(speaker: Speaker) -> None:
    first, second = speaker.world.create(2, "PENDING")
    speaker.desk("faults", {"fail_item": {"route": "accept"}})
    heard = accept(speaker, first, second)
    assert heard.status == 207
    assert [item["result"]["http_code"] for item in heard.json["content"]] == [400, 204]
    assert [effect.order_id for effect in speaker.world.effects()] == [second]
    assert accept(speaker, first).status == 204


def test_what_an_order_was_comes_back_at_every_second_reading(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = speaker.world.create(1, "PENDING")
    speaker.desk("troubles", {"old_again": {"by": "30 minutes"}})
    clock.advance(timedelta(minutes=1))
    speaker.desk("report", {"id": order_id, "native_status": "SHIPPED"})
    assert [one(speaker, order_id) for _ in range(4)] == ["SHIPPED", "PENDING"] * 2
    clock.advance(timedelta(minutes=30))
    assert [one(speaker, order_id) for _ in range(2)] == ["SHIPPED", "SHIPPED"]


def test_tokens_last_for_a_moment_only(bol: Speaker, clock: ManualClock) -> None:
    bol.desk("troubles", {"short_tokens": {"by": "30 seconds"}})
    shown, lasts = token(bol)
    assert (lasts, asked(bol, shown)) == (30, 200)
    clock.advance(timedelta(seconds=30))
    assert asked(bol, shown) == 401


def test_a_new_token_ends_the_one_before(bol: Speaker) -> None:
    bol.desk("troubles", {"rotating_tokens": {}})
    first, _ = token(bol)
    second, _ = token(bol)
    assert (asked(bol, first), asked(bol, second)) == (401, 200)


def test_a_process_is_taken_and_never_comes_to_its_end(bol: Speaker, clock: ManualClock) -> None:
    shown, _ = token(bol)
    (order_id,) = bol.world.create(1, variant="open")
    order = bol.world.order(order_id)
    assert order is not None
    bol.desk("faults", {"lose_job": {}})
    items = [{"orderItemId": order.tree["orderItems"][0]["orderItemId"]}]
    media = "application/vnd.retailer.v10+json"
    headers = {"Authorization": f"Bearer {shown}", "Content-Type": media}
    body = json.dumps({"orderItems": items, "transport": {"transporterCode": "TNT"}}).encode()
    heard = bol.ask("POST", "/retailer/shipments", body, headers)
    assert heard.status == 202, heard.body
    clock.advance(timedelta(days=30))
    assert [job["done"] for job in bol.desk("jobs")] == [False] and bol.world.effects() == ()


@pytest.mark.parametrize("headers", [{}, {"retry_after": 7}], ids=["without", "with"])
def test_too_many_requests_with_and_without_a_word_on_how_long(speaker: Speaker, headers: dict[str, Any]) -> None:
    speaker.desk("faults", {"fail_next": {"status": 429, **headers}})
    heard = speaker.get(ORDERS, seller_contract_id=12345)
    assert (heard.status, heard.headers.get("Retry-After")) == (429, "7" if headers else None)


def test_what_was_met_is_counted_by_its_name(speaker: Speaker) -> None:
    speaker.world.create(2, "PENDING")
    speaker.desk("troubles", {"doubled_record": {}})
    speaker.desk("faults", {"fail_next": {"status": 503}})
    for _ in range(3):
        speaker.get(ORDERS, seller_contract_id=12345)
    met = speaker.desk("met")
    assert (met["fail_next 503"], met["doubled_record"]) == (1, 2)


def answered(ask: Callable[[], Heard]) -> int:
    try:
        return ask().status
    except OSError:
        return 0


def lived(seed: int) -> tuple[dict[str, int], list[int]]:
    """What a client of three days met, asking each quarter of an hour, and how it was answered."""
    clock = ManualClock(START)
    with speaking("manomano", world_of("manomano", clock=clock)) as speaker:
        speaker.server.marketplace.mix = Mix(seed, Shares(reading=0.2, acting=0.5, trouble=0.2, happening=0.2))
        statuses = []
        for _ in range(3 * 96):
            clock.advance(timedelta(minutes=15))
            (order_id,) = speaker.world.create(1)
            statuses += [answered(lambda: speaker.get(ORDERS, seller_contract_id=12345))]
            statuses += [answered(partial(accept, speaker, order_id))]
        return speaker.server.marketplace.met(), statuses


def test_a_mix_follows_from_its_seed_and_leaves_nothing_out() -> None:
    met, statuses = lived(3)
    assert (met, statuses) == lived(3)
    assert statuses != lived(4)[1]
    missing = {f"hours of {name}" for name in NAMES} | set(HAPPENINGS)
    assert {name for name in missing if not met.get(name)} == set()
    assert {"fail_item", "fail_next 503", "fail_next 500 after the effect", "drop_next", "garble_next"} <= met.keys()


def test_every_fault_that_is_for_one_request_is_one_that_the_desk_knows() -> None:
    assert {each.kind for each in MOMENTARY} - {"expire_tokens"} <= set(KINDS)


def test_the_desk_starts_a_mix_and_ends_it_with_all_that_it_switched_on(speaker: Speaker, clock: ManualClock) -> None:
    speaker.world.create(5, "PENDING")
    speaker.desk("mix", {"seed": 5})
    for _ in range(100):
        clock.advance(timedelta(hours=1))
        try:
            speaker.get(ORDERS, seller_contract_id=12345)
        except OSError:
            continue
    assert any(name.startswith("hours of") for name in speaker.desk("met"))
    speaker.desk("mix", {"seed": None})
    assert (speaker.desk("troubles"), speaker.desk("faults")) == ({}, [])


def test_a_play_says_what_goes_wrong_from_the_start(tmp_path: Path) -> None:
    faults = "faults: {visibility_lag: {by: 3 hours}, doubled_record: true, outage: false, mix: true}\n"
    with played(tmp_path, faults) as speaker:
        assert speaker.desk("troubles") == {"visibility_lag": {"by": "3 hours"}, "doubled_record": {}}
        assert speaker.server.marketplace.mix is not None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("bad_luck: true", "there is no trouble 'bad_luck'"),
        ("visibility_lag: {for: 3 hours}", "visibility_lag is given as an object of by"),
        ("hidden_order: true", "hidden_order wants ids"),
    ],
)
def test_what_cannot_go_wrong_is_told_at_its_place(tmp_path: Path, written: str, said: str) -> None:
    (problem,) = small_problems(tmp_path, f"faults: {{{written}}}\n")
    assert (problem.code, problem.message.startswith(said)) == ("wrong-fault", True)
    assert problem.place.line > 1
