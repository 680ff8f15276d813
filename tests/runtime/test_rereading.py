"""An order is read again before an action leaves that would do harm, and earlier attempts are looked for as well."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.orders import Submission
from tests.runtime.arranged import World, world

pytestmark = pytest.mark.requirement("R24")

TIMEOUT = ChannelError("no answer", "transient", doubtful=True)
BUSY = ChannelError("busy", "transient")


@pytest.fixture
def here(tmp_path: Path) -> World:
    opened = world(tmp_path)
    opened.shop.put("A1", "SENT")
    opened.pass_time(timedelta(minutes=1))
    opened.engine.sync("my-shop", "latest")
    return opened


def sent(here: World, submission: Submission) -> Submission:
    here.engine.send()
    return here.submission(submission)


def refund(here: World) -> Submission:
    return here.act("refund", "A1", refund_price="5.00")


def test_an_earlier_attempt_that_shows_at_the_last_look_is_not_repeated(here: World) -> None:
    here.shop.fail("send", TIMEOUT)
    submission = sent(here, refund(here))
    here.shop.fail("before send", BUSY)  # the read-back shows nothing, and sending again has to wait
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "queued"
    here.shop.put("A1", "PARTLY_REFUNDED", refunded=Decimal("5.00"))  # the first attempt was only slow
    here.pass_time(timedelta(minutes=11))
    assert sent(here, submission).state == "confirmed"
    assert here.shop.effects == []


def test_money_that_went_back_meanwhile_ends_a_refund_that_was_not_meant_on_top(here: World) -> None:
    submission = refund(here)
    here.shop.put("A1", "PARTLY_REFUNDED", refunded=Decimal("5.00"))
    here.pass_time(timedelta(minutes=10))
    assert sent(here, submission).state == "superseded"
    assert here.shop.effects == []


def test_what_is_looked_for_afterwards_is_held_against_the_order_as_it_left(here: World) -> None:
    submission = refund(here)
    here.shop.put("A1", "SENT", shipping=Decimal("1.00"), modified_at=here.clock.now())
    line = here.shop.records["A1"].told.lines[0]
    here.shop.put("A1", "SENT", lines=(line, line.__class__(id="2", sku="SHADE-1")))
    here.pass_time(timedelta(minutes=10))
    here.shop.fail("send", TIMEOUT)
    assert sent(here, submission).state == "in_doubt"
    here.pass_time(timedelta(minutes=1))
    assert sent(here, submission).state == "confirmed"  # nothing was found, so it was sent again
    assert here.shop.effects == [("refund", "A1")]


def test_one_look_lasts_for_as_long_as_the_account_says(here: World) -> None:
    submission = refund(here)
    here.pass_time(timedelta(minutes=10))
    here.shop.fail("before send", BUSY, BUSY)
    looks: list[None] = []
    here.shop.fail("fetch", *[lambda: looks.append(None)] * 9)
    for _ in range(2):
        sent(here, submission)
        here.pass_time(timedelta(minutes=1))
    assert len(looks) == 1


def test_a_look_that_fails_leaves_no_doubt_about_what_was_never_sent(here: World) -> None:
    submission = refund(here)
    here.pass_time(timedelta(minutes=10))
    here.shop.fail("fetch", TIMEOUT)
    assert sent(here, submission).state == "queued"
    assert here.incidents("in_doubt") == []
