"""What a played marketplace tells of an order, in the words that a client of it would compose."""

from __future__ import annotations

from stallkeeper.cli.demo.tellings import NATIVE, told_by
from stallkeeper.clock import ManualClock
from stallkeeper.played.load import load_play
from stallkeeper.played.tree_path import parse_path, write
from stallkeeper.played.world import World
from tests.channel_folders import folder_of
from tests.played.speaking import START


def test_an_order_that_keeps_its_state_is_told_as_what_it_is_read_as() -> None:
    play, problems = load_play(folder_of("mirakl"))
    assert play is not None, problems
    world = World(play, 1, ManualClock(START))
    (order_id,) = world.create(1, "RECEIVED")
    order = world.order(order_id)
    paid_back = parse_path("fully_refunded")
    assert order is not None and paid_back is not None
    assert told_by(play.order, order)[NATIVE] == "RECEIVED"
    write(order.tree, paid_back, True)
    assert (told_by(play.order, order)[NATIVE], order.status) == ("REFUNDED", "RECEIVED")
