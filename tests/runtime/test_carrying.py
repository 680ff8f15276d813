"""A rejected action of several requests, tried again: what the marketplace took is not asked of it a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.orders import Failure, Order, Submission
from stallkeeper.runtime.carrying import as_it_stood, carried_over
from stallkeeper.runtime.evidence import facts_before, known_before
from tests.bindings.serving import Said
from tests.runtime.test_steps import CANCEL, Here, steps_shop
from tests.store.samples import order_of, submission_of

ANNA = "seller:anna"
PARCEL = {"carrier": "DPD", "tracking_number": "0530"}
NOT_NOW = Said({"message": "not now"}, 422)
BUSY = Said(status=429)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    with steps_shop(tmp_path) as here:
        yield here


def refused(here: Here, *answers: Said) -> Submission:
    """A shipment whose parcel was announced and whose last request was refused."""
    here.marketplace.fail("PUT", "/orders/A1/send", *(answers or (NOT_NOW,)))
    done = here.act("ship", PARCEL)
    assert (done.state, here.marketplace.effects) == ("rejected", {"parcel": 1, "tracking": 1})
    return done


def tried_again(here: Here, submission: Submission) -> Submission:
    result = here.engine.errors.retry(submission.id, ANNA)
    assert result is not None and result.submission is not None, result
    here.engine.send()
    return now(here, result.submission)


def now(here: Here, submission: Submission) -> Submission:
    found = here.engine.store.submission(submission.id)
    assert found is not None
    return found


def failures(here: Here) -> list[Failure]:
    """Of actions; the played clock is not the server's, which is one as well."""
    return [each for each in here.engine.errors.list() if each.action is not None]


def read(here: Here) -> None:
    here.clock.advance(timedelta(minutes=5))
    assert here.engine.sync("my-shop", "latest").complete


def later(here: Here, submission: Submission) -> Submission:
    here.clock.advance(timedelta(hours=1))
    here.engine.send()
    return now(here, submission)


def test_only_what_was_refused_goes_out_and_it_has_what_the_parcel_kept(here: Here) -> None:
    done = tried_again(here, refused(here))
    assert (done.state, here.marketplace.effects) == ("confirmed", {"parcel": 1, "tracking": 1, "send": 1})
    assert here.server.asked_for("/orders/A1/send")[-1].query == {"parcel": ["1"]}
    assert failures(here) == []


def test_the_history_says_what_was_taken_before(here: Here) -> None:
    done = tried_again(here, refused(here))
    queued = next(each for each in here.engine.store.history(done.key) if each.submission == done.id)
    assert (queued.who, queued.details["reason"]) == (
        ANNA,
        "taken before: parcel, tracking; only what is left is sent",
    )


def test_the_error_says_what_was_taken_and_what_to_do(here: Here) -> None:
    refused(here)
    (failure,) = failures(here)
    assert failure.message.endswith(
        "(taken before: parcel, tracking); "
        "`errors retry` sends only what is left, `act` all of it again, parcel, tracking too"
    )


def test_however_often_it_is_refused_the_parcel_is_announced_once(here: Here) -> None:
    done = refused(here, NOT_NOW, BUSY, NOT_NOW, NOT_NOW)
    done = tried_again(here, done)
    assert done.state == "queued"  # busy, and goes on by itself
    done = later(here, done)
    for _ in range(2):
        assert done.state == "rejected"
        done = tried_again(here, done)
    assert (done.state, here.marketplace.effects) == ("confirmed", {"parcel": 1, "tracking": 1, "send": 1})


def test_a_retry_whose_answer_got_lost_is_looked_up(here: Here) -> None:
    done = refused(here, NOT_NOW, Said(status=500))
    done = tried_again(here, done)
    assert done.state == "in_doubt"
    assert (later(here, done).state, here.marketplace.effects) == ("confirmed", {"parcel": 1, "tracking": 1, "send": 1})


def took_the_parcel_back(here: Here) -> None:
    here.marketplace.parcels.clear()


def canceled_a_line(here: Here) -> None:
    here.marketplace.lines["L3"] = "GONE"


@pytest.mark.parametrize("somebody", [took_the_parcel_back, canceled_a_line])
def test_an_order_that_has_changed_since_is_a_persons_to_look_at(here: Here, somebody: Callable[[Here], None]) -> None:
    done = refused(here)
    somebody(here)
    read(here)
    with pytest.raises(UsageError, match="took parcel, tracking before, and the order has changed since"):
        here.engine.errors.retry(done.id, ANNA)
    assert here.asked("/orders/A1/send") == 1 and here.marketplace.effects == {"parcel": 1, "tracking": 1}
    assert [each.id for each in failures(here)] == [done.id]


@pytest.mark.parametrize("somebody", [took_the_parcel_back, canceled_a_line])
def test_so_is_one_that_changes_while_the_retry_waits(here: Here, somebody: Callable[[Here], None]) -> None:
    result = here.engine.errors.retry(refused(here).id, ANNA)
    assert result is not None and result.submission is not None
    somebody(here)
    read(here)
    here.engine.send()
    done = now(here, result.submission)
    assert (done.state, done.error) == (
        "rejected",
        "the order has changed since the marketplace took parcel, tracking; nothing was sent",
    )
    with pytest.raises(UsageError, match="the order has changed since"):
        here.engine.errors.retry(done.id, ANNA)
    assert here.asked("/orders/A1/send") == 1 and here.marketplace.effects == {"parcel": 1, "tracking": 1}


def test_a_parcel_that_shows_late_is_no_change(here: Here) -> None:
    here.marketplace.shows_parcels = False
    done = refused(here)
    here.marketplace.shows_parcels = True
    read(here)
    assert tried_again(here, done).state == "confirmed"
    assert here.marketplace.effects == {"parcel": 1, "tracking": 1, "send": 1}


def test_what_a_person_says_did_not_happen_goes_on_where_it_was_left(here: Here) -> None:
    here.marketplace.fail("PUT", "/orders/A1/send", *[BUSY] * 7, Said(status=500))
    done = here.act("ship", PARCEL)
    while done.state != "in_doubt" or not done.extras.get("asked"):
        done = here.later(hours=1)
    here.engine.settle(done.id, happened=False, who=ANNA)
    assert tried_again(here, done).state == "confirmed"
    assert here.marketplace.effects == {"parcel": 1, "tracking": 1, "send": 1}


def test_lines_that_went_are_left_alone_and_count_for_the_rest(here: Here) -> None:
    here.marketplace.fail("PATCH", "/lines/L2/cancel", *[BUSY] * 8)
    done = here.act("cancel", CANCEL)
    while done.state != "in_doubt":
        done = here.later(hours=1)
    here.engine.settle(done.id, happened=False, who=ANNA)
    done = tried_again(here, done)
    assert (done.state, [here.asked(f"/lines/{each}/cancel") for each in ("L1", "L2", "L3")]) == (
        "confirmed",
        [1, 9, 1],
    )


def test_where_all_of_it_was_taken_and_did_not_happen_nothing_is_sent_again_in_silence(here: Here) -> None:
    here.marketplace.fail("PUT", "/orders/A1/send", Said(status=204))  # and then nothing happens
    here.act("ship", PARCEL)
    done = here.later(hours=25)
    assert done.state == "in_doubt"
    here.engine.settle(done.id, happened=False, who=ANNA)
    with pytest.raises(UsageError, match="took parcel, tracking, send before, and that was all of it"):
        here.engine.errors.retry(done.id, ANNA)
    assert here.marketplace.effects == {"parcel": 1, "tracking": 1}


def rejected(order: Order, calls: dict[str, Any], **extras: Any) -> Submission:
    ended = submission_of(state="rejected", extras={**facts_before(order), "calls": calls, **extras})
    return replace(ended, extras=as_it_stood(ended, order))


def test_where_it_only_looked_nothing_is_carried_and_no_change_of_the_order_matters() -> None:
    ended = rejected(order_of(), {"look": {"kept": {"revision": "r1"}, "reads": True}})
    assert carried_over(ended, replace(order_of(), native_status="ANOTHER"), ended.fields) == {}


def test_what_was_to_be_done_later_and_failed_is_not_carried() -> None:
    calls = {"announce": {"reference": "7"}, "send": {"reference": "8"}}
    ended = rejected(order_of(), calls, outcomes={"7": {"state": "done"}, "8": {"state": "failed"}})
    carried = carried_over(ended, order_of(), ended.fields)
    assert (carried["calls"], carried["outcomes"]) == ({"announce": {"reference": "7"}}, {"7": {"state": "done"}})


def test_a_line_that_was_refused_is_not_carried_and_one_that_went_is_held_against_how_it_was_before() -> None:
    order = order_of()
    (line, *others) = order.report.lines
    ended = rejected(order, {"cancel/1": {"line": line.id}, "cancel/2": {"line": "2", "refused": "no"}})
    gone = replace(order, report=replace(order.report, lines=(replace(line, native_status="GONE"), *others)))
    carried = carried_over(ended, gone, ended.fields)
    assert list(carried["calls"]) == ["cancel/1"]
    retried = replace(ended, extras={**carried, **facts_before(gone)})
    known = known_before(retried)
    assert known is not None and known.lines[line.id].word == line.native_status


def test_of_one_that_an_older_version_gave_up_nobody_knows_how_its_order_stood() -> None:
    ended = submission_of(state="rejected", extras={"calls": {"parcel": {}}})
    with pytest.raises(UsageError, match="an older version did not note how the order stood"):
        carried_over(ended, order_of(), ended.fields)


def test_what_was_taken_for_other_fields_is_a_persons_to_look_at() -> None:
    ended = rejected(order_of(), {"parcel": {}})
    with pytest.raises(UsageError, match="took parcel before, and something else is asked for now"):
        carried_over(ended, order_of(), {**ended.fields, "tracking_number": "another"})
