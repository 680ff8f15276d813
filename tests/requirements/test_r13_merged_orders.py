"""R13: orders that the marketplace merges are closed, say into which one, and their lines are to be sent once."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.played.merging import merge
from stallkeeper.played.tree_path import parse_path
from tests.channel_folders import folder_of
from tests.runtime.played import SELLER, Played, marketplace, seller

PARCEL = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}


def merging_channel(folder: Path) -> Path:
    """ManoMano, if it merged orders and said so at `merged_in`."""
    channel = folder / "channels" / "manomano"
    shutil.copytree(folder_of("manomano"), channel)
    spec, binding = channel / "channel.yaml", channel / "binding.yaml"
    sourced = spec.read_text().replace("about: [retrieval,", "about: [order_fields, retrieval,", 1)
    spec.write_text(sourced + "\norder_fields:\n  merged_into: {type: text}\n")
    mapped = "order:\n  extras:\n    merged_into: merged_in\n"
    binding.write_text(binding.read_text().replace("order:\n", mapped, 1))
    return folder / "channels"


def to_be_sent(here: Played) -> Counter[str]:
    """How often each article of an order that can be shipped is to be sent."""
    orders = [order for order in here.store.orders() if "ship" in here.engine.offered(order.key)]
    return Counter(line.sku for order in orders for line in order.report.lines)


@pytest.mark.requirement("R13")
def test_two_orders_merged_into_a_third_are_closed_and_their_lines_are_sent_once(tmp_path: Path) -> None:
    channels = merging_channel(tmp_path)
    with (
        marketplace("manomano") as (server, clock),
        seller(tmp_path, "manomano", server, clock, channels=(channels,)) as here,
    ):
        first, second, third = ids = here.arrive("PREPARATION", 3, lines=1)
        here.sync()
        before = to_be_sent(here)
        assert sum(before.values()) == 3
        at = parse_path("merged_in")
        merge(here.world, [first, second], third, at)
        here.clock.advance(timedelta(minutes=10))
        here.sync()
        for order_id in (first, second):
            order = here.order(order_id)
            assert (order.status, order.flags) == ("closed", ("merged",))
            assert order.report.extras["merged_into"] == third
            assert here.engine.offered(order.key) == ()
            assert here.engine.act("ship", order.key, PARCEL, SELLER).submission is None
            moves = [event for event in here.store.history(order.key) if event.details.get("merged_into")]
            assert [(event.to_status, event.details["merged_into"]) for event in moves] == [("closed", third)]
        assert to_be_sent(here) == before, "lines once"
        assert len(here.order(third).report.lines) == 3
        here.clock.advance(timedelta(days=1))
        here.sync("catch_up")
        assert len(here.store.find(first)) == 1 and here.order(first).status == "closed"
        assert sorted(order.id for order in here.store.orders()) == sorted(ids)
        assert here.store.incidents() == ()


@pytest.mark.requirement("R13")
def test_an_erased_order_that_is_merged_stays_erased(tmp_path: Path) -> None:
    channels = merging_channel(tmp_path)
    with (
        marketplace("manomano") as (server, clock),
        seller(tmp_path, "manomano", server, clock, channels=(channels,)) as here,
    ):
        first, second = here.arrive("SHIPPED", 2, lines=1)
        here.sync()
        here.engine.privacy.erase_orders([here.key(first)], SELLER)
        merge(here.world, [first], second, parse_path("merged_in"))
        here.clock.advance(timedelta(minutes=10))
        here.sync()
        order = here.order(first)
        assert (order.status, order.address_state("delivery")) == ("closed", "erased")
        assert here.store.payload(order.key) is None
