"""An action whose request never arrived, while something else happens to its order: nobody is told that it was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.orders import Submission
from stallkeeper.runtime.opening import open_engine
from tests.runtime.lived import Lived
from tests.runtime.played import SELLER, played
from tests.runtime.test_amazon_lived import amazon
from tests.runtime.test_bol_lived import selling as selling_at_bol
from tests.runtime.test_kaufland_lived import selling as selling_at_kaufland
from tests.runtime.test_walmart_lived import CONFIG, ENVIRON, PARCEL, Walmart, open_walmart

__all__ = ["amazon"]
CANCEL = {"reason": "SELLER_CANCEL_OUT_OF_STOCK"}


@pytest.fixture
def walmart(tmp_path: Path) -> Iterator[Walmart]:
    with open_walmart(tmp_path) as made:
        yield made


def lost(here: Lived, route: str, action: str, order_id: str, **fields: Any) -> Submission:
    """The action in doubt: its request got lost on the way there."""
    here.fault("drop_next", route=route)
    submission = Lived.act(here, action, order_id, **fields)
    assert submission.state == "in_doubt"
    return submission


def says(walmart: Walmart, order_id: str, line: int, word: str) -> None:
    """Somebody else brings a line to that word."""
    order = walmart.world.order(order_id)
    assert order is not None
    with walmart.world.lock, walmart.world.changing(order):
        for status in order.tree["orderLines"]["orderLine"][line]["orderLineStatuses"]["orderLineStatus"]:
            status["status"] = word


def states(here: Lived, submission: Submission) -> set[str]:
    """Those it comes to within three hours of reading and looking."""
    found = set()
    for _ in range(6):
        here.read()
        found.add(here.later(submission, minutes=30).state)
    return found


@pytest.mark.parametrize("word", ["Cancelled", "Shipped"])
@pytest.mark.parametrize("line", [{"line": "1"}, {}])
def test_a_shipment_is_not_shown_by_another_line(walmart: Walmart, word: str, line: dict[str, str]) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=2)
    walmart.read()
    submission = lost(walmart, "ship", "ship", order_id, **PARCEL, **line)
    says(walmart, order_id, 1, word)
    assert states(walmart, submission) == {"in_doubt"}
    assert walmart.effects() == []


def test_a_shipment_of_the_last_line_is_superseded_when_its_buyer_cancels_that_line(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=2)
    walmart.read()
    assert walmart.act("ship", order_id, **PARCEL, line="1").state == "confirmed"
    submission = lost(walmart, "ship", "ship", order_id, **PARCEL, line="2")
    says(walmart, order_id, 1, "Cancelled")
    assert states(walmart, submission) == {"superseded"}
    assert walmart.order(order_id).status == "shipped"


def test_a_cancellation_is_not_shown_by_a_shipment_at_walmart(walmart: Walmart) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    submission = lost(walmart, "cancel", "cancel", order_id, **CANCEL)
    walmart.world.report(order_id, "Shipped")
    assert states(walmart, submission) == {"superseded"}
    assert walmart.effects() == []


def test_a_cancellation_is_not_shown_by_a_shipment_at_bol(tmp_path: Path) -> None:
    with selling_at_bol(tmp_path, "nl") as bol:
        order_id = bol.arrive_with(quantity=1, lines=1)
        bol.read()
        submission = lost(bol, "cancel", "cancel", order_id, reason="OUT_OF_STOCK")
        bol.world.report(order_id, "SHIPPED")
        assert "confirmed" not in states(bol, submission)


def test_a_cancellation_is_not_shown_by_a_shipment_at_kaufland(tmp_path: Path) -> None:
    with selling_at_kaufland(tmp_path) as kaufland:
        order_id = kaufland.arrive_with(1)
        kaufland.read()
        submission = lost(kaufland, "cancel", "cancel", order_id, reason="NoInventory")
        kaufland.world.report(order_id, "sent")
        assert "confirmed" not in states(kaufland, submission)


def test_a_shipment_is_not_shown_by_units_of_another_item_that_are_called_off(amazon: Any) -> None:
    order_id = amazon.arrive_with(1, 1)
    amazon.read()
    line = amazon.order(order_id).report.lines[0].id
    parcel = {"carrier": "DPD", "tracking_number": "01500000000001"}
    submission = lost(amazon, "confirm", "ship", order_id, **parcel, line=line)
    order = amazon.world.order(order_id)
    with amazon.world.lock, amazon.world.changing(order):
        order.tree["items"][1]["QuantityOrdered"] = 0
    assert "confirmed" not in states(amazon, submission)


def test_a_refund_of_one_line_is_not_shown_by_the_money_of_another(tmp_path: Path) -> None:
    with played(tmp_path, "mirakl") as mirakl:
        (order_id,) = mirakl.arrive("SHIPPED", 1, lines=2)
        mirakl.sync()
        first, second = (line.id for line in mirakl.order(order_id).report.lines)
        fields = {"refund_reason": "15", "refund_price": "1.00", "refund_shipping_price": "0"}
        mirakl.server.marketplace.faults.arm("drop_next", {"route": "or28"})
        asked = mirakl.engine.act("refund", mirakl.key(order_id), {**fields, "line": first}, SELLER).submission
        assert asked is not None
        mirakl.engine.send()
        order = mirakl.world.order(order_id)
        assert order is not None
        with mirakl.world.lock, mirakl.world.changing(order):
            line = next(each for each in order.tree["order_lines"] if each["order_line_id"] == second)
            line["refunds"] = [{"id": "9", "amount": 2, "shipping_amount": 0, "quantity": 1, "state": "REFUNDED"}]
        for _ in range(5):
            mirakl.clock.advance(timedelta(hours=2))
            mirakl.sync()
            mirakl.engine.send()
        found = mirakl.store.submission(asked.id)
        assert found is not None and found.state == "in_doubt"
        assert mirakl.order(order_id).report.refunded == 2


@pytest.mark.parametrize(
    ("native", "action", "fields", "route", "ends"),
    [
        ("SHIPPED", "refund", {"refund_reason": "Broken", "refund_shipping_fees": "true"}, "refund", "REFUNDED"),
        ("PREPARATION", "ship", {"carrier": "DPD", "tracking_number": "0150"}, "ship", "REFUNDED"),
    ],
)
def test_what_was_done_before_an_outage_is_not_called_superseded_when_its_order_went_further(
    tmp_path: Path, native: str, action: str, fields: dict[str, str], route: str, ends: str
) -> None:
    with played(tmp_path, "manomano") as shop:
        (order_id,) = shop.arrive(native, 1)
        shop.sync()
        shop.server.marketplace.faults.arm("drop_next", {"route": route, "after_effect": True})
        asked = shop.engine.act(action, shop.key(order_id), fields, SELLER).submission
        assert asked is not None
        shop.engine.send()
        shop.world.troubles.switch_on("outage", {"lasts": "12 hours"})
        shop.clock.advance(timedelta(hours=12, minutes=1))
        shop.world.report(order_id, ends)
        shop.sync()
        shop.engine.send()
        found = shop.store.submission(asked.id)
        assert found is not None and found.state in ("confirmed", "in_doubt"), found.error


def test_money_that_a_colleague_gave_back_while_a_refund_waited_calls_it_off(walmart: Walmart, tmp_path: Path) -> None:
    (order_id,) = walmart.arrive(kind="acknowledged", lines=1)
    walmart.read()
    walmart.act("ship", order_id, **PARCEL)
    refund = {"refund_price": "5.25", "refund_taxes": "0.42", "refund_reason": "DamagedItem", "line": "1"}
    walmart.fault("fail_next", status=429, retry_after=1800, route="refund")
    waiting = Lived.act(walmart, "refund", order_id, **refund)
    assert (waiting.state, walmart.effects()) == ("queued", ["ship"])
    (elsewhere := tmp_path / "elsewhere").mkdir()
    file = elsewhere / "stallkeeper.yaml"
    file.write_text(CONFIG.format(url=walmart.desk.server.base_url))
    with open_engine(file, environ=ENVIRON, clock=walmart.clock) as colleague:
        colleague.sync("us", "latest")
        colleague.act("refund", walmart.order(order_id).key, refund, "a colleague")
        colleague.send()
    walmart.read()
    assert walmart.order(order_id).status == "shipped", "nothing but the amount tells"
    assert walmart.later(waiting, minutes=40).state == "superseded"
    assert walmart.effects() == ["ship", "refund"]


@pytest.mark.parametrize("action", ["ship", "cancel"])
def test_one_unit_of_two_that_was_dealt_with_and_whose_answer_got_lost_is_confirmed(
    tmp_path: Path, action: str
) -> None:
    with selling_at_kaufland(tmp_path) as kaufland:
        order_id = kaufland.arrive_with(2)
        kaufland.read()
        line = kaufland.order(order_id).report.lines[0].id
        kaufland.fault("drop_next", route="send" if action == "ship" else "cancel", after_effect=True)
        fields = {"carrier": "DHL", "tracking_number": "0034"} if action == "ship" else {"reason": "NoInventory"}
        submission = kaufland.act(action, order_id, **fields, line=line)
        assert submission.state == "in_doubt"
        assert states(kaufland, submission) == {"confirmed"}
        assert kaufland.effects() == [action]


def test_a_unit_that_was_sent_by_hand_and_returned_confirms_no_cancellation(tmp_path: Path) -> None:
    with selling_at_kaufland(tmp_path) as kaufland:
        order_id = kaufland.arrive_with(1)
        kaufland.read()
        submission = lost(kaufland, "cancel", "cancel", order_id, reason="NoInventory")
        kaufland.world.report(order_id, "sent")
        kaufland.world.report(order_id, "returned")
        assert "confirmed" not in states(kaufland, submission)
        assert kaufland.effects() == []


def test_a_refusal_that_got_lost_is_not_confirmed_where_the_order_was_accepted_by_hand_and_canceled_later(
    tmp_path: Path,
) -> None:
    with played(tmp_path, "manomano") as shop:
        (order_id,) = shop.arrive("PENDING", 1)
        shop.sync()
        shop.server.marketplace.faults.arm("drop_next", {"route": "refuse"})
        asked = shop.engine.act("refuse", shop.key(order_id), {}, SELLER).submission
        assert asked is not None
        shop.engine.send()
        for word in ("PREPARATION", "CANCELED"):
            shop.world.report(order_id, word)
            shop.clock.advance(timedelta(minutes=20))
            shop.sync()
            shop.engine.send()
        found = shop.store.submission(asked.id)
        assert found is not None and found.state == "in_doubt"
        assert shop.world.effects() == ()
