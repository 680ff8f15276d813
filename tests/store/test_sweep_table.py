from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.errors import ErrorKind, StoreError
from stallkeeper.orders import Cursor, Sweep
from stallkeeper.store import Store
from tests.store.samples import LATER, NOW, order_of, page_of, sweep_of, write_of

INSTANTS = st.datetimes(timezones=st.just(UTC))
COUNTS = st.integers(0, 2**40)
PARTS = {
    "id": st.text(),
    "account": st.text(),
    "window": st.text(),
    "since": st.none() | INSTANTS,
    "until": INSTANTS,
    "started_at": INSTANTS,
    "state": st.sampled_from(["running", "complete", "incomplete"]),
    "finished_at": st.none() | INSTANTS,
    "resume": st.none() | st.text(),
    "pages": COUNTS,
    "seen": COUNTS,
    "created": COUNTS,
    "changed": COUNTS,
    "unchanged": COUNTS,
    "left_out": COUNTS,
    "error": st.none() | st.text(),
    "missed": COUNTS,
    "again": COUNTS,
    "error_kind": st.none() | st.sampled_from(get_args(ErrorKind)),
}


@given(st.builds(Sweep, **PARTS), st.builds(Sweep, **PARTS))  # type: ignore[arg-type]
def test_every_field_of_a_sweep_comes_back(first: Sweep, second: Sweep) -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.save_sweep(first)
        assert store.sweeps() == (first,)
        if (second.account, second.window) != (first.account, first.window):
            store.save_sweep(second)
            brought = {
                name: max(getattr(first, name), getattr(second, name)) for name in ("created", "changed", "missed")
            }
            newest = replace(second, **brought)
            assert set(store.sweeps()) == ({newest} if first.id == second.id else {first, second})


def test_what_a_sweep_brought_stays_said_when_another_process_goes_on_with_it_and_finds_nothing_new() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.save_sweep(sweep_of(created=10, seen=10))
        store.save_sweep(sweep_of(created=0, seen=10, unchanged=10, state="complete"))
        (kept,) = store.sweeps()
        assert (kept.created, kept.unchanged, kept.state) == (10, 10, "complete")


def test_the_rule_above_is_about_every_field() -> None:
    assert set(PARTS) == {field.name for field in fields(Sweep)}


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:", now=NOW)


def test_a_sweep_that_was_cut_off_is_still_open_and_says_where_it_goes_on(store: Store) -> None:
    store.save_sweep(sweep_of(pages=3, resume="page=4"))
    left = store.open_sweep("my-shop", "latest")
    assert left == sweep_of(pages=3, resume="page=4")
    assert store.open_sweep("my-shop", "catch_up") is None
    assert store.open_sweep("other-shop", "latest") is None


@pytest.mark.parametrize("state", ["complete", "incomplete"])
def test_a_sweep_that_ended_is_open_no_more_and_stays_in_the_ledger(store: Store, state: str) -> None:
    store.save_sweep(sweep_of())
    ended = sweep_of(state=state, finished_at=LATER)
    store.save_sweep(ended)
    assert store.open_sweep("my-shop", "latest") is None
    assert store.sweeps() == (ended,)


def test_how_a_window_stands_is_told_by_its_sweeps_down_to_the_last_that_was_complete(store: Store) -> None:
    states = ("complete", "incomplete", "complete", "incomplete", "incomplete")
    for number, state in enumerate(states):
        store.save_sweep(sweep_of(f"s{number}", state=state, started_at=NOW + timedelta(hours=number)))
    store.save_sweep(sweep_of("other", window="catch_up", state="incomplete"))
    told = store.sweeps_since_complete("my-shop", "latest")
    assert [sweep.id for sweep in told] == ["s4", "s3", "s2"]
    assert [sweep.id for sweep in store.sweeps_since_complete("my-shop", "catch_up")] == ["other"]
    assert store.sweeps_since_complete("other-shop", "latest") == ()


def test_one_sweep_of_a_window_runs_at_a_time(store: Store) -> None:
    store.save_sweep(sweep_of("first"))
    with pytest.raises(StoreError, match="a sweep of window latest of account my-shop is already running"):
        store.save_sweep(sweep_of("second"))
    store.save_sweep(sweep_of("third", window="catch_up"))
    assert {sweep.id for sweep in store.sweeps()} == {"first", "third"}


def test_a_page_of_a_second_sweep_of_the_same_window_is_not_stored(store: Store) -> None:
    store.save_sweep(sweep_of("first"))
    with pytest.raises(StoreError, match="already running"):
        store.write_page(page_of(write_of(order_of("A1")), sweep=sweep_of("second")))
    assert store.find("A1") == ()


def test_the_ledger_shows_the_newest_first_and_one_account_where_asked(store: Store) -> None:
    store.save_sweep(sweep_of("old", state="complete", started_at=NOW - timedelta(days=1)))
    store.save_sweep(sweep_of("new", state="complete"))
    store.save_sweep(sweep_of("other", account="other-shop"))
    assert [sweep.id for sweep in store.sweeps("my-shop")] == ["new", "old"]
    assert len(store.sweeps()) == 3


def test_the_cursor_comes_with_the_page_that_moves_it(store: Store) -> None:
    assert store.cursor("my-shop", "latest") is None
    cursor = Cursor("my-shop", "latest", NOW)
    store.write_page(page_of(write_of(order_of("A1")), sweep=sweep_of(state="complete"), cursor=cursor))
    assert store.cursor("my-shop", "latest") == cursor
    assert store.cursor("my-shop", "catch_up") is None
    assert store.cursor("other-shop", "latest") is None


def test_a_page_without_a_cursor_leaves_it_where_it_is(store: Store) -> None:
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", NOW)))
    store.write_page(page_of(sweep=sweep_of(pages=2)))
    assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", NOW)


def test_a_page_that_cannot_be_stored_moves_no_cursor_and_no_sweep(store: Store) -> None:
    store.write_page(page_of(sweep=sweep_of(pages=1), cursor=Cursor("my-shop", "latest", NOW)))
    bad = write_of(order_of("A1", extras={"weight": 1.5}))
    with pytest.raises(TypeError, match="float"):
        store.write_page(page_of(bad, sweep=sweep_of(pages=2), cursor=Cursor("my-shop", "latest", LATER)))
    assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", NOW)
    assert [sweep.pages for sweep in store.sweeps()] == [1]


def test_a_cursor_never_goes_back(store: Store) -> None:
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", LATER)))
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", NOW)))
    assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", LATER)


def test_what_is_read_over_another_edition_is_marked_anew(store: Store) -> None:
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", NOW, mark="event-7", edition="first")))
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", LATER, edition="first")))
    assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", LATER, "event-7", "first")
    store.write_page(page_of(cursor=Cursor("my-shop", "latest", LATER, edition="second")))
    assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", LATER, None, "second")
