"""Every state of a submission's life, and what may come between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from stallkeeper.accounts import Account
from stallkeeper.bindings.call_log import CallResult
from stallkeeper.bindings.client import ActionRequest, ChannelClient
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.step_runner import RESEND_WITHIN
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError, UsageError
from stallkeeper.machine.decision import Incomplete, NotOffered
from stallkeeper.orders import OrderLine, Receipt, Submission
from stallkeeper.runtime import acting
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.retry import LEASE
from tests.runtime.arranged import SELLER, START, World, corner_shop, rules, world
from tests.runtime.shop import Shop, ShopClient

TIMEOUT = ChannelError("no answer within 30 seconds", "transient", doubtful=True)
BUSY = ChannelError("the marketplace answers 503", "transient")


@pytest.fixture
def here(tmp_path: Path) -> World:
    return with_order(world(tmp_path))


def with_order(here: World, native: str = "PAID") -> World:
    here.shop.put("A1", native)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    return here


def careful(tmp_path: Path, native: str = "PAID") -> World:
    """A world whose binding says that a doubtful action is left to a person."""
    return with_order(world(tmp_path, corner_shop(rules(then="ask"))), native)


def sent(here: World, submission: Submission) -> Submission:
    here.engine.send()
    return here.submission(submission)


def test_an_action_is_queued_together_with_its_history(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    assert (submission.state, submission.before, submission.expected) == ("queued", "PAID", ("shipped",))
    assert here.history("A1")[-1] == "ship queued"
    assert here.store.history(here.key("A1"))[-1].who == SELLER
    assert here.shop.effects == []


def test_an_action_that_is_not_offered_or_incomplete_is_a_value_and_leaves_no_trace(here: World) -> None:
    before = here.history("A1")
    no = here.engine.act("refund", here.key("A1"), {}, SELLER)
    assert isinstance(no.decision, NotOffered) and no.decision.reasons[0].code == "wrong_status"
    not_yet = here.engine.act("ship", here.key("A1"), {}, SELLER)
    assert isinstance(not_yet.decision, Incomplete) and not_yet.decision.missing == ("carrier",)
    assert (no.submission, not_yet.submission, here.history("A1")) == (None, None, before)


def test_a_dry_run_only_decides(here: World) -> None:
    result = here.engine.act("ship", here.key("A1"), {"carrier": "DHL"}, SELLER, dry_run=True)
    assert (result.taken, result.submission) == (True, None)
    assert here.store.submissions() == ()


def test_an_unknown_order_says_so(here: World) -> None:
    with pytest.raises(UsageError, match="no order Z9"):
        here.engine.act("ship", here.key("Z9"), {}, SELLER)


def test_one_submission_at_a_time_holds_an_order(here: World) -> None:
    here.act("ship", "A1", carrier="DHL")
    second = here.engine.act("ship", here.key("A1"), {"carrier": "UPS"}, SELLER)
    assert isinstance(second.decision, NotOffered) and second.decision.reasons[0].code == "pending"
    assert here.engine.offered(here.key("A1")) == ()
    assert [reason.code for reason in here.engine.explain(here.key("A1"), "ship").reasons] == ["pending"]


def test_a_shipment_is_sent_acknowledged_and_confirmed_by_reading_back(here: World) -> None:
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert (submission.state, submission.receipt, submission.attempts) == ("confirmed", "receipt-1", 1)
    assert here.order("A1").status == "shipped"
    assert here.shop.effects == [("ship", "A1")]
    assert here.history("A1")[-5:] == [
        "ship queued",
        "ship sending",
        "ship acknowledged",
        "waiting_shipment→shipped",
        "ship confirmed",
    ]


def test_sending_is_on_disk_before_the_request_leaves(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    states: list[str] = []
    here.shop.fail("before send", lambda: states.append(here.submission(submission).state))
    here.shop.fail("send", lambda: states.append(here.submission(submission).state))
    here.engine.send()
    assert states == ["queued", "sending"]


def test_an_acknowledged_action_waits_until_a_later_sweep_shows_its_effect(here: World) -> None:
    here.shop.silent_about.add("ship")
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert submission.state == "acknowledged"
    here.pass_time(timedelta(minutes=2))
    here.shop.put("A1", "SENT")
    here.pass_time(timedelta(minutes=2))
    here.engine.sync("my-shop", "latest")
    assert here.submission(submission).state == "confirmed"


def test_an_acknowledged_action_without_effect_in_time_is_in_doubt_and_never_sent_again(here: World) -> None:
    here.shop.silent_about.add("ship")
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.pass_time(timedelta(minutes=61))
    assert sent(here, submission).state == "in_doubt"
    assert [incident.kind for incident in here.incidents()] == ["not_confirmed"]
    for _ in range(3):
        here.pass_time(timedelta(hours=2))
        here.engine.send()
    assert here.shop.effects == [("ship", "A1")]
    here.shop.put("A1", "SENT")
    here.pass_time(timedelta(hours=2))
    assert sent(here, submission).state == "confirmed"
    assert here.incidents() == []


def test_a_refusal_is_kept_in_the_marketplaces_words(here: World) -> None:
    here.shop.fail("send", ChannelError("carrier: this value is too long", "validation", code="E42"))
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert (submission.state, submission.error_kind) == ("rejected", "validation")
    assert submission.error == "carrier: this value is too long"
    assert here.engine.offered(here.key("A1")) == ("ship",)


def test_a_transient_failure_waits_longer_each_time_and_keeps_its_identifier(here: World) -> None:
    here.shop.fail("send", BUSY, BUSY)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    first = submission.next_attempt_at - here.clock.now()
    assert (submission.state, submission.attempts) == ("queued", 1)
    assert sent(here, submission).attempts == 1  # not due yet
    here.pass_time(first)
    submission = sent(here, submission)
    assert submission.next_attempt_at - here.clock.now() == 2 * first
    here.pass_time(2 * first)
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_retry_after_is_obeyed_and_the_whole_account_is_patient(here: World) -> None:
    here.shop.put("A2", "PAID", modified_at=here.clock.now())
    here.pass_time(timedelta(seconds=1))
    here.engine.sync("my-shop", "latest")
    here.shop.fail("send", ChannelError("too many requests", "rate_limited", retry_after=90))
    first, second = here.act("ship", "A1", carrier="DHL"), here.act("ship", "A2", carrier="DHL")
    result = here.engine.send()
    assert result.errors == (("my-shop", "too many requests"),)
    here.pass_time(timedelta(seconds=89))
    here.engine.send()
    assert here.shop.effects == []
    here.pass_time(timedelta(seconds=2))
    here.engine.send()
    assert {here.submission(each).state for each in (first, second)} == {"confirmed"}


def test_after_many_attempts_it_is_enough(here: World) -> None:
    here.shop.fail("send", *[BUSY] * 20)
    submission = here.act("ship", "A1", carrier="DHL")
    for _ in range(20):
        here.engine.send()
        here.pass_time(timedelta(hours=1))
    submission = here.submission(submission)
    assert (submission.state, submission.attempts) == ("rejected", 8)
    assert here.store.history(here.key("A1"))[-1].details["reason"] == "given up after 8 attempts"


def test_a_refused_key_rests_the_account_and_counts_for_no_order(here: World) -> None:
    here.shop.fail("send", ChannelError("the key is refused", "auth"))
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert (submission.state, submission.attempts) == ("queued", 0)
    assert [incident.kind for incident in here.incidents()] == ["account"]
    here.pass_time(timedelta(minutes=6))
    assert sent(here, submission).state == "confirmed"


def test_a_doubtful_action_that_took_effect_is_confirmed_and_not_sent_again(here: World) -> None:
    here.shop.fail("after send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert submission.state == "in_doubt"
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_a_doubtful_action_is_not_looked_up_before_its_time(here: World) -> None:
    here.shop.fail("after send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.pass_time(timedelta(seconds=59))
    assert sent(here, submission).state == "in_doubt"


def test_a_doubtful_action_without_effect_is_sent_again_under_the_same_identifier(here: World) -> None:
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.pass_time(timedelta(minutes=1))
    settled = sent(here, submission)
    assert (settled.id, settled.state, settled.attempts) == (submission.id, "confirmed", 2)
    assert here.shop.effects == [("ship", "A1")]


def test_a_doubtful_action_without_effect_is_left_to_a_person_where_twice_would_do_harm(tmp_path: Path) -> None:
    here = careful(tmp_path, "SENT")
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, here.act("refund", "A1", refund_price="5.00"))
    for _ in range(4):
        here.pass_time(timedelta(hours=2))
        here.engine.send()
    assert here.submission(submission).state == "in_doubt"
    assert here.shop.effects == []
    (incident,) = here.incidents("in_doubt")
    assert (incident.count, "refund of order A1" in incident.message) == (1, True)


def test_a_doubtful_action_whose_order_moved_elsewhere_is_superseded(here: World) -> None:
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.shop.put("A1", "CANCELED")
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "superseded"
    assert "canceled" in here.store.history(here.key("A1"))[-1].details["reason"]


def test_an_acknowledged_action_whose_order_went_on_past_the_expected_status_is_confirmed(here: World) -> None:
    here.shop.silent_about.add("ship")
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.pass_time(timedelta(minutes=1))
    here.shop.put("A1", "SENT")
    here.pass_time(timedelta(minutes=1))
    here.shop.put("A1", "PARTLY_REFUNDED", refunded=Decimal(1))
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "confirmed"


def test_another_native_word_of_the_same_status_is_no_effect_and_no_reason_to_send_again(here: World) -> None:
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.shop.put("A1", "PACKING")
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "in_doubt"
    assert "PACKING" in here.incidents("in_doubt")[0].message
    assert here.shop.effects == []


def test_a_second_partial_refund_is_not_confirmed_by_the_first(tmp_path: Path) -> None:
    here = careful(tmp_path, "SENT")
    sent(here, here.act("refund", "A1", refund_price="5.00"))
    assert here.order("A1").status == "partial_refunded"
    here.shop.fail("send", TIMEOUT)
    second = sent(here, here.act("refund", "A1", refund_price="5.00"))
    here.pass_time(timedelta(minutes=1))
    assert sent(here, second).state == "in_doubt"


@pytest.mark.requirement("R20")
def test_two_equal_refunds_that_were_both_meant_are_both_made(tmp_path: Path) -> None:
    here = careful(tmp_path, "SENT")
    for _ in range(2):
        assert sent(here, here.act("refund", "A1", refund_price="5.00")).state == "confirmed"
        here.pass_time(timedelta(minutes=1))
    assert here.shop.effects == [("refund", "A1")] * 2
    assert here.order("A1").report.refunded == Decimal("10.00")


def test_a_conflict_is_confirmed_when_the_order_stands_where_it_was_to_go(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    here.shop.put("A1", "SENT")
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == []


def test_a_conflict_is_a_lost_race_when_the_order_moved_elsewhere(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    here.shop.put("A1", "CANCELED")
    settled = sent(here, submission)
    assert (settled.state, here.order("A1").status) == ("superseded", "canceled")


def test_a_conflict_without_any_change_is_a_refusal(here: World) -> None:
    here.shop.fail("send", ChannelError("not allowed now", "state_conflict"))
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert (submission.state, submission.error) == ("rejected", "not allowed now")


def test_a_queued_action_that_was_overtaken_is_never_sent(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    here.shop.put("A1", "CANCELED")
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    assert sent(here, submission).state == "superseded"
    assert here.shop.effects == []


def test_a_refusal_after_a_doubt_may_mean_that_the_first_attempt_had_worked(here: World) -> None:
    here.shop.silent_about.add("ship")
    here.shop.fail("after send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    here.pass_time(timedelta(minutes=1))
    here.shop.fail("send", lambda: here.shop.put("A1", "SENT"), None)  # it shows up while it is being resent
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_already_done_is_looked_up_like_any_other_yes(here: World) -> None:
    here.shop.fail("send", ChannelError("was shipped already", "already_done"))
    submission = here.act("ship", "A1", carrier="DHL")
    here.shop.put("A1", "SENT")
    assert sent(here, submission).state == "confirmed"


def test_a_read_back_that_fails_is_tried_again_later(here: World) -> None:
    here.shop.fail("fetch", BUSY)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert submission.state == "acknowledged"
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "confirmed"


def test_an_order_the_marketplace_does_not_know_any_more_is_left_to_a_person(here: World) -> None:
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    held = here.shop.records.pop("A1")
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "in_doubt"
    assert "does not know the order" in here.incidents("in_doubt")[0].message
    here.shop.records["A1"] = held


def test_a_submission_left_in_sending_by_a_process_that_ended_is_doubtful(here: World) -> None:
    def crash() -> None:
        raise KeyboardInterrupt

    here.shop.fail("after send", crash)
    submission = here.act("ship", "A1", carrier="DHL")
    with pytest.raises(KeyboardInterrupt):
        here.engine.send()
    here.restart()
    here.pass_time(LEASE - timedelta(seconds=1))
    assert sent(here, submission).state == "sending"  # another process might still be at it
    here.pass_time(timedelta(seconds=1))
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_an_intent_whose_process_ended_before_sending_is_sent_by_the_next_one(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    here.restart()
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_of_two_processes_only_one_sends(here: World, tmp_path: Path) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    other = world(tmp_path, here.loaded, here.clock, here.shops)
    here.shop.fail("before send", lambda: other.engine.send() and None)
    here.engine.send()
    assert here.shop.effects == [("ship", "A1")]
    assert here.submission(submission).state == "confirmed"


def test_a_marketplace_that_takes_all_the_time_it_may_over_its_answer_is_not_asked_a_second_time(
    here: World, tmp_path: Path
) -> None:
    """A token is refused, renewed, and the request repeated: each at its longest."""
    slow = HttpSettings()
    longest = timedelta(seconds=slow.connect * 2 + slow.read * 3 + slow.whole)
    with_order(here, "SENT")
    submission = here.act("refund", "A1", refund_price="5.00")
    other = world(tmp_path, here.loaded, here.clock, here.shops)

    def dawdle() -> None:
        here.pass_time(RESEND_WITHIN + longest)
        other.engine.send()

    here.shop.silent_about.add("refund")
    here.shop.fail("send", dawdle)
    here.engine.send()
    assert here.shop.effects == [("refund", "A1")]
    assert here.submission(submission).state == "acknowledged"


def test_an_order_that_cannot_be_sent_never_blocks_the_others(here: World) -> None:
    for number in range(2, 12):
        here.shop.put(f"A{number}", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    for number in range(1, 12):
        here.act("ship", f"A{number}", carrier="DHL")
    here.shop.fail("send", *[ChannelError("the payload is refused", "permanent")] * 4)
    result = here.engine.send()
    assert (len(result.of("rejected")), len(result.of("confirmed"))) == (4, 7)


def test_what_nobody_foresaw_stays_with_its_order_and_out_of_the_messages(here: World) -> None:
    def surprise() -> None:
        raise ValueError("12 rue des Lilas")

    here.shop.fail("before send", surprise)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert (submission.state, submission.error) == ("rejected", "it could not be sent (ValueError)")


def test_a_surprise_after_the_request_left_is_a_doubt(here: World) -> None:
    def surprise() -> None:
        raise ValueError("12 rue des Lilas")

    here.shop.fail("after send", surprise)
    submission = sent(here, here.act("ship", "A1", carrier="DHL"))
    assert submission.state == "in_doubt"
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == [("ship", "A1")]


def test_a_client_is_asked_with_the_whole_order_and_the_submissions_identifier(here: World) -> None:
    asked: list[ActionRequest] = []

    class Listening(ShopClient):
        def send(self, request: ActionRequest) -> Receipt:
            asked.append(request)
            return super().send(request)

    listening = world(here.folder, here.loaded, here.clock, here.shops, lambda _: Listening(here.shop))
    submission = listening.act("ship", "A1", carrier="DHL", tracking_number="7")
    listening.engine.send()
    assert asked[0].submission == submission.id
    assert (asked[0].order.id, asked[0].action, dict(asked[0].fields)) == (
        "A1",
        "ship",
        {"carrier": "DHL", "tracking_number": "7"},
    )


def test_a_person_who_has_looked_settles_what_was_in_doubt(tmp_path: Path) -> None:
    here = careful(tmp_path, "SENT")
    for happened, state in ((False, "rejected"), (True, "confirmed")):
        here.shop.fail("send", TIMEOUT)
        submission = sent(here, here.act("refund", "A1", refund_price="5.00"))
        here.pass_time(timedelta(minutes=1))
        assert sent(here, submission).state == "in_doubt"
        assert here.engine.settle(submission.id, happened, "seller:anna").state == state
        assert here.store.history(here.key("A1"))[-1].who == "seller:anna"
        assert here.incidents() == []
    assert here.engine.offered(here.key("A1")) == ("refund",)
    assert here.shop.effects == []


def test_only_what_is_in_doubt_is_settled_by_hand(here: World) -> None:
    submission = here.act("ship", "A1", carrier="DHL")
    with pytest.raises(UsageError, match="is queued"):
        here.engine.settle(submission.id, True, SELLER)
    with pytest.raises(UsageError, match="does not exist"):
        here.engine.settle("nothing", True, SELLER)


class SlowToShow(ShopClient):
    """Shows an order as it was when it was asked for; `meanwhile` happens before the answer is here."""

    meanwhile: Callable[[], None] | None = None

    def fetch(self, order_id: str, *, patient: bool = False) -> Any:
        asked_for = super().fetch(order_id, patient=patient)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return asked_for


def test_of_two_processes_that_look_at_one_doubt_one_sends_it_again(tmp_path: Path) -> None:
    clock = ManualClock(START)
    shops, clients = {"my-shop": Shop(clock)}, list[SlowToShow]()

    def connect(account: Account) -> ChannelClient:
        clients.append(SlowToShow(shops[account.name]))
        return cast(ChannelClient, clients[-1])

    here = with_order(world(tmp_path, clock=clock, shops=shops, connect=connect))
    submission = here.act("ship", "A1", carrier="DHL")
    here.shop.fail("send", TIMEOUT)
    assert sent(here, submission).state == "in_doubt"
    here.shop.silent_about.add("ship")
    here.pass_time(timedelta(minutes=2))
    other = world(tmp_path, clock=clock, shops=shops, connect=connect)

    def meanwhile() -> None:
        here.shop.fail("after send", TIMEOUT)
        assert (sent(other, submission).state, here.shop.effects) == ("in_doubt", [("ship", "A1")])

    clients[0].meanwhile = meanwhile
    here.engine.send()
    assert here.shop.effects == [("ship", "A1")], "the second answer was as old as its question"
    assert here.submission(submission).attempts == 2


def test_an_order_that_was_canceled_ends_an_action_whose_lines_were_taken_as_a_lost_race(here: World) -> None:
    lines = tuple(OrderLine(id=each, sku="L", unit_price=Decimal(9), native_status="OPEN") for each in "12")
    here.shop.put("A1", "PAID", lines=lines)
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    submission = here.act("ship", "A1", carrier="DHL")
    calls = {each: asdict(CallResult(line=each)) for each in "12"}
    taken = replace(
        submission,
        state="acknowledged",
        extras={**submission.extras, "calls": calls},
    )
    assert here.store.update_submission(taken, (), held=submission)
    here.shop.put("A1", "CANCELED", lines=(lines[0], replace(lines[1], native_status="CANCELED")))
    assert sent(here, taken).state == "superseded"


@pytest.mark.parametrize(("changes", "state"), [({"refunded": Decimal(8)}, "confirmed"), ({}, "in_doubt")])
def test_a_second_refund_that_is_said_to_be_done_is_shown_by_money_and_by_no_quantity(
    tmp_path: Path, changes: dict[str, Any], state: str
) -> None:
    bound = rules(then="ask")
    bound.actions["refund"] = SimpleNamespace(
        doubt=bound.actions["refund"].doubt,
        confirm_within=timedelta(hours=1),
        outcome=SimpleNamespace(every=None),
        shown_by_order=True,
    )
    here = world(tmp_path, corner_shop(bound))
    here.shop.put("A1", "PARTLY_REFUNDED", refunded=Decimal(5))
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    here.shop.silent_about.add("refund")
    submission = here.act("refund", "A1", refund_price=Decimal(3))

    def meanwhile() -> None:
        (line,) = here.shop.records["A1"].told.lines
        here.shop.put(
            "A1", "PARTLY_REFUNDED", lines=(replace(line, quantity=2),), **{"refunded": Decimal(5), **changes}
        )

    here.shop.fail("after send", meanwhile)
    here.engine.send()
    for _ in range(4):
        here.pass_time(timedelta(hours=1))
        here.engine.tick()
    assert here.submission(submission).state == state


def test_what_a_back_office_says_while_it_is_looked_at_is_kept(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key, who, real = here.key("A1"), "seller:wms", acting.lists_for
    lane, order = here.engine._lanes.of("my-shop"), here.order("A1")

    def said(**fields: str) -> None:
        here.engine._acting.act(lane, "ship", order, fields, who, dry_run=False, confirmed=False, keep=True)

    said()
    here.pass_time(timedelta(minutes=16))

    def meanwhile(lane: Lane, action: str) -> Any:
        monkeypatch.setattr(acting, "lists_for", real)
        here.engine.send()
        here.pass_time(timedelta(seconds=1))
        return real(lane, action)

    monkeypatch.setattr(acting, "lists_for", meanwhile)
    said(tracking_number="123")
    kept = here.store.waiting_for_data(key, "ship")
    assert kept is not None and kept.fields == {"tracking_number": "123"}
