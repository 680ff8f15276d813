"""The world behind a played marketplace: orders that arrive, live on by themselves, and are counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.played.template import as_number
from stallkeeper.played.world import World
from tests.played.speaking import START, spec_of, world_of

CHANNELS = ["cdiscount/soap", "manomano", "veepee"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_one_seed_gives_one_world_and_another_seed_another(channel: str) -> None:
    first, again, other = world_of(channel, 7), world_of(channel, 7), world_of(channel, 8)
    for world in (first, again, other):
        world.create(30)
        world.skip(timedelta(days=2))
    assert [order.tree for order in first.held()] == [order.tree for order in again.held()]
    assert [order.tree for order in first.held()] != [order.tree for order in other.held()]


@pytest.mark.parametrize("channel", CHANNELS)
def test_orders_have_ids_of_their_own_and_one_to_three_lines(channel: str) -> None:
    world = world_of(channel)
    ids = world.create(500)
    assert len(set(ids)) == 500
    counts = Counter(len(world.play.order.lines.steps and _lines(world, order_id)) for order_id in ids)
    assert set(counts) == {1, 2, 3}


def _lines(world: World, order_id: str) -> list[object]:
    order = world.order(order_id)
    assert order is not None
    tree = order.tree
    for step in world.play.order.lines.steps:
        tree = tree[step]
    return list(tree)


def test_the_lines_and_the_shipping_of_an_order_make_its_total() -> None:
    world = world_of("manomano")
    world.create(200)
    for order in world.held():
        tree = order.tree
        assert tree["total_price"]["amount"] == sum(line["total_price"]["amount"] for line in tree["products"])
        assert tree["total_price"]["amount"] == tree["products_price"]["amount"] + tree["shipping_price"]["amount"]
        parts = tree["total_price_excluding_vat"]["amount"] + tree["total_price_vat"]["amount"]
        assert parts == tree["total_price"]["amount"]
        for line in tree["products"]:
            assert line["product_price"]["amount"] == line["price"]["amount"] * line["quantity"]


def test_amounts_of_the_other_two_channels_add_up_too() -> None:
    world = world_of("cdiscount/soap")
    world.create(100)
    for order in world.held():
        lines = order.tree["OrderLineList"]["OrderLine"]
        bought = sum(amount(line["PurchasePrice"]) for line in lines)
        shipping = sum(amount(line["UnitShippingCharges"]) for line in lines)
        assert amount(order.tree["InitialTotalAmount"]) == bought + shipping
    world = world_of("veepee")
    world.create(100)
    for order in world.held():
        bought = sum(line["price"] * line["quantity"] for line in order.tree["orderLines"])
        assert order.tree["totalPrice"] == bought + order.tree["shippingCosts"]


def amount(written: object) -> Decimal:
    """As a number or as a text, whichever the marketplace writes."""
    number = as_number(written)
    assert number is not None
    return number


def test_an_amount_that_the_sample_writes_as_a_text_stays_a_text() -> None:
    world = world_of("allegro")
    world.create(20)
    for order in world.held():
        lines = order.tree["lineItems"]
        total = sum(amount(line["price"]["amount"]) * line["quantity"] for line in lines)
        shipping = order.tree["delivery"]["cost"]["amount"]
        assert order.tree["summary"]["totalToPay"]["amount"] == str(total + amount(shipping))
        assert isinstance(shipping, str) and isinstance(lines[0]["quantity"], int)


def test_kinds_of_arrivals_are_drawn_by_their_weights() -> None:
    world = world_of("manomano")
    world.create(2000)
    counts = Counter(order.variant for order in world.held())
    assert set(counts) == {arrival.name for arrival in world.play.arrivals}
    assert counts.most_common(1)[0][0] == "to_accept"
    assert all(order.tree["is_mmf"] == (order.variant == "fulfilled") for order in world.held())


def test_an_order_of_a_named_kind_looks_like_one() -> None:
    world = world_of("cdiscount/soap")
    (order_id,) = world.create(1, variant="fulfilled_outside", lines=2)
    order = world.order(order_id)
    assert order is not None and order.tree["ModGesLog"] == "EXTFBC" and order.status == "Shipped"
    assert [line["AcceptationState"] for line in order.tree["OrderLineList"]["OrderLine"]] == ["ShippedBySeller"] * 2


def test_an_unknown_kind_and_a_wrong_path_are_told() -> None:
    world = world_of("manomano")
    with pytest.raises(ValueError, match="nowhere"):
        world.create(1, variant="nowhere")
    with pytest.raises(ValueError, match="no path"):
        world.create(1, changes={"a..b": 1})
    assert world.orders() == {}


def test_an_order_moves_on_by_itself_when_its_time_has_come() -> None:
    clock = ManualClock(START)
    world = World(spec_of("manomano"), 1, clock)
    (order_id,) = world.create(1, "REMORSE_PERIOD")
    clock.advance(timedelta(minutes=29))
    world.advance()
    assert world.orders()[order_id] == "REMORSE_PERIOD"
    clock.advance(timedelta(minutes=1))
    world.advance()
    order = world.order(order_id)
    assert order is not None and order.status == "PREPARATION" == order.tree["status"]
    assert order.modified == START + timedelta(minutes=30)
    assert order.tree["status_updated_at"] == "2026-11-22T10:30:00Z"
    assert order.tree["created_at"] == "2026-11-22T10:00:00Z"


def test_a_faster_world_moves_sooner_and_still_dates_in_our_time() -> None:
    clock = ManualClock(START)
    world = World(spec_of("manomano"), 1, clock, speed=60)
    (order_id,) = world.create(1, "REMORSE_PERIOD")
    clock.advance(timedelta(seconds=45))
    world.advance()
    order = world.order(order_id)
    assert order is not None and order.status == "PREPARATION"
    assert order.modified == START + timedelta(seconds=30)


def test_a_move_that_was_planned_is_void_once_the_order_went_elsewhere() -> None:
    world = world_of("manomano")
    (order_id,) = world.create(1, "REMORSE_PERIOD")
    world.report(order_id, "REFUSED")
    world.skip(timedelta(days=1))
    assert world.orders()[order_id] == "REFUSED"


def test_only_a_share_of_orders_makes_a_rare_move() -> None:
    world = world_of("veepee")
    ids = world.create(400, "WAITING_INFORMATION")
    world.skip(timedelta(days=6))
    statuses = Counter(world.orders()[order_id] for order_id in ids)
    assert 10 < statuses["CANCELLED"] < 90
    assert statuses["CANCELLED"] + statuses["PROCESSING"] == 400


def test_refunds_show_only_after_three_at_night_in_paris() -> None:
    clock = ManualClock(datetime(2026, 11, 22, 10, tzinfo=UTC))
    world = World(spec_of("veepee"), 1, clock)
    whole, part = world.create(2, "SHIPPED", changes={"shopChannelId": 1})
    for order_id, left in ((whole, Decimal(0)), (part, Decimal(5))):
        order = world.order(order_id)
        assert order is not None
        order.ledger |= {"refunded": Decimal("3.50"), "refundable": left}
    clock.advance(timedelta(hours=15, minutes=59))  # 02:59 in Paris
    world.advance()
    assert world.orders()[whole] == "SHIPPED"
    clock.advance(timedelta(minutes=1))
    world.advance()
    assert world.orders() == {whole: "REFUNDED", part: "PARTIAL_REFUNDED"}
    order = world.order(part)
    assert order is not None and order.tree["refundedAmount"] == Decimal("3.50")


def test_an_order_that_has_nothing_to_refund_stays_as_it_is_night_after_night() -> None:
    world = world_of("veepee", seed=3)
    (order_id,) = world.create(1, "RETURNED")
    world.skip(timedelta(days=40))
    order = world.order(order_id)
    assert order is not None and order.status == "RETURNED"
    order.ledger |= {"refunded": Decimal(1)}
    world.skip(timedelta(days=1))
    assert world.orders()[order_id] == "PARTIAL_REFUNDED"


def test_a_partly_canceled_order_is_canceled_when_it_is_not_shipped_for_three_weeks() -> None:
    world = world_of("veepee")
    (partly,) = world.create(1, variant="partly_canceled")
    (plain,) = world.create(1, "PENDING")
    world.skip(timedelta(days=22))
    assert world.orders() == {partly: "CANCELLED", plain: "PROCESSING"}


def test_a_request_to_cancel_marks_a_line_and_leaves_the_status() -> None:
    world = world_of("cdiscount/soap")
    ids = world.create(300, "WaitingForShipmentAcceptation")
    world.skip(timedelta(hours=1))
    assert set(world.orders().values()) == {"WaitingForShipmentAcceptation"}
    trees = [order.tree for order in world.held()]
    marked = [
        tree
        for tree in trees
        if tree["OrderLineList"]["OrderLine"][0]["AcceptationState"] == "CancellationRequestPending"
    ]
    assert 1 <= len(marked) < 60 and len(ids) == 300


def test_the_buyer_is_unknown_while_the_payment_is_checked_and_known_afterwards() -> None:
    world = world_of("cdiscount/soap")
    (order_id,) = world.create(1, "PaymentInProgress")
    order = world.order(order_id)
    assert order is not None
    shown = world.visible(order)
    assert shown["ShippingAddress"] is None and shown["Customer"]["LastName"] is None
    assert shown["Customer"]["CustomerId"]
    world.report(order_id, "WaitingForShipmentAcceptation")
    assert world.visible(order)["ShippingAddress"]["City"] == "NANTES"


def test_a_report_may_name_a_status_that_nobody_knows() -> None:
    world = world_of("manomano")
    (order_id,) = world.create(1, "PENDING")
    world.report(order_id, "ON_HOLD_BY_FRAUD")
    assert world.orders() == {order_id: "ON_HOLD_BY_FRAUD"}
    with pytest.raises(KeyError):
        world.report("nobody", "PENDING")


def test_orders_can_be_laid_back_and_changed_as_they_arrive() -> None:
    world = world_of("manomano")
    (order_id,) = world.create(1, "PENDING", ago=timedelta(days=4), changes={"is_professional": True})
    order = world.order(order_id)
    assert order is not None and order.created == order.modified == START - timedelta(days=4)
    assert order.tree["created_at"] == "2026-11-18T10:00:00Z" and order.tree["is_professional"] is True


def test_what_an_order_laid_back_would_have_done_has_happened() -> None:
    world = world_of("manomano")
    (order_id,) = world.create(1, "REMORSE_PERIOD", ago=timedelta(hours=1))
    world.advance()
    assert world.orders()[order_id] == "PREPARATION"


def test_orders_created_side_by_side_lose_no_id() -> None:
    world = world_of("manomano")
    threads = [Thread(target=world.create, args=(50,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.orders()) == 400


@pytest.mark.parametrize("speed", [0, -1, 10_000_000])
def test_a_world_has_a_sensible_speed(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        world_of("manomano", speed=speed)
