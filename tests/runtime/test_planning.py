"""A selection over channels that differ: one form for what is missing, with the values that all of them take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.orders import NO_LISTS
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.planning import Plan, plan_of
from stallkeeper.spec.load import load_channel
from tests.runtime.arranged import CHANNELS, Account, World, world

CORNER_SHOP = (CHANNELS / "corner_shop" / "channel.yaml").read_text()


@pytest.fixture
def here(tmp_path: Path) -> World:
    here = world(tmp_path)
    for order_id, native in {"A1": "SENT", "A2": "SENT", "A3": "OFFERED"}.items():
        here.shop.put(order_id, native)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    return here


def asking(here: World, order_id: str, reasons: str) -> Lane:
    """The corner shop as one that asks for a reason when money is given back."""
    text = CORNER_SHOP.replace("needs: [refund_price]", "needs: [reason]")
    text = text.replace("refund_price: {type: decimal, minimum: 0}", f"reason: {{type: text{reasons}}}")
    folder = here.folder / order_id / "corner_shop"
    folder.mkdir(parents=True)
    (folder / "channel.yaml").write_text(text)
    return Lane(Account(order_id), load_channel(folder, with_binding=False), here.connect)


def refunds(here: World, reasons: Mapping[str, str]) -> Plan:
    """The plan of refunding orders, each on a channel with its own list of reasons."""
    lanes = {order_id: asking(here, order_id, declared) for order_id, declared in reasons.items()}
    orders = [here.order(order_id) for order_id in reasons]
    return plan_of(
        "refund", {}, orders, here.clock.now(), lambda order: lanes[order.key.id], lambda _: None, lambda *_: NO_LISTS
    )


def codes(plan: Plan) -> list[str] | None:
    (asked,) = plan.asks
    assert (asked.name, asked.orders) == ("reason", 2)
    return None if asked.choices is None else [choice.code for choice in asked.choices]


def test_only_values_that_every_order_takes_are_offered(here: World) -> None:
    plan = refunds(here, {"A1": ", values: [BROKEN, LOST, LATE]", "A2": ", values: [LATE, UNWANTED, BROKEN]"})
    assert codes(plan) == ["BROKEN", "LATE"]


def test_orders_that_have_no_value_in_common_say_so(here: World) -> None:
    assert codes(refunds(here, {"A1": ", values: [BROKEN]", "A2": ", values: [LATE]"})) == []


def test_a_channel_that_takes_any_value_narrows_no_list(here: World) -> None:
    assert codes(refunds(here, {"A1": "", "A2": ", values: [LATE]"})) == ["LATE"]


def test_where_every_channel_takes_any_value_there_is_no_list(here: World) -> None:
    assert codes(refunds(here, {"A1": "", "A2": ""})) is None


def test_a_value_that_is_wrong_is_data_that_is_needed(here: World) -> None:
    plan = here.engine.plan("refund", [here.key("A1"), here.key("A3")], {"refund_price": "much"})
    (needs,) = plan.needs_data
    assert needs.key == here.key("A1") and needs.missing == () and "refund_price" in needs.wrong[0]
    assert [asked.name for asked in plan.asks] == ["refund_price"]
    (group,) = plan.not_possible
    assert (group.code, group.keys) == ("wrong_status", (here.key("A3"),))


def test_an_order_whose_action_is_under_way_is_not_possible_now(here: World) -> None:
    here.act("accept", "A3")
    plan = here.engine.plan("accept", [here.key("A3")])
    assert [group.code for group in plan.not_possible] == ["pending"]
    assert plan.ready == () and here.shop.effects == []


def test_the_reason_against_most_orders_comes_first(here: World) -> None:
    here.act("accept", "A3")
    plan = here.engine.plan("accept", [here.key("A3"), here.key("A1"), here.key("A2")])
    assert [len(group.keys) for group in plan.not_possible] == [2, 1]


def test_an_order_that_is_not_here_is_told(here: World) -> None:
    with pytest.raises(UsageError, match="there is no order A9"):
        here.engine.plan("accept", [here.key("A9")])
