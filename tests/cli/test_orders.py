"""`orders`: lists and filters, and what a wrong filter is answered."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.shop import Shop


@pytest.fixture
def full(shop: Shop) -> Shop:
    """Two orders to accept, one to ship, one shipped, one with a word that nobody knows."""
    shop.arrive("PENDING", 2)
    shop.arrive("PREPARATION")
    (odd,) = shop.arrive("SHIPPED")
    shop.world.report(odd, "ON_THE_MOON")
    shop.arrive("SHIPPED")
    assert shop.run("sync", "shop").exit_code == 0
    return shop


def test_a_listing_has_a_line_per_order_and_tells_how_many(full: Shop) -> None:
    result = full.run("orders")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1 + 5
    assert result.stderr == "5 orders\n"


def test_a_limit_leaves_the_newest_of_a_listing(full: Shop) -> None:
    listed, newest = full.run("orders").stdout.splitlines(), full.run("orders", "--limit", "2").stdout.splitlines()
    assert [line.split()[0] for line in newest] == [line.split()[0] for line in listed[:3]]
    assert full.run("orders", "--limit", "0").exit_code == 2


def test_one_or_several_statuses_can_be_asked_for(full: Shop) -> None:
    assert len(full.run("orders", "--status", "waiting_acceptance").stdout.splitlines()) == 1 + 2
    assert len(full.run("orders", "--status", "waiting_acceptance,shipped").stdout.splitlines()) == 1 + 3
    assert len(full.run("orders", "--status", "shipped", "--status", "waiting_shipment").stdout.splitlines()) == 1 + 2


def test_orders_without_a_canonical_status_are_found_as_unknown(full: Shop) -> None:
    (line,) = full.run("orders", "--status", "unknown").stdout.splitlines()[1:]
    assert "ON_THE_MOON" in line


def test_an_empty_result_is_no_error(full: Shop) -> None:
    result = full.run("orders", "--status", "closed")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 orders\n")
    assert full.run("orders", "--status", "closed", "--json").stdout == "[]\n"


def test_json_has_exact_amounts_and_no_buyer(full: Shop) -> None:
    orders = json.loads(full.run("orders", "--json").stdout, parse_float=str)
    assert {order["status"] for order in orders} == {"waiting_acceptance", "waiting_shipment", "shipped", None}
    totals = {order["id"]: order["report"]["total"] for order in orders}
    for held in full.world.held():
        assert totals[held.id] == str(held.tree["total_price"]["amount"])
    assert not any("billing" in order["report"] or "delivery" in order["report"] for order in orders)


def test_csv_can_be_read_back(full: Shop) -> None:
    rows = list(csv.DictReader(io.StringIO(full.run("orders", "--csv").stdout)))
    assert {row["id"] for row in rows} == set(full.world.orders())


def test_a_buyer_never_stands_in_a_listing(full: Shop) -> None:
    shown = full.run("orders").stdout + full.run("orders", "--json").stdout + full.run("orders", "--csv").stdout
    for held in full.world.held():
        address = held.tree["addresses"]["shipping"]
        assert address["address_line1"] not in shown and address["lastname"] not in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--status", "shiped"], 'no status is called "shiped"; did you mean shipped'),
        (["--channel", "manomanoo"], 'no channel is called "manomanoo"; did you mean manomano?'),
        (["--account", "shoop"], 'no account is called "shoop"; did you mean shop?'),
        (["--since", "yesterday"], '--since: "yesterday" is no date'),
        (["--until", "2026-02-30"], '--until: "2026-02-30" is no date'),
        (["--since", "2026-11-02", "--until", "2026-11-01"], "is later than its `until`"),
        (["--json", "--csv"], "exclude each other"),
    ],
)
def test_a_filter_that_makes_no_sense_is_wrong_usage_and_never_everything(
    full: Shop, words: list[str], message: str
) -> None:
    result = full.run("orders", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_dates_limit_by_when_the_buyer_ordered(full: Shop) -> None:
    assert full.run("orders", "--until", "2020-01-01").stderr == "0 orders\n"
    assert full.run("orders", "--since", "2020-01-01T00:00:00+02:00").stderr == "5 orders\n"


OBEYED = "\x1b[2J\u009b2J\u202e"
"""Clears a screen, twice, and turns the reading direction."""


@pytest.mark.parametrize(
    "words", [("orders", "--json"), ("orders", "--csv"), ("orders",), ("export", "--level", "line"), ("sync",)]
)
def test_nothing_that_a_terminal_obeys_comes_out_of_a_payload(shop: Shop, words: tuple[str, ...]) -> None:
    shop.arrive("PENDING", status=f"ODD{OBEYED}", **{"products.0.title": f"Drill{OBEYED}"})
    if words != ("sync",):
        assert shop.run("sync").exit_code == 0
    result = shop.run(*words)
    assert result.exit_code == 0
    assert not set(result.output) & (set("\x1b\u009b") | ({"\u202e"} if "--json" in words else set()))
    if "--json" in words:
        (order,) = json.loads(result.stdout)
        assert order["native_status"] == f"ODD{OBEYED}"


@pytest.mark.parametrize(
    ("words", "code", "stdout"),
    [
        (("orders",), 0, ""),
        (("orders", "--json"), 0, "[]\n"),
        (("export", "--format", "json"), 0, "[]\n"),
        (("order", "M1"), 2, ""),
        (("act", "accept", "M1"), 2, ""),
        (("act", "accept", "--where", "all"), 0, ""),
    ],
)
def test_who_only_looks_makes_no_store(shop: Shop, words: tuple[str, ...], code: int, stdout: str) -> None:
    result = shop.run(*words)
    assert (result.exit_code, result.stdout) == (code, stdout), result.stderr
    assert "nothing has been read yet; `stallkeeper sync` reads" in result.stderr
    assert not shop.store.exists()
