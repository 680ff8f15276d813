"""`stallkeeper rules`: what they did and wait for, what one would do, on and off, and one round by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper import Store
from stallkeeper.orders import Event
from tests.cli.shop import Shop, open_shop
from tests.store.samples import NOW

RULES = """    rules:
      accept: {when: {status: waiting_acceptance}, do: accept, limits: {amount: 50 EUR}}
      ship: {when: {status: waiting_shipment, for: 2 days}, do: ship, with: {carrier: DPD, tracking_number: T1}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as shop:
        shop.accounts.write_text(shop.accounts.read_text() + RULES)
        shop.run("sync", "shop")
        yield shop


def arrive(shop: Shop, native: str, amount: float) -> str:
    """An order of an hour ago, and read."""
    changes = {"total_price.amount": amount}
    (order_id,) = shop.world.create(1, native, lines=1, ago=timedelta(hours=1), changes=changes)
    assert shop.run("sync", "shop", "--window", "catch_up").exit_code == 0
    return order_id


def test_rules_are_listed_with_counts_and_with_the_orders_that_wait_or_are_held(shop: Shop) -> None:
    accepted, dear, waits = (
        arrive(shop, "PENDING", 20),
        arrive(shop, "PENDING", 80),
        arrive(shop, "PREPARATION", 20),
    )
    ran = shop.run("rules", "run")
    assert ran.stdout == f"{accepted}  rule:accept  accept confirmed\n", ran.output
    listed = shop.run("rules")
    assert (listed.exit_code, listed.stderr) == (0, "2 rules\n"), listed.output
    lines = [line.split("  ") for line in listed.stdout.splitlines()]
    rows = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert [[*row[:4], *row[5:]] for row in rows[1:3]] == [
        ["accept", "shop", "accept", "on", "1", "0", "1"],
        ["ship", "shop", "ship", "on", "0", "1", "0"],
    ]
    assert [[*row[:3], row[-1]] for row in rows[5:]] == [
        [dear, "accept", "held", "its amount is 80 EUR, and 50 EUR is the most"],
        [waits, "ship", "waiting", "it has not stood there for 2 days yet"],
    ]


def test_a_program_reads_them_as_json(shop: Shop) -> None:
    order = arrive(shop, "PENDING", 80)
    shop.run("rules", "run")
    accept, ship = json.loads(shop.run("rules", "--json").stdout)
    assert (accept["rule"], accept["on"], accept["held"], ship["held"]) == ("accept", True, 1, 0)
    assert [(each["key"]["id"], each["state"]) for each in accept["open"]] == [(order, "held")]


def test_a_rule_is_tried_without_any_effect(shop: Shop) -> None:
    order = arrive(shop, "PENDING", 20)
    tried = shop.run("rules", "try", "accept", order)
    assert tried.stdout == (
        "  yes  it is at waiting_acceptance\naccept would fire\n  it would ask for accept; nothing was done\n"
    ), tried.output
    assert json.loads(shop.run("rules", "try", "accept", order, "--json").stdout)["outcome"] == "fires"
    not_for = shop.run("rules", "try", "ship", order).stdout
    assert not_for.splitlines() == [
        "  no   it is at waiting_shipment",
        "ship is not for this order: it is not so that it is at waiting_shipment",
    ]
    assert shop.world.effects() == ()
    assert json.loads(shop.run("order", order, "--json").stdout)["submissions"] == []


def test_a_rule_is_switched_off_and_on(shop: Shop) -> None:
    assert shop.run("rules", "off", "accept").stdout == "accept of shop is off\n"
    arrive(shop, "PENDING", 20)
    assert shop.run("rules", "run").stdout == ""
    assert shop.run("rules", "on", "accept").stdout.startswith("accept of shop is on, for orders first seen since 2")
    assert shop.run("rules", "run").stdout == ""
    later = arrive(shop, "PENDING", 20)
    assert shop.run("rules", "run").stdout.startswith(later)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("off", "acept"), "there is no rule 'acept'; the rules are: accept, ship"),
        (("try", "acept", "ORDER"), "account shop has no rule 'acept'; its rules are: accept, ship"),
    ],
)
def test_a_rule_that_there_is_not_is_wrong_usage(shop: Shop, words: tuple[str, ...], told: str) -> None:
    order = arrive(shop, "PENDING", 20)
    done = shop.run("rules", *(order if word == "ORDER" else word for word in words))
    assert done.exit_code == 2
    assert told in done.stderr


def test_where_there_are_no_rules_none_are_listed(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        done = shop.run("rules")
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr.endswith("0 rules\n")


def test_an_order_at_which_no_rules_were_stopped_has_nothing_to_go_on_with(shop: Shop) -> None:
    order = arrive(shop, "PENDING", 20)
    done = shop.run("rules", "resume", order)
    assert (done.exit_code, done.stderr.splitlines()[0]) == (
        2,
        f"stallkeeper: no rules were stopped at order {order}; `stallkeeper rules` lists where they were",
    )


def test_rules_that_were_stopped_go_on_and_the_order_and_its_history_say_so(shop: Shop) -> None:
    order = arrive(shop, "PENDING", 20)
    shop.run("rules", "run")
    with Store.open(shop.store, now=NOW) as store:
        (held,) = store.find(order)
        told = Event(NOW, held.key, "rules", "engine", details={"stopped": True, "why": "they undo each other"})
        store.rules.firing.stop(1, "they undo each other", told)
    assert "they undo each other" in shop.run("rules").stdout
    assert shop.run("rules", "resume", order).stdout == f"{order}  its rules go on\n"
    assert "they undo each other" not in shop.run("rules").stdout
    shown = shop.run("order", order).stdout
    assert "its rules were stopped: they undo each other" in shown and "its rules go on, by " in shown
