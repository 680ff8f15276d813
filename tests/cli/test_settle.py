"""`settle`: a person's word on what is in doubt."""

from __future__ import annotations

import json

import pytest

from tests.cli.shop import Shop


@pytest.fixture
def doubtful(shop: Shop) -> tuple[Shop, str]:
    """An order whose acceptance took effect while its answer got lost, and who cannot be read back either."""
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    shop.server.marketplace.faults.arm("drop_next", {"route": "accept", "after_effect": True})
    result = shop.run("act", "accept", order)
    assert result.exit_code == 1 and "in_doubt" in result.stdout
    return shop, order


@pytest.mark.parametrize(("word", "state"), [("--happened", "confirmed"), ("--not-happened", "rejected")])
def test_a_doubt_is_settled_either_way_and_kept_in_history(doubtful: tuple[Shop, str], word: str, state: str) -> None:
    shop, order = doubtful
    result = shop.run("settle", order, word)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{order}  accept {state}\n"
    assert f"accept {state}" in shop.run("order", order).stdout
    assert len(shop.world.effects(order)) == 1, "settling sends nothing"


def test_nothing_is_settled_without_a_word(doubtful: tuple[Shop, str]) -> None:
    shop, order = doubtful
    assert shop.run("settle", order).exit_code == 2
    assert "in_doubt" in shop.run("order", order).stdout


def test_an_order_without_a_doubt_has_nothing_to_settle(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    result = shop.run("settle", order, "--happened")
    assert result.exit_code == 2
    assert "no action in doubt" in result.stderr


def test_what_became_of_it_is_also_told_to_a_program(doubtful: tuple[Shop, str]) -> None:
    shop, order = doubtful
    told = json.loads(shop.run("settle", order, "--happened", "--json").stdout)
    assert (told["id"], told["action"], told["state"]) == (order, "accept", "confirmed")
