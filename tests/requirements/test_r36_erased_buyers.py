"""R36: a marketplace that no longer tells a buyer takes nothing of ours, and what we erased stays erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.played import SELLER, Played, played


def anonymized(here: Played, order_id: str) -> None:
    """Half a year later: nobody in the addresses, no amounts beside the lines."""
    held = here.world.order(order_id)
    assert held is not None
    tree: dict[str, Any] = held.tree
    for kind in ("billing", "shipping"):
        tree["addresses"][kind] = dict.fromkeys(tree["addresses"][kind], "")
    tree["total_price"] = None
    here.clock.advance(timedelta(days=183))
    here.world.report(order_id, "REFUNDED")
    here.clock.advance(timedelta(minutes=20))


@pytest.mark.requirement("R36")
def test_a_record_without_its_buyer_never_overwrites_what_we_keep(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        (order_id,) = here.arrive("SHIPPED")
        here.sync()
        before = here.order(order_id)
        anonymized(here, order_id)
        here.sync("catch_up")
        after = here.order(order_id)
        assert after.status == "refunded"
        assert (after.report.billing, after.report.delivery) == (before.report.billing, before.report.delivery)


def of_the_buyer(here: Played, order_id: str) -> list[str]:
    """The paths of everything that is told of who buys, and where they live."""
    held = here.world.order(order_id)
    assert held is not None
    return [f"addresses.{kind}.{name}" for kind in ("billing", "shipping") for name in held.tree["addresses"][kind]]


@pytest.mark.requirement("R36")
@pytest.mark.parametrize("word", ["anonymized", "*****", "[Gelöscht]", "Onbekend"])
def test_a_word_in_the_buyers_place_overwrites_nothing_and_marks_the_order(tmp_path: Path, word: str) -> None:
    with played(tmp_path, "manomano") as here:
        order_id, other = here.arrive("SHIPPED", 2)
        here.sync()
        before = here.order(order_id)
        here.clock.advance(timedelta(days=183))
        told = {"ids": [order_id], "paths": of_the_buyer(here, order_id), "value": word}
        here.world.troubles.switch_on("erased_buyer", told)
        for each in (order_id, other):
            here.world.report(each, "REFUNDED")
        here.clock.advance(timedelta(minutes=20))
        here.sync("catch_up")
        after = here.order(order_id)
        assert (after.status, "anonymized" in after.flags) == ("refunded", True)
        assert (after.report.billing, after.report.delivery) == (before.report.billing, before.report.delivery)
        kept = ("total", "shipping", "currency", "ordered_at", "lines")
        assert [getattr(after.report, name) for name in kept] == [getattr(before.report, name) for name in kept]
        assert "anonymized" not in here.order(other).flags


@pytest.mark.requirement("R36")
def test_what_accounting_needs_of_an_erased_order_survives_a_record_that_says_less(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        (order_id,) = here.arrive("SHIPPED")
        here.sync()
        before = here.order(order_id).report
        here.engine.privacy.erase_orders([here.key(order_id)], SELLER)
        anonymized(here, order_id)
        here.sync("catch_up")
        after = here.order(order_id)
        assert (after.status, after.address_state("delivery")) == ("refunded", "erased")
        assert after.erased is not None
        kept = ("total", "shipping", "currency", "ordered_at")
        assert [getattr(after.report, name) for name in kept] == [getattr(before, name) for name in kept]
        assert [line.total for line in after.report.lines] == [line.total for line in before.lines]
