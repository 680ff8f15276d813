from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.expire import due, expire
from tests.machine.arranged import NOON, an_order, bundled, later, machine_of


def shop(deadline: str) -> Machine:
    return machine_of(f"""
        starts_at: shipped
        statuses:
          shipped: {{native: [SENT], deadline: {{{deadline}}}}}
          closed: {{}}
          canceled: {{native: [GONE]}}
          refunded: {{native: [BACK]}}
        actions: {{}}
        """)


def test_a_deadline_kept_by_us_moves_the_order_when_it_has_passed() -> None:
    machine = shop("id: quiet, within: 60 days, else: closed, kept_by: us, because: Nothing was heard.")
    order = an_order("shipped", "SENT")

    assert expire(machine, order, now=later(days=60, seconds=-1)) == ()
    (expiry,) = expire(machine, order, now=later(days=60))
    assert (expiry.rule, expiry.due_at, expiry.moves_to) == ("quiet", later(days=60), "closed")
    assert (expiry.because, expiry.place.line) == ("Nothing was heard.", 12)


def test_a_deadline_kept_by_the_channel_moves_nothing_by_itself() -> None:
    machine = shop("id: pay, within: 5 days, else: [canceled, refunded], kept_by: channel")

    (expiry,) = expire(machine, an_order("shipped", "SENT"), now=later(days=6))

    assert (expiry.outcomes, expiry.kept_by, expiry.moves_to) == (("canceled", "refunded"), "channel", None)


def test_a_deadline_runs_only_for_orders_it_holds_for() -> None:
    machine = shop("id: quiet, if: {order.has_claim: false}, within: 60 days, else: closed, kept_by: us")

    assert expire(machine, an_order("shipped", "SENT", has_claim=False), now=later(days=61))
    for claim in (True, None):  # an open claim stops it; so does not knowing
        order = an_order("shipped", "SENT", has_claim=claim)
        assert expire(machine, order, now=later(days=61)) == ()
        assert due(machine, order) == ()


def test_a_deadline_without_a_time_is_shown_and_never_passes() -> None:
    machine = shop("id: pay, within: unknown, else: canceled, kept_by: channel")
    order = an_order("shipped", "SENT")

    (running,) = due(machine, order)
    assert (running.due_at, running.consequence) == (None, "canceled by the channel")
    assert expire(machine, order, now=later(days=9999)) == ()


def test_a_deadline_may_count_from_the_order() -> None:
    machine = shop("id: pay, within: 5 days, since: ordered, else: canceled, kept_by: channel")
    order = an_order("shipped", "SENT", ordered_at=NOON - timedelta(days=3))

    assert due(machine, order)[0].due_at == later(days=2)
    assert due(machine, an_order("shipped", "SENT", ordered_at=None))[0].due_at is None


def test_a_deadline_may_count_from_the_first_partial_cancellation() -> None:
    machine = bundled("veepee")
    order = an_order("waiting_shipment", "PENDING", partially_canceled=True, partially_canceled_since=later(days=2))

    (expiry,) = expire(machine, order, now=later(days=23))
    assert (expiry.rule, expiry.due_at) == ("partial_cancel", later(days=23))
    assert expire(machine, order, now=later(days=22)) == ()
    whole = an_order("waiting_shipment", "PENDING", partially_canceled=False)
    assert due(machine, whole) == ()


def test_a_time_beyond_the_calendar_never_comes() -> None:
    machine = shop("id: pay, within: 1200 months, else: canceled, kept_by: channel")

    assert due(machine, an_order("shipped", "SENT", status_since=datetime(9990, 1, 1, tzinfo=UTC)))[0].due_at is None


def test_an_order_without_a_status_has_no_deadline() -> None:
    machine = shop("id: quiet, within: 1 day, else: closed, kept_by: us")

    assert due(machine, an_order(None, "ODD")) == expire(machine, an_order(None, "ODD"), now=later(days=9)) == ()
