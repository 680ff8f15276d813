"""Everything that goes wrong with a marketplace by name, one by one and in a mix by a seed, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
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
MEDIA = "application/vnd.retailer.v10+json"


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


OFTEN = Shares(reading=0.5, acting=0.8, trouble=0.2, happening=0.3, silent=0.15)
BETWEEN = timedelta(minutes=40)


@contextmanager
def unlucky(channel: str, seed: int, shares: Shares = OFTEN) -> Iterator[Speaker]:
    """A marketplace where much goes wrong, whose delays take no time, and whose silence is not waited for."""
    headers = {"Accept": MEDIA} if channel == "bol" else None
    with speaking(channel, world_of(channel, clock=ManualClock(START)), headers) as speaker:
        speaker.server._desk.wait = lambda seconds: None  # type: ignore[method-assign]
        speaker.patience = 1.0
        speaker.server.marketplace.mix = Mix(seed, shares)
        yield speaker


def lived(seed: int, times: int, shares: Shares = OFTEN) -> tuple[dict[str, int], list[int]]:
    """What a client of ManoMano met that asks now and again, and how it was answered."""
    with unlucky("manomano", seed, shares) as speaker:
        statuses = []
        for _ in range(times):
            pass_time(speaker)
            first, second = speaker.world.create(2, "PENDING")
            for page in (1, 2):
                read = partial(speaker.get, ORDERS, seller_contract_id=12345, limit=4, page=page)
                statuses += [answered(read)]
            statuses += [answered(partial(accept, speaker, first, second))]
            read = partial(speaker.get, f"{ORDERS}/{first}", seller_contract_id=12345)
            statuses += [answered(read), answered(read)]
        return speaker.server.marketplace.met(), statuses


def lived_with_processes(seed: int, times: int) -> dict[str, int]:
    """What a client of bol met that asks for a token, and for a process that sends an order, each time."""
    with unlucky("bol", seed) as speaker:
        for _ in range(times):
            pass_time(speaker)
            answered(partial(ship_at_bol, speaker))
        return speaker.server.marketplace.met()


def pass_time(speaker: Speaker) -> None:
    clock = speaker.world.time._clock
    assert isinstance(clock, ManualClock)
    clock.advance(BETWEEN)


def ship_at_bol(bol: Speaker) -> Heard:
    (order_id,) = bol.world.create(1, variant="open")
    order = bol.world.order(order_id)
    assert order is not None
    form = {"Authorization": "Basic cGxheWVkLWNsaWVudDpwbGF5ZWQtc2VjcmV0"}
    form["Content-Type"] = "application/x-www-form-urlencoded"
    heard = bol.ask("POST", "/token", b"grant_type=client_credentials", form)
    shown = heard.json["access_token"] if heard.status == 200 and heard.body.endswith(b"}") else "none"
    items = [{"orderItemId": order.tree["orderItems"][0]["orderItemId"]}]
    body = json.dumps({"orderItems": items, "transport": {"transporterCode": "TNT"}}).encode()
    return bol.ask("POST", "/retailer/shipments", body, {"Authorization": f"Bearer {shown}", "Content-Type": MEDIA})


NEEDS_TOKENS_OR_PROCESSES = {"stuck_job", "short_tokens", "rotating_tokens", "expire_tokens", "fail_job", "lose_job"}
AT_ANY = {
    "fail_next 503",
    "fail_next 500 after the effect",
    "fail_next 429",
    "drop_next",
    "drop_next after the effect",
    "delay_next",
    "delay_next after the effect",
    "silence_next",
    "silence_next after the effect",
    "garble_next cut",
    "garble_next html",
    "garble_next deep",
    "garble_next entity_bomb",
    "spoil_next",
    "repeat_page",
    "swallow_next",
    "fail_item",
}


def test_a_mix_follows_from_its_seed() -> None:
    met, statuses = lived(3, times=25)
    assert (met, statuses) == lived(3, times=25)
    assert statuses != lived(4, times=25)[1]


def test_in_a_mix_each_fault_each_trouble_and_each_happening_takes_effect() -> None:
    met = lived(5, times=150)[0]
    wanted = AT_ANY | (set(NAMES) - NEEDS_TOKENS_OR_PROCESSES) | set(HAPPENINGS)
    assert {name for name in wanted if not met.get(name)} == set()


def test_in_a_mix_tokens_and_processes_go_wrong_where_there_are_any() -> None:
    met = lived_with_processes(3, times=100)
    wanted = NEEDS_TOKENS_OR_PROCESSES | {"swallow_next"}
    assert {name for name in wanted if not met.get(name)} == set()


def test_where_there_are_no_tokens_and_no_processes_none_are_told_as_gone_wrong() -> None:
    assert not NEEDS_TOKENS_OR_PROCESSES & {name for name, times in lived(3, times=25)[0].items() if times}


def test_a_mix_does_without_what_it_is_told_to_leave_out() -> None:
    left_out = frozenset({"delay_next", "swallow_next", "outage", "vanished"})
    met = lived(3, times=60, shares=replace(OFTEN, without=left_out))[0]
    assert met["drop_next"] and not {name for name in met if name.split()[0] in left_out or name == "hours of outage"}


def test_the_mix_and_the_desk_know_the_same_faults() -> None:
    """But for tokens that expire, which are no fault of one request, and the port that is closed for real seconds."""
    assert {each.kind for each in MOMENTARY} - {"expire_tokens"} == set(KINDS)


def test_the_desk_starts_a_mix_and_ends_it_with_all_that_it_switched_on(speaker: Speaker, clock: ManualClock) -> None:
    speaker.world.create(5, "PENDING")
    speaker.desk("mix", {"seed": 5, "without": ["delay_next", "silence_next"]})
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
