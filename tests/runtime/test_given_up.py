"""What is not sent any more is rejected; but never where an attempt before may have worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.orders import Submission
from tests.runtime.played import SELLER, Played, played
from tests.runtime.test_kaufland_lived import PARCEL, selling

REFUND = {"refund_reason": "Broken", "refund_shipping_fees": "true"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with played(tmp_path, "manomano") as opened:
        yield opened


def doubtful(here: Played) -> tuple[str, Submission]:
    """A refund that was made, while its answer was lost and the order goes on looking as it was for a day."""
    (order_id,) = here.arrive("SHIPPED")
    here.sync()
    here.world.troubles.switch_on("late_update", {"by": "1 day"})
    here.server.marketplace.faults.arm("drop_next", {"route": "refund", "after_effect": True})
    submission = here.engine.act("refund", here.key(order_id), REFUND, SELLER).submission
    assert submission is not None
    here.engine.send()
    return order_id, submission


def work(here: Played, times: int) -> None:
    for _ in range(times):
        here.clock.advance(timedelta(minutes=10))
        here.engine.send()


def told(here: Played, submission: Submission) -> tuple[str, list[str]]:
    found = here.store.submission(submission.id)
    assert found is not None
    return found.state, [each.kind for each in here.store.incidents() if each.kind == "in_doubt"]


def test_one_that_may_have_worked_and_whose_tries_are_used_up_is_left_to_a_person(here: Played) -> None:
    order_id, submission = doubtful(here)
    here.server.marketplace.faults.arm("fail_next", {"status": 429, "route": "refund", "times": 50})
    work(here, 11)
    assert told(here, submission) == ("in_doubt", ["in_doubt"])
    tries = len([seen for seen in here.server.requests if seen.route == "refund"])
    here.server.marketplace.faults.clear()
    work(here, 4)
    assert len([seen for seen in here.server.requests if seen.route == "refund"]) == tries, "it never leaves once more"
    here.world.troubles.switch_off("late_update")
    work(here, 12)
    assert told(here, submission) == ("confirmed", [])
    assert [effect.action for effect in here.world.effects(order_id)] == ["refund"]


def test_one_whose_tries_are_used_up_and_none_of_them_did_anything_is_rejected(here: Played) -> None:
    (order_id,) = here.arrive("SHIPPED")
    here.sync()
    here.server.marketplace.faults.arm("fail_next", {"status": 429, "route": "refund", "times": 50})
    submission = here.engine.act("refund", here.key(order_id), REFUND, SELLER).submission
    assert submission is not None
    work(here, 20)
    assert told(here, submission) == ("rejected", [])


def test_one_that_may_have_worked_and_whose_order_is_gone_is_left_to_a_person(here: Played) -> None:
    order_id, submission = doubtful(here)
    here.server.marketplace.faults.arm("fail_next", {"status": 429, "route": "refund", "retry_after": 1500})
    work(here, 4)
    found = here.store.submission(submission.id)
    assert found is not None and found.state == "queued"
    here.world.vanish(order_id)
    work(here, 4)
    assert told(here, submission) == ("in_doubt", ["in_doubt"])


def test_one_of_which_a_line_was_taken_is_not_told_as_rejected_when_the_tries_for_the_next_are_used_up(
    tmp_path: Path,
) -> None:
    with selling(tmp_path) as shop:
        order_id = shop.arrive_with(2)
        shop.read()
        shop.fault("fail_next", status=429, route="send", skip=1, times=50)
        submission = shop.act("ship", order_id, **PARCEL)
        for _ in range(12):
            submission = shop.later(submission, minutes=16)
        assert shop.words(order_id).count("sent") == 1
        assert submission.state == "in_doubt" and submission.attempts > 1


def test_one_that_is_given_up_goes_on_with_no_other_line_when_the_order_shows_the_one_that_was_out(
    tmp_path: Path,
) -> None:
    with selling(tmp_path) as shop:
        order_id = shop.arrive_with(3)
        shop.read()
        shop.fault("fail_next", status=429, route="send", skip=1, times=7)
        submission = shop.act("ship", order_id, **PARCEL)
        for _ in range(6):
            submission = shop.later(submission, minutes=16)
        shop.fault("fail_next", status=429, route="send")
        submission = shop.later(submission, minutes=16)
        assert submission.state == "in_doubt"
        next(unit for unit in shop.units(order_id) if unit["status"] == "need_to_be_sent")["status"] = "sent"
        for _ in range(6):
            submission = shop.later(submission, hours=1)
        assert submission.state == "in_doubt" and shop.words(order_id).count("need_to_be_sent") == 1


@pytest.mark.parametrize("location", ["error:timeout", "about:blank", "/elsewhere", "a" * 60_000])
def test_a_redirect_after_it_was_made_is_a_doubt_whatever_it_leads_to(here: Played, location: str) -> None:
    (order_id,) = here.arrive("SHIPPED")
    here.sync()
    here.world.troubles.switch_on("late_update", {"by": "1 day"})
    fault = {"route": "refund", "status": 302, "headers": {"Location": location}, "after_effect": True}
    here.server.marketplace.faults.arm("fail_next", fault)
    submission = here.engine.act("refund", here.key(order_id), REFUND, SELLER).submission
    assert submission is not None
    here.engine.send()
    assert told(here, submission)[0] == "in_doubt"
    assert not here.engine.act("refund", here.key(order_id), REFUND, SELLER).taken


def test_a_refund_in_doubt_whose_order_only_moves_on_stays_in_doubt_and_no_other_one_is_taken(tmp_path: Path) -> None:
    with played(tmp_path, "mirakl") as shop:
        (order_id,) = shop.arrive("SHIPPED")
        shop.sync()
        line = shop.order(order_id).report.lines[0].id
        fields = {"refund_reason": "16", "refund_price": "1", "refund_shipping_price": "0", "line": line}
        shop.server.marketplace.faults.arm("drop_next", {"route": "or28"})
        submission = shop.engine.act("refund", shop.key(order_id), fields, SELLER).submission
        assert submission is not None
        shop.engine.send()
        shop.world.report(order_id, "RECEIVED")
        work(shop, 4)
        assert shop.order(order_id).native_status == "RECEIVED"
        assert told(shop, submission) == ("in_doubt", ["in_doubt"])
        assert not shop.engine.act("refund", shop.key(order_id), fields, SELLER).taken
