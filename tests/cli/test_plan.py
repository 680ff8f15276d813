"""`stallkeeper plan`: a selection split before anything is sent, and the same selection acted on."""

from __future__ import annotations

import json

from tests.cli.shop import Shop


def held(shop: Shop) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Three orders to ship, and two that are shipped already."""
    waiting, shipped = shop.arrive("PREPARATION", 3), shop.arrive("SHIPPED", 2)
    assert shop.run("sync", "shop").exit_code == 0
    return waiting, shipped


def test_a_selection_is_split_and_nothing_is_sent(shop: Shop) -> None:
    waiting, shipped = held(shop)
    done = shop.run("plan", "ship", "--where", "all", "--json")
    assert done.exit_code == 1, done.stderr
    plan = json.loads(done.stdout)
    assert plan["ready"] == []
    assert {each["key"]["id"] for each in plan["needs_data"]} == set(waiting)
    (refused,) = plan["not_possible"]
    assert refused["code"] == "wrong_status" and {key["id"] for key in refused["keys"]} == set(shipped)
    assert shop.world.effects() == ()


def test_what_is_missing_is_asked_for_once_for_all_of_them(shop: Shop) -> None:
    held(shop)
    done = shop.run("plan", "ship", "--where", "all", "--carrier", "Other")
    assert done.exit_code == 1
    assert "needs data    3 orders" in done.stdout
    assert done.stdout.count("  carrier_name, for 3 orders") == 1
    assert done.stdout.count("  tracking_url, for 3 orders") == 1


def test_reasons_stand_once_with_the_orders_they_are_about(shop: Shop) -> None:
    _, shipped = held(shop)
    lines = shop.run("plan", "accept", "--where", "status=shipped").stdout.splitlines()
    assert lines[0].startswith("not possible  2 orders: ")
    assert set(lines[1].strip().split(", ")) == set(shipped)
    assert len(lines) == 2


def test_what_is_planned_as_ready_is_done_by_act(shop: Shop) -> None:
    waiting, _ = held(shop)
    words = ("ship", "--where", "status=waiting_shipment", "--carrier", "DPD", "--tracking-number", "00340434")
    done = shop.run("plan", *words)
    assert (done.exit_code, done.stderr) == (0, "3 of 3 ready\n"), done.output
    assert set(done.stdout.splitlines()[1].strip().split(", ")) == set(waiting)
    assert shop.run("act", *words).exit_code == 0
    assert {shop.world.orders()[order] for order in waiting} == {"SHIPPED"}


def test_a_field_that_no_channel_takes_is_wrong_usage(shop: Shop) -> None:
    held(shop)
    done = shop.run("plan", "ship", "--where", "all", "--carier", "DPD")
    assert done.exit_code == 2 and "--carrier" in done.stderr
