"""R24: right before it is shipped, canceled or refunded, an order is read again, and a lost race sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.client import ActionRequest
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.orders import Receipt, Submission
from tests.runtime.played import SELLER, Played, played

pytestmark = pytest.mark.requirement("R24")

During = Callable[[Callable[[], None]], None]

PARCEL = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}
REFUND = {"refund_reason": "Broken", "refund_shipping_fees": "true"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def old_order(here: Played, native: str = "PREPARATION") -> str:
    """An order that was read an hour ago."""
    (order_id,) = here.arrive(native)
    here.sync()
    here.clock.advance(timedelta(hours=1))
    return order_id


def asked(here: Played, action: str, order_id: str, fields: dict[str, str]) -> Submission:
    result = here.engine.act(action, here.key(order_id), fields, SELLER)
    assert result.submission is not None, result.decision
    return result.submission


def held(here: Played, submission: Submission) -> Submission:
    found = here.store.submission(submission.id)
    assert found is not None
    return found


def requests(here: Played, route: str) -> int:
    return len([seen for seen in here.server.requests if seen.route == route])


def silently(here: Played, order_id: str, native: str) -> None:
    """The order moves, and no modified date says so: no sweep of what changed would list it."""
    here.world.troubles.switch_on("silent_change")
    here.world.report(order_id, native)


def reasons(here: Played, order_id: str, state: str) -> list[str]:
    told = (event.details for event in here.store.history(here.key(order_id)) if event.kind == "submission")
    return [details.get("reason", "") for details in told if details["state"] == state]


def test_an_order_that_was_canceled_before_is_not_shipped_and_both_facts_are_told(here: Played) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    silently(here, order_id, "CANCELED")
    here.engine.send()
    assert held(here, submission).state == "superseded"
    assert requests(here, "ship") == 0
    race = held(here, submission).extras["lost_race"]
    assert (race["asked_at"], race["now"], race["left"]) == ("waiting_shipment", "canceled", False)
    assert race["next"] == ["stop_parcel", "refund", "contact"]
    (reason,) = reasons(here, order_id, "superseded")
    assert "the order is at canceled (CANCELED) now; nothing was sent; next: stop the parcel" in reason


def test_a_lost_race_stands_among_the_errors_until_somebody_has_dealt_with_it(here: Played) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    silently(here, order_id, "CANCELED")
    here.engine.send()
    (failure,) = here.engine.errors.list()
    assert (failure.kind, failure.id) == ("state_conflict", submission.id)
    assert "stop the parcel" in failure.message
    here.engine.errors.handle(submission.id, "the parcel was stopped", SELLER)
    assert here.engine.errors.list() == ()
    assert held(here, submission).state == "superseded"


def test_what_happened_meanwhile_and_does_no_harm_is_taken_in_and_the_parcel_goes(here: Played) -> None:
    order_id = old_order(here)
    order = here.world.order(order_id)
    assert order is not None
    submission = asked(here, "ship", order_id, PARCEL)
    order.tree["addresses"]["shipping"]["city"] = "Sampleville"
    here.engine.send()
    assert held(here, submission).state == "confirmed"
    delivery = here.order(order_id).report.delivery
    assert delivery is not None
    assert delivery.city == "Sampleville"
    assert [effect.action for effect in here.world.effects(order_id)] == ["ship"]


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> During:
    """Let something happen after the last look and before the request leaves."""
    really = MarketplaceClient.send

    def arrange(happens: Callable[[], None]) -> None:
        def send(client: MarketplaceClient, request: ActionRequest) -> Receipt:
            happens()
            return really(client, request)

        monkeypatch.setattr(MarketplaceClient, "send", send)

    return arrange


def test_a_cancellation_between_the_look_and_the_request_is_what_the_marketplace_says(
    here: Played, during: During
) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    during(lambda: silently(here, order_id, "CANCELED"))
    here.engine.send()
    after = held(here, submission)
    assert (after.state, here.order(order_id).status) == ("superseded", "canceled")
    assert after.extras["lost_race"]["left"] is True
    assert here.world.effects(order_id) == ()


def test_what_was_refunded_meanwhile_is_not_refunded_a_second_time(here: Played) -> None:
    order_id = old_order(here, "SHIPPED")
    submission = asked(here, "refund", order_id, REFUND)
    silently(here, order_id, "REFUNDED")
    here.engine.send()
    assert held(here, submission).state == "superseded"
    assert requests(here, "refund") == 0
    assert held(here, submission).extras["lost_race"]["next"] == ["check_refund", "contact"]


def test_orders_that_were_just_read_are_shipped_without_a_look_at_each(here: Played, during: During) -> None:
    ids = here.arrive("PREPARATION", 60, lines=1)
    here.sync()
    here.clock.advance(timedelta(minutes=9))
    looks: list[int] = []
    during(lambda: looks.append(requests(here, "one_order")))
    for order_id in ids:
        asked(here, "ship", order_id, PARCEL)
    here.engine.send()
    assert len(here.world.effects()) == 60
    assert looks == list(range(60))  # each is read once, after it was sent


def test_an_acceptance_does_no_harm_and_costs_no_look(here: Played, during: During) -> None:
    order_id = old_order(here, "PENDING")
    looks: list[int] = []
    during(lambda: looks.append(requests(here, "one_order")))
    asked(here, "accept", order_id, {})
    here.engine.send()
    assert looks == [0]


def test_while_the_marketplace_shows_no_order_nothing_is_shipped_and_nothing_is_lost(here: Played) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    here.server.marketplace.faults.arm("fail_next", {"route": "one_order", "status": 503, "times": 5})
    here.engine.send()
    assert (held(here, submission).state, requests(here, "ship")) == ("queued", 0)
    for _ in range(3):
        here.clock.advance(timedelta(minutes=20))
        here.engine.send()
    assert held(here, submission).state == "confirmed"
    assert len(here.world.effects(order_id)) == 1


def test_where_orders_cannot_be_looked_up_at_all_it_goes_without_and_the_history_says_so(here: Played) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    here.server.marketplace.faults.arm("fail_next", {"route": "one_order", "status": 422})
    here.engine.send()
    assert held(here, submission).state == "confirmed"
    (reason,) = reasons(here, order_id, "sending")
    assert reason.startswith("the order could not be read again before")


def test_an_order_that_the_marketplace_does_not_know_any_more_is_not_shipped(here: Played) -> None:
    order_id = old_order(here)
    submission = asked(here, "ship", order_id, PARCEL)
    here.world.vanish(order_id)
    here.engine.send()
    after = held(here, submission)
    assert (after.state, after.error_kind, requests(here, "ship")) == ("rejected", "not_found", 0)
