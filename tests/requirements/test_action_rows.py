"""R17, R20, R23, R24, R25 and R37: no action is lost, none is done twice, whatever becomes of its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import Submission
from stallkeeper.played.exchange import Reply, Request
from tests.runtime.played import SELLER, Played, played

PARCEL = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}
REFUND = {"refund_reason": "Broken", "refund_shipping_fees": "true"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def act(here: Played, action: str, order_id: str, fields: dict[str, str] | None = None) -> Submission:
    result = here.engine.act(action, here.key(order_id), fields or {}, SELLER)
    assert result.submission is not None, result.decision
    return result.submission


def state(here: Played, submission: Submission) -> str:
    found = here.store.submission(submission.id)
    assert found is not None
    return found.state


def work(here: Played, *hours: float) -> None:
    for each in hours:
        here.clock.advance(timedelta(hours=each))
        here.engine.send()


@pytest.mark.requirement("R17")
def test_five_hundred_orders_with_an_unknown_word_are_there_and_one_alert_tells_of_them(here: Played) -> None:
    ids = here.arrive("PREPARATION", 500, lines=1)
    here.sync()
    for order_id in ids:
        here.world.report(order_id, "ON_HOLD_BY_FRAUD")
    here.clock.advance(timedelta(minutes=10))
    here.sync()
    alerts = [incident for incident in here.store.incidents() if incident.kind == "unknown_status"]
    assert [alert.subject for alert in alerts] == ["ON_HOLD_BY_FRAUD"]
    order = here.order(ids[0])
    assert order.native_status == "ON_HOLD_BY_FRAUD"
    assert here.engine.offered(order.key) == ()
    moves = [event.to_status for event in here.store.history(order.key) if event.kind == "moved"]
    assert moves[0] == "waiting_shipment"
    for order_id in ids:
        here.world.report(order_id, "SHIPPED")
    here.clock.advance(timedelta(minutes=10))
    here.sync()
    assert [incident.kind for incident in here.store.incidents()] == [], "no order bears the word any more"


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(
    ("word", "said"), [("PREPARATIONS", "looks like PREPARATION (waiting_shipment)"), ("Q" * 90, "")]
)
def test_an_unknown_word_is_told_with_the_one_that_it_may_be_another_form_of(
    here: Played, word: str, said: str
) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    here.world.report(order_id, word)
    here.clock.advance(timedelta(minutes=10))
    here.sync()
    (incident,) = here.store.incidents()
    assert incident.message.endswith(said or "under the status it belongs to")
    assert len(incident.message) <= 300
    assert here.order(order_id).status is None, "nothing is taken for what it looks like"


@pytest.mark.requirement("R22")
def test_what_only_looks_like_a_carrier_never_reaches_the_marketplace(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    asked = here.engine.act("ship", here.key(order_id), {**PARCEL, "carrier": "DHL Paket"}, SELLER)
    assert asked.submission is None
    (reason,) = getattr(asked.decision, "reasons", ())
    assert "did you mean" in reason.message and "DHL" in reason.message
    here.engine.send()
    assert here.world.effects() == ()
    assert [seen for seen in here.server.requests if seen.route == "ship"] == []


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("fault", ["fail_next", "drop_next"])
def test_a_refund_whose_answer_got_lost_after_it_was_made_is_made_once(here: Played, fault: str) -> None:
    (order_id,) = here.arrive("SHIPPED")
    here.sync()
    here.server.marketplace.faults.arm(fault, {"route": "refund", "after_effect": True})
    submission = act(here, "refund", order_id, REFUND)
    work(here, 0, 1, 2, 24, 24)
    assert state(here, submission) == "confirmed"
    assert [effect.action for effect in here.world.effects(order_id)] == ["refund"]


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    ("action", "fields", "native"), [("refund", REFUND, "SHIPPED"), ("ship", PARCEL, "PREPARATION")]
)
def test_one_that_is_refused_at_its_second_attempt_may_have_been_done_by_its_first(
    here: Played, action: str, fields: dict[str, str], native: str
) -> None:
    (order_id,) = here.arrive(native)
    here.sync()
    here.world.troubles.switch_on("late_update", {"by": "3 hours"})
    here.server.marketplace.faults.arm("drop_next", {"route": action, "after_effect": True})
    submission = act(here, action, order_id, fields)
    work(here, 0, 0.6, 0.5)
    assert state(here, submission) == "in_doubt", "the order shows nothing yet, and the second attempt was refused"
    assert [each.kind for each in here.store.incidents()] == ["in_doubt"]
    work(here, 0.5, 0.5)
    asked = [seen for seen in here.server.requests if seen.route == action]
    assert len(asked) == 2, "once it was refused it never leaves again"
    work(here, 1, 1)
    assert state(here, submission) == "confirmed" and here.store.incidents() == ()
    assert [effect.action for effect in here.world.effects(order_id)] == [action]


@pytest.mark.requirement("R23")
def test_a_yes_without_effect_is_in_doubt_in_time_and_confirmed_once_the_effect_shows(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    here.world.troubles.switch_on("late_update", {"by": "5 hours"})
    submission = act(here, "ship", order_id, PARCEL)
    work(here, 0, 0.5)
    assert state(here, submission) == "acknowledged"
    work(here, 0.6)
    assert state(here, submission) == "in_doubt"
    (health,) = here.engine.health()
    assert health.in_doubt == 1
    work(here, 4, 1)
    assert state(here, submission) == "confirmed"
    assert len(here.world.effects(order_id)) == 1


def refusing(
    here: Played, monkeypatch: pytest.MonkeyPatch, bad: Collection[str], reply: Callable[[str], Reply]
) -> None:
    """The marketplace makes no refund of these orders, and answers so each time."""
    answer = here.server.marketplace.answer

    def answering(request: Request) -> Reply:
        found = [order_id for order_id in bad if order_id.encode() in request.body]
        return reply(found[0]) if found and request.path.endswith("/refunds") else answer(request)

    monkeypatch.setattr(here.server.marketplace, "answer", answering)


def refused(order_id: str) -> Reply:
    """As the played marketplace words it: a 2xx whose one item failed."""
    error = {"app_code": "INVALID_VALUE", "message": f"order {order_id} was paid by a voucher"}
    item = {"order_reference": order_id, "seller_contract_id": 12345, "result": {"http_code": 400, "error": error}}
    return Reply(207, json.dumps({"content": [item]}).encode(), "application/json")


@pytest.mark.requirement("R25")
@pytest.mark.parametrize(
    ("reply", "kind", "state_of_bad"),
    [
        (refused, "validation", "rejected"),
        (lambda _: Reply(500, b"{}", "application/json"), "transient", "in_doubt"),
    ],
    ids=["refused", "broken"],
)
def test_nine_refunds_that_fail_stand_in_the_way_of_none_of_a_hundred(
    here: Played, monkeypatch: pytest.MonkeyPatch, reply: Callable[[str], Reply], kind: str, state_of_bad: str
) -> None:
    ids = here.arrive("SHIPPED", 109, lines=1)
    here.sync()
    bad = ids[::12][:9]
    refusing(here, monkeypatch, bad, reply)
    asked = {order_id: act(here, "refund", order_id, REFUND) for order_id in ids}
    work(here, 0, 1, 1)
    good = set(ids) - set(bad)
    assert sorted(effect.order_id for effect in here.world.effects()) == sorted(good)
    assert {state(here, asked[order_id]) for order_id in good} == {"confirmed"}
    assert {state(here, asked[order_id]) for order_id in bad} == {state_of_bad}
    failures = here.engine.errors.list()
    assert sorted(each.order_id or "" for each in failures) == sorted(bad)
    assert {each.kind for each in failures} == {kind}
    assert len({each.cause for each in failures}) == 1, "nine of one cause are one group"


@pytest.mark.requirement("R25")
def test_nine_orders_that_are_gone_stand_in_the_way_of_none_of_a_hundred(here: Played) -> None:
    ids = here.arrive("PENDING", 109, lines=1)
    here.sync()
    bad = ids[::12][:9]
    for order_id in ids:
        act(here, "accept", order_id)
    for order_id in bad:
        here.world.vanish(order_id)
    work(here, 0, 1, 1)
    good = set(ids) - set(bad)
    assert {effect.order_id for effect in here.world.effects()} == good
    assert len(here.world.effects()) == 100
    failures = [each for each in here.engine.errors.list() if each.subject != "vanished"]
    assert len(failures) == 9


@pytest.mark.requirement("R37")
def test_an_acceptance_whose_answer_is_lost_is_asked_for_no_second_time(here: Played) -> None:
    (order_id,) = here.arrive("PENDING")
    here.sync()
    here.server.marketplace.faults.arm("fail_next", {"route": "accept", "after_effect": True})
    lost = act(here, "accept", order_id)
    here.engine.send()
    here.sync()
    work(here, 1, 1)
    assert state(here, lost) == "confirmed"
    assert [effect.action for effect in here.world.effects()] == ["accept"]
    assert len(list(here.store.orders())) == 1


@pytest.mark.requirement("R37")
def test_an_acceptance_that_never_arrived_is_sent_again(here: Played) -> None:
    (order_id,) = here.arrive("PENDING")
    here.sync()
    here.server.marketplace.faults.arm("fail_next", {"route": "accept"})
    submission = act(here, "accept", order_id)
    here.engine.send()
    here.sync()
    work(here, 1, 1)
    assert state(here, submission) == "confirmed"
    assert [effect.action for effect in here.world.effects()] == ["accept"]


def cancel(here: Played, order_id: str) -> None:
    here.world.report(order_id, "CANCELED")


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("answer_lost", [False, True])
def test_a_cancellation_before_the_parcel_is_sent_ends_it_as_superseded(here: Played, answer_lost: bool) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    if answer_lost:
        here.server.marketplace.faults.arm("drop_next", {"route": "ship"})
    submission = act(here, "ship", order_id, PARCEL)
    cancel(here, order_id)
    work(here, 0, 1, 1)
    assert state(here, submission) == "superseded"
    assert here.order(order_id).status == "canceled"
    reason = here.store.history(here.key(order_id))[-1].details["reason"]
    assert "canceled" in reason
    assert here.world.effects(order_id) == ()


@pytest.mark.requirement("R24")
def test_a_cancellation_while_the_parcel_is_in_doubt_ends_it_as_superseded(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    here.server.marketplace.faults.arm("drop_next", {"route": "ship"})
    submission = act(here, "ship", order_id, PARCEL)
    here.engine.send()
    cancel(here, order_id)
    work(here, 1, 1)
    assert (state(here, submission), here.order(order_id).status) == ("superseded", "canceled")


@pytest.mark.requirement("R24")
def test_a_cancellation_after_the_parcel_was_sent_is_what_the_order_shows(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    here.sync()
    submission = act(here, "ship", order_id, PARCEL)
    here.engine.send()
    assert state(here, submission) == "confirmed"
    cancel(here, order_id)
    here.clock.advance(timedelta(minutes=15))
    here.sync()
    assert here.order(order_id).status == "canceled"
