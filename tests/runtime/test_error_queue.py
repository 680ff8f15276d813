"""One queue of errors: classed, with the next try; it empties by itself, by a retry, or by a person's word."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError, UsageError
from stallkeeper.orders import Address, Failure, Note, OrderLine
from stallkeeper.runtime import incidents
from tests.runtime.arranged import SELLER, World, world

DOWN = ChannelError("the marketplace answers 500", "transient")
NO = ChannelError("the carrier is not taken", "validation")


@pytest.fixture
def here(tmp_path: Path) -> World:
    here = world(tmp_path)
    for number in range(1, 13):
        here.shop.put(f"A{number}")
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    return here


def queue(here: World) -> tuple[Failure, ...]:
    return here.engine.errors.list()


def accept(here: World, order_id: str, *faults: Exception) -> str:
    here.shop.fail("before send", *faults)
    submission = here.act("accept", order_id)
    here.engine.send()
    here.shop.faults.clear()
    return submission.id


def test_what_is_tried_again_by_itself_says_when_and_goes_once_it_has_worked(here: World) -> None:
    failed = accept(here, "A1", DOWN)
    (failure,) = queue(here)
    assert (failure.id, failure.kind, failure.subject, failure.attempts) == (
        failed,
        "transient",
        "accept of order A1",
        1,
    )
    assert failure.next_attempt_at is not None and failure.next_attempt_at > here.clock.now()
    here.pass_time(timedelta(minutes=1))
    here.engine.send()
    assert queue(here) == ()


def test_what_was_refused_waits_for_somebody_and_no_more_is_sent(here: World) -> None:
    accept(here, "A1", NO)
    (failure,) = queue(here)
    assert (failure.kind, failure.next_attempt_at, failure.message) == ("validation", None, "the carrier is not taken")
    here.pass_time(timedelta(days=1))
    here.engine.send()
    assert here.shop.effects == []


def test_a_retry_asks_for_the_refused_action_anew_and_the_old_entry_goes(here: World) -> None:
    failed = accept(here, "A1", NO)
    result = here.engine.errors.retry(failed, SELLER)
    assert result is not None and result.taken
    here.engine.send()
    assert queue(here) == () and here.shop.effects == [("accept", "A1")]


def test_a_retry_of_what_waits_goes_out_with_the_next_send(here: World) -> None:
    failed = accept(here, "A1", DOWN)
    assert here.engine.errors.retry(failed, SELLER) is None
    *_, asked = here.store.history(here.key("A1"))
    assert (asked.who, asked.submission, asked.details["reason"]) == (SELLER, failed, "to be tried again now")
    here.engine.send()
    assert queue(here) == () and here.shop.effects == [("accept", "A1")]


def test_a_person_who_dealt_with_it_is_in_the_history_with_the_reason(here: World) -> None:
    failed = accept(here, "A1", NO)
    here.engine.errors.handle(failed, "accepted on the marketplace's own pages", "seller:anna")
    assert queue(here) == ()
    last = here.store.history(here.key("A1"))[-1]
    assert (last.who, last.details["reason"]) == (
        "seller:anna",
        "handled by hand: accepted on the marketplace's own pages",
    )


def test_an_order_that_stands_where_the_action_should_have_led_clears_the_error(here: World) -> None:
    accept(here, "A1", NO)
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=16))
    here.engine.tick()
    assert queue(here) == ()


def test_a_failed_sweep_stands_in_the_queue_until_one_is_read_to_its_end(here: World) -> None:
    here.shop.fail("list", *[DOWN] * 3)
    here.pass_time(timedelta(minutes=15))
    here.engine.tick()
    (failure,) = queue(here)
    assert (failure.id, failure.kind) == ("my-shop/sweep_failed/latest", "transient")
    here.shop.faults.clear()
    here.engine.errors.retry(failure.id, SELLER)
    assert queue(here) == ()


def test_what_only_its_cause_can_clear_says_so(here: World) -> None:
    here.shop.put("A1", "FROZEN")
    here.pass_time(timedelta(minutes=16))
    here.engine.tick()
    (failure,) = queue(here)
    assert failure.id == "my-shop/unknown_status/FROZEN"
    with pytest.raises(UsageError, match="goes by itself"):
        here.engine.errors.retry(failure.id, SELLER)
    here.engine.errors.handle(failure.id, "the word is mapped in the next release", SELLER)
    assert queue(here) == ()


def test_a_reason_that_stands_in_the_chain_for_ever_names_no_buyer_that_we_know(here: World) -> None:
    here.shop.put("A1", "PAID", delivery=Address(full_name="Odile Martin", city="Lyon"))
    here.pass_time(timedelta(minutes=16))
    here.engine.tick()
    here.store.raise_incident(incidents.vanished("my-shop", "A1", here.clock.now()))
    (failure,) = queue(here)
    here.engine.errors.handle(failure.id, "ODILE MARTIN (odile@post.example) of Lyon says that all is well", SELLER)
    notes = [each.what for each in here.store.audit.entries() if isinstance(each.what, Note)]
    assert [note.details["because"] for note in notes] == ["… … of … says that all is well"]


def test_what_is_in_doubt_is_settled_and_neither_retried_nor_handled(here: World) -> None:
    here.shop.fail("after send", ChannelError("no answer", "transient", doubtful=True))
    doubtful = here.act("accept", "A1").id
    here.shop.silent_about.add("A1")
    here.engine.send()
    for way in (here.engine.errors.retry, lambda name, who: here.engine.errors.handle(name, "seen", who)):
        with pytest.raises(UsageError, match="settle"):
            way(doubtful, SELLER)


def test_an_error_that_is_not_there_is_told(here: World) -> None:
    with pytest.raises(UsageError, match="there is no error 'nothing'"):
        here.engine.errors.retry("nothing", SELLER)


def test_bad_orders_stand_in_no_good_ones_way(here: World) -> None:
    """Three that are refused among nine that are not: nine are done, three are errors of one cause."""
    here.shop.fail("before send", NO, None, None, NO, None, None, NO)
    for number in range(1, 13):
        here.act("accept", f"A{number}")
    here.engine.send()
    assert len(here.shop.effects) == 9
    failures = queue(here)
    assert len(failures) == 3 and len({failure.cause for failure in failures}) == 1


def test_while_the_key_is_refused_no_order_counts_as_failed_and_all_goes_on_afterwards(here: World) -> None:
    refused = ChannelError("the key is not taken", "auth")
    for number in range(1, 4):
        here.act("accept", f"A{number}")
    for _ in range(12):  # two hours
        here.shop.faults.clear()
        here.shop.fail("before send", *[refused] * 5)
        here.shop.fail("list", *[refused] * 5)
        here.engine.tick()
        assert all(each.state == "queued" for each in here.store.submissions())
        assert {failure.kind for failure in queue(here)} == {"auth"}
        here.pass_time(timedelta(minutes=10))
    here.shop.faults.clear()
    here.engine.tick()
    assert len(here.shop.effects) == 3 and queue(here) == ()


def test_a_refused_second_refund_stays_in_the_queue_though_the_order_stands_where_a_refund_leads(here: World) -> None:
    here.shop.put("R1", "PARTLY_REFUNDED")
    here.pass_time(timedelta(minutes=20))
    here.engine.tick()
    here.shop.fail("before send", NO)
    refund = here.act("refund", "R1", refund_price="5.00")
    here.engine.send()
    assert [each.id for each in queue(here)] == [refund.id]


def test_a_second_refund_of_something_else_hides_no_refund_that_was_refused(here: World) -> None:
    here.shop.put("R1", "SENT", lines=(OrderLine("1", "LAMP-7"), OrderLine("2", "LAMP-8")))
    here.pass_time(timedelta(minutes=20))
    here.engine.tick()
    here.shop.fail("before send", NO)
    refused = here.act("refund", "R1", refund_price="5.00", line="1")
    here.engine.send()
    here.pass_time(timedelta(hours=1))
    here.act("refund", "R1", refund_price="7.00", line="2")
    here.engine.send()
    assert here.shop.effects == [("refund", "R1")] and here.order("R1").status == "partial_refunded"
    assert [each.id for each in queue(here)] == [refused.id]
    here.pass_time(timedelta(hours=1))
    here.act("refund", "R1", refund_price="5.00", line="1")
    here.engine.send()
    assert queue(here) == ()


def test_a_shipment_that_is_asked_for_with_another_carrier_is_the_same_one(here: World) -> None:
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=20))
    here.engine.tick()
    here.shop.fail("before send", NO)
    here.act("ship", "A1", carrier="POSTE")
    here.engine.send()
    assert len(queue(here)) == 1
    here.pass_time(timedelta(minutes=1))
    here.act("ship", "A1", carrier="POST")
    here.engine.send()
    assert queue(here) == ()
