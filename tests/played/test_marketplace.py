"""Whatever comes in, a played marketplace answers, and only what is right has an effect."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stallkeeper.played.exchange import Request
from stallkeeper.played.marketplace import Marketplace
from tests.played.speaking import ACTION, HEADERS, SERVICE, envelope, world_of

NAMES = st.sampled_from(
    ["order_reference", "seller_contract_id", "carrier", "products", "carrierId", "amount", "linesToRefund", "x", ""]
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8))
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5))


@pytest.fixture(scope="module")
def markets() -> dict[str, Marketplace]:
    made = {channel: Marketplace(world_of(channel)) for channel in ("manomano", "veepee", "cdiscount/soap")}
    for market in made.values():
        market.world.create(3)
    return made


def posts(market: Marketplace) -> list[str]:
    first = next(iter(market.world.orders()))
    return ["/".join(route.path).replace("<order_id>", first) for route in market.play.routes if route.method == "POST"]


@pytest.mark.parametrize("channel", ["manomano", "veepee"])
@settings(max_examples=150, deadline=None)
@given(tree=TREES, choice=st.integers(0, 99))
def test_any_json_is_answered_and_none_of_it_has_an_effect(
    markets: dict[str, Marketplace], channel: str, tree: Any, choice: int
) -> None:
    market = markets[channel]
    headers = {name.lower(): value for name, value in HEADERS[channel].items()} | {"content-type": "application/json"}
    paths = posts(market)
    reply = market.answer(Request("POST", paths[choice % len(paths)], (), headers, json.dumps(tree).encode()))
    assert 400 <= reply.status < 500 or reply.status == 207
    assert market.world.effects() == ()


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 900), length=st.integers(1, 60), put=st.binary(max_size=20))
def test_a_damaged_envelope_is_answered(markets: dict[str, Marketplace], at: int, length: int, put: bytes) -> None:
    market = markets["cdiscount/soap"]
    right = envelope("GetOrderList", "<c:orderFilter/>", market.access.issue())
    data = right[:at] + put + right[at + length :]
    headers = {"content-type": "text/xml", "soapaction": f"{ACTION}GetOrderList"}
    reply = market.answer(Request("POST", SERVICE, (), headers, data))
    assert reply.status in (200, 400, 500) and reply.body


@settings(max_examples=100, deadline=None)
@given(pairs=st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=6))
def test_any_query_is_answered(markets: dict[str, Marketplace], pairs: list[tuple[str, str]]) -> None:
    headers = {name.lower(): value for name, value in HEADERS["veepee"].items()}
    reply = markets["veepee"].answer(Request("GET", "/v4/orders", tuple(pairs), headers))
    assert reply.status == (400 if pairs else 200)
