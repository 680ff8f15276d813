"""Actions that a marketplace answers as done and never does: none is called confirmed, and a person is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest

from stallkeeper.runtime.engine import Engine
from tests.runtime.played import SELLER, Played, played
from tests.runtime.test_bol_lived import Bol
from tests.runtime.test_bol_lived import selling as selling_at_bol
from tests.runtime.test_kaufland_lived import PARCEL, Kaufland
from tests.runtime.test_kaufland_lived import selling as selling_at_kaufland
from tests.runtime.test_merged_orders import later, refund

SENT = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}
REFUND = {"refund_reason": "Broken", "refund_shipping_fees": "true"}
MANOMANO = [
    ("accept", "PENDING", {}),
    ("refuse", "PENDING", {}),
    ("ship", "PREPARATION", SENT),
    ("refund", "SHIPPED", REFUND),
]
KAUFLAND = [("ship", "send", PARCEL), ("cancel", "cancel", {"reason": "NoInventory"})]


@pytest.fixture
def manomano(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


@pytest.fixture
def kaufland(tmp_path: Path) -> Iterator[Kaufland]:
    with selling_at_kaufland(tmp_path) as opened:
        yield opened


@pytest.fixture
def bol(tmp_path: Path) -> Iterator[Bol]:
    with selling_at_bol(tmp_path, "nl") as opened:
        yield opened


def told(engine: Engine) -> list[str]:
    return [incident.kind for incident in engine.store.incidents()]


@pytest.mark.parametrize(("action", "native", "fields"), MANOMANO)
def test_what_manomano_answers_as_done_and_never_does_is_in_doubt_and_a_person_is_told(
    manomano: Played, action: str, native: str, fields: dict[str, str]
) -> None:
    (order_id,) = manomano.arrive(native)
    manomano.sync()
    manomano.server.marketplace.faults.arm("swallow_next", {"route": action})
    submission = manomano.engine.act(action, manomano.key(order_id), fields, SELLER).submission
    assert submission is not None
    states = []
    for _ in range(14):
        manomano.engine.send()
        kept = manomano.store.submission(submission.id)
        states += [kept.state if kept else None]
        manomano.clock.advance(timedelta(hours=2))
        manomano.sync()
    assert [state for state, _ in groupby(states)] == ["acknowledged", "in_doubt"]
    assert told(manomano.engine) == ["not_confirmed"]
    assert manomano.world.effects() == () and len(manomano.world.swallowed) == 1
    assert len([seen for seen in manomano.server.requests if seen.route == action]) == 1, "it is not sent again"


@pytest.mark.parametrize(("action", "route", "fields"), KAUFLAND)
def test_what_kaufland_answers_as_done_and_never_does_is_in_doubt_and_a_person_is_told(
    kaufland: Kaufland, action: str, route: str, fields: dict[str, str]
) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    kaufland.fault("swallow_next", route=route, times=2)
    submission = kaufland.act(action, order_id, **fields)
    states = [submission.state]
    for _ in range(8):
        states += [kaufland.later(submission, hours=2).state]
        kaufland.read()
    assert [state for state, _ in groupby(states)] == ["acknowledged", "in_doubt"]
    assert told(kaufland.engine) == ["not_confirmed"]
    assert kaufland.effects() == [] and len(kaufland.world.swallowed) == 2
    assert len([seen for seen in kaufland.desk.server.requests if seen.route == route]) == 2, "once for each unit"


def test_a_unit_that_kaufland_swallowed_of_two_is_in_doubt_and_the_other_one_is_sent_once(kaufland: Kaufland) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    kaufland.fault("swallow_next", route="send")
    submission = kaufland.act("ship", order_id, **PARCEL)
    for _ in range(8):
        state = kaufland.later(submission, hours=2).state
        kaufland.read()
    assert (state, told(kaufland.engine)) == ("in_doubt", ["not_confirmed"])
    assert sorted(kaufland.words(order_id)) == ["need_to_be_sent", "sent"]
    assert kaufland.effects() == ["ship"]


def test_a_named_unit_that_kaufland_swallowed_is_in_doubt_although_somebody_sent_the_other_one(
    kaufland: Kaufland,
) -> None:
    order_id = kaufland.arrive_with(2)
    kaufland.read()
    kaufland.fault("swallow_next", route="send")
    submission = kaufland.act("ship", order_id, **PARCEL, line=kaufland.order(order_id).report.lines[0].id)
    with kaufland.world.changing(kaufland.world.held()[-1]):
        kaufland.units(order_id)[1]["status"] = "sent"
    kaufland.read()
    assert kaufland.words(order_id) == ["need_to_be_sent", "sent"]
    assert kaufland.now(submission.id).state == "acknowledged"
    assert kaufland.later(submission, hours=2).state == "in_doubt"


def test_a_refund_that_no_order_ever_shows_is_as_good_as_the_yes_of_the_marketplace(kaufland: Kaufland) -> None:
    """`confirmed_by: answer` says so; a yes that is a lie is seen by nobody but the buyer."""
    order_id = kaufland.arrive_with(1)
    kaufland.world.report(order_id, "sent")
    kaufland.read()
    kaufland.fault("swallow_next", route="refund")
    back = {
        "refund_price": "1.00",
        "refund_reason": "delivery_delay",
        "line": kaufland.order(order_id).report.lines[0].id,
    }
    refunded = kaufland.act("refund", order_id, **back)
    assert (refunded.state, kaufland.effects()) == ("confirmed", [])


def test_what_bol_says_is_done_and_its_order_does_not_show_is_in_doubt(bol: Bol) -> None:
    order_id = bol.arrive_with(quantity=2)
    bol.read()
    bol.fault("swallow_next", route="ship")
    submission = bol.act("ship", order_id, carrier="TNT")
    for _ in range(14):
        state = bol.later(submission, hours=2).state
        bol.read()
    assert (state, told(bol.engine)) == ("in_doubt", ["not_confirmed"])
    assert bol.effects() == [] and len(bol.world.swallowed) == 1


def test_a_second_refund_that_is_swallowed_is_not_confirmed_by_a_parcel_that_arrives(tmp_path: Path) -> None:
    with played(tmp_path, "mirakl") as mirakl:
        (order_id,) = mirakl.arrive("SHIPPED", 1, lines=2)
        mirakl.sync()
        assert later(mirakl, refund(mirakl, order_id, "1.00")).state == "confirmed"
        mirakl.server.marketplace.faults.arm("swallow_next", {"route": "or28"})
        second = refund(mirakl, order_id, "2.00")
        words = set()
        for _ in range(3):
            settled = later(mirakl, second, days=2)
            words |= {line.native_status for line in mirakl.order(order_id).report.lines}
            assert settled.state in ("acknowledged", "in_doubt")
        assert words == {"SHIPPED", "RECEIVED"} and len(mirakl.world.effects()) == 1
