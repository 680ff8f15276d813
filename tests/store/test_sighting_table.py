from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from stallkeeper.store import Store
from stallkeeper.store.page_write import PageWrite
from stallkeeper.store.sighting_table import Unreported
from tests.store.samples import NOW, order_of, page_of, store_with, write_of

HOUR = timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Store]:
    orders = [order_of("A1"), order_of("A2"), replace(order_of("A3"), status=None), order_of("A4")]
    with store_with(*orders) as opened:
        yield opened


def wanted(**more: object) -> Unreported:
    status = order_of("A1").status
    assert status is not None
    asked = Unreported("my-shop", order_of("A1").key.channel, (status,), NOW - HOUR, (), ())
    return replace(asked, **more)  # type: ignore[arg-type]


def ids(store: Store, asked: Unreported, limit: int = 10) -> list[str]:
    return [order_id for _, order_id in store.unreported(asked, limit)]


def say(store: Store, *numbers: int, ago: timedelta = timedelta(0)) -> None:
    store.write_page(PageWrite((), None, at=NOW - ago, sighted=numbers))


def test_orders_that_no_page_spoke_of_are_given_by_number_as_many_as_asked_for(store: Store) -> None:
    assert ids(store, wanted()) == ["A1", "A2", "A3", "A4"]
    assert ids(store, wanted(), 2) == ["A1", "A2"]
    assert ids(store, wanted(after=2)) == ["A3", "A4"]


def test_what_a_page_spoke_of_lately_is_left_out_and_what_it_spoke_of_long_ago_is_not(store: Store) -> None:
    say(store, 1, 3)
    say(store, 2, ago=2 * HOUR)
    assert ids(store, wanted()) == ["A2", "A4"]


def test_what_a_page_writes_it_has_spoken_of(store: Store) -> None:
    write = replace(write_of(order_of("A5")), held=None)
    store.write_page(replace(page_of(write), at=NOW))
    assert "A5" not in ids(store, wanted())


def test_one_that_is_only_asked_for_at_times_is_given_where_it_has_stood_since_one_of_them(store: Store) -> None:
    status, since = order_of("A1").status, order_of("A1").status_since
    for moments, found in (
        ([(since - HOUR, since)], ["A1", "A2", "A3", "A4"]),
        ([(since - 2 * HOUR, since - HOUR), (since - HOUR, since)], ["A1", "A2", "A3", "A4"]),
        ([(since, since + HOUR)], ["A3"]),  # of no known status, and asked for always
        ([(since - 2 * HOUR, since - HOUR)], ["A3"]),
    ):
        assert ids(store, wanted(slow=(status,), moments=moments)) == found


def test_other_accounts_and_other_statuses_are_not_given(store: Store) -> None:
    assert ids(store, wanted(account="another")) == []
    assert ids(store, wanted(statuses=("refunded",))) == ["A3"]


def test_what_was_said_long_ago_is_forgotten(store: Store) -> None:
    say(store, 2, ago=2 * HOUR)
    store.forget_sightings(NOW - HOUR)
    assert ids(store, wanted(since=NOW - 3 * HOUR)) == ["A1", "A2", "A3", "A4"]


def test_what_was_said_since_is_kept_whatever_was_said_before_it(store: Store) -> None:
    say(store, 2, ago=2 * HOUR)
    say(store, 3)
    store.forget_sightings(NOW - HOUR)
    assert ids(store, wanted(since=NOW - 3 * HOUR)) == ["A1", "A2", "A4"]
    store.forget_sightings(NOW + HOUR)
    assert ids(store, wanted(since=NOW - 3 * HOUR)) == ["A1", "A2", "A3", "A4"]
