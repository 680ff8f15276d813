"""Troubles of a played marketplace that last: each shows exactly itself over HTTP, and the truth stays what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from tests.played.speaking import START, Speaker, speaking, world_of

ORDERS = "/orders/v1/orders"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def speaker(clock: ManualClock) -> Iterator[Speaker]:
    with speaking("manomano", world_of("manomano", clock=clock)) as made:
        yield made
        assert made.server.crashes == ()


def shown(speaker: Speaker, **query: Any) -> list[dict[str, Any]]:
    heard = speaker.get(ORDERS, seller_contract_id=12345, **query)
    assert heard.status == 200, heard
    return list(heard.json["content"])


def ids(speaker: Speaker, **query: Any) -> list[str]:
    return [order["order_reference"] for order in shown(speaker, **query)]


def one(speaker: Speaker, order_id: str) -> Any:
    heard = speaker.get(f"{ORDERS}/{order_id}", seller_contract_id=12345)
    return heard.json["content"] if heard.status == 200 else heard.status


def arrive(speaker: Speaker, count: int = 1, status: str = "PENDING") -> list[str]:
    return list(speaker.desk("orders", {"count": count, "native_status": status})["ids"])


def test_an_order_that_becomes_visible_late_is_in_no_list_until_then(speaker: Speaker, clock: ManualClock) -> None:
    speaker.desk("troubles", {"visibility_lag": {"by": "3 hours"}})
    (order_id,) = arrive(speaker)
    assert ids(speaker) == [] and one(speaker, order_id)["order_reference"] == order_id
    clock.advance(timedelta(hours=3))
    assert ids(speaker) == [order_id]


def test_a_hidden_order_is_in_no_list_and_is_there_by_its_id(speaker: Speaker) -> None:
    first, second = arrive(speaker, 2)
    speaker.desk("troubles", {"hidden_order": {"ids": [first]}})
    assert ids(speaker) == [second] and one(speaker, first)["order_reference"] == first
    assert list(speaker.desk("orders")) == [first, second]


def test_a_record_stands_twice_on_its_page(speaker: Speaker) -> None:
    first, second = arrive(speaker, 2)
    speaker.desk("troubles", {"doubled_record": {}})
    assert ids(speaker) == [first, second, first]


def test_an_update_comes_late(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = arrive(speaker)
    speaker.desk("troubles", {"late_update": {"by": "10 minutes"}})
    clock.advance(timedelta(minutes=1))
    speaker.desk("report", {"id": order_id, "native_status": "PREPARATION"})
    assert one(speaker, order_id)["status"] == "PENDING"
    assert speaker.desk("orders")[order_id]["native_status"] == "PREPARATION"
    clock.advance(timedelta(minutes=10))
    assert one(speaker, order_id)["status"] == "PREPARATION"


def test_a_change_leaves_the_date_of_the_last_change_alone(speaker: Speaker, clock: ManualClock) -> None:
    (order_id,) = arrive(speaker)
    before = one(speaker, order_id)["status_updated_at"]
    speaker.desk("troubles", {"silent_change": {}})
    clock.advance(timedelta(hours=1))
    speaker.desk("report", {"id": order_id, "native_status": "CANCELED"})
    assert (one(speaker, order_id)["status"], one(speaker, order_id)["status_updated_at"]) == ("CANCELED", before)


def test_pages_drift_so_that_the_first_of_the_second_page_slips_by(speaker: Speaker) -> None:
    arrived = arrive(speaker, 4)
    speaker.desk("troubles", {"page_drift": {}})
    read = ids(speaker, limit=2) + ids(speaker, limit=2, page=2)
    assert set(arrived) - set(read) == {arrived[2]}
    speaker.desk("troubles", {"page_drift": False})
    assert ids(speaker, limit=2, page=2) == arrived[2:]


def test_an_outage_lasts_for_hours_of_the_marketplaces_time(speaker: Speaker) -> None:
    arrive(speaker)
    speaker.desk("troubles", {"outage": {"lasts": "6 hours"}})
    speaker.desk("skip", {"by": "5 hours"})
    assert speaker.get(ORDERS, seller_contract_id=12345).status == 503
    speaker.desk("skip", {"by": "1 hour"})
    assert len(ids(speaker)) == 1


@pytest.mark.parametrize(("behind", "minutes"), [(False, 10), (True, -10)])
def test_the_marketplaces_clock_is_wrong(speaker: Speaker, behind: bool, minutes: int) -> None:
    speaker.desk("troubles", {"clock_skew": {"by": "10 minutes", "behind": behind}})
    date = speaker.get(ORDERS, seller_contract_id=12345).headers["Date"]
    assert parsedate_to_datetime(date) - START == timedelta(minutes=minutes)


def test_dates_are_written_as_if_in_another_zone(speaker: Speaker) -> None:
    (right,) = arrive(speaker)
    speaker.desk("troubles", {"shifted_dates": {"by": "9 hours"}})
    (wrong,) = arrive(speaker)
    dates = [one(speaker, order_id)["status_updated_at"] for order_id in (right, wrong)]
    assert [date[11:16] for date in dates] == ["10:00", "19:00"]


def test_an_address_is_held_back_until_the_trouble_ends(speaker: Speaker) -> None:
    (order_id,) = arrive(speaker)
    speaker.desk("troubles", {"late_address": {"paths": ["addresses.shipping"]}})
    assert one(speaker, order_id)["addresses"]["shipping"] is None
    speaker.desk("troubles", {"late_address": False})
    assert one(speaker, order_id)["addresses"]["shipping"]["address_line1"]


def test_a_buyer_is_erased_from_the_orders_that_are_named(speaker: Speaker) -> None:
    first, _ = arrive(speaker, 2)
    speaker.desk("troubles", {"erased_buyer": {"ids": [first], "paths": ["addresses.shipping.lastname"]}})
    names = [order["addresses"]["shipping"]["lastname"] for order in shown(speaker)]
    assert names[0] == "anonymized" != names[1]


def test_a_field_is_dropped_or_of_another_type(speaker: Speaker) -> None:
    (order_id,) = arrive(speaker)
    speaker.desk("troubles", {"dropped_field": {"path": "total_price"}})
    assert "total_price" not in one(speaker, order_id)
    speaker.desk("troubles", {"dropped_field": False, "retyped_field": {"path": "total_price.amount", "value": "much"}})
    assert one(speaker, order_id)["total_price"]["amount"] == "much"


def test_an_order_vanishes(speaker: Speaker) -> None:
    first, second = arrive(speaker, 2)
    speaker.desk("vanish", {"id": first})
    assert (ids(speaker), one(speaker, first)) == ([second], 404)
    speaker.desk("skip", {"by": "30 days"})


def test_orders_are_merged_into_one_that_has_all_their_lines(speaker: Speaker) -> None:
    first, second, third = arrive(speaker, 3)
    lines = [len(order["products"]) for order in shown(speaker)]
    speaker.desk("merge", {"ids": [first, second], "into": third})
    (left,) = shown(speaker)
    assert (left["order_reference"], len(left["products"])) == (third, sum(lines))


def test_what_is_switched_on_is_told_and_goes(speaker: Speaker) -> None:
    assert speaker.desk("troubles", {"doubled_record": {}}) == speaker.desk("troubles") == {"doubled_record": {}}
    assert speaker.desk("troubles", {"doubled_record": False}) == {}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"bad_luck": {}}, "there is no trouble 'bad_luck'"),
        ({"outage": {"for": "1 day"}}, "outage is given as an object of lasts"),
        ({"outage": {"lasts": "long"}}, "outage wants a duration"),
        ({"hidden_order": {}}, "hidden_order wants ids"),
        ({"late_address": {"paths": "a"}}, "late_address wants paths as a list"),
        ({"dropped_field": {}}, "dropped_field wants a path"),
    ],
)
def test_a_trouble_that_does_not_exist_is_told(speaker: Speaker, asked: dict[str, Any], said: str) -> None:
    heard = speaker.ask("POST", "/__played/troubles", asked)
    assert heard.status == 400 and heard.json["error"].startswith(said)
