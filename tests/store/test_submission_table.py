from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.errors import StoreError
from stallkeeper.orders import OPEN_STATES, Submission
from stallkeeper.store import Store
from tests.store.samples import (
    LATER,
    NOW,
    key_of,
    order_of,
    store_with,
    submission_event,
    submission_of,
)
from tests.store.test_typed_json import KEYS, VALUES, shape

CLOSED_STATES = ("confirmed", "rejected", "superseded")


@pytest.fixture
def store() -> Iterator[Store]:
    with store_with(order_of("A1"), order_of("A2")) as opened:
        yield opened


def add(store: Store, submission: Submission) -> bool:
    return store.add_submission(submission, [submission_event(submission)])


def test_an_intent_and_its_history_come_back(store: Store) -> None:
    submission = submission_of(fields={"carrier": "130", "price": Decimal("1E+1"), "day": date(2026, 11, 22)})
    assert add(store, submission)
    assert store.submission("s1") == submission
    assert store.open_submission(key_of("A1")) == submission
    assert store.history(key_of("A1"))[-1] == submission_event(submission)


INSTANTS = st.datetimes(timezones=st.just(UTC))
PARTS = {
    "id": st.text(),
    "key": st.just(key_of("A1")),
    "account": st.text(),
    "action": st.text(),
    "fields": st.dictionaries(KEYS, VALUES, max_size=3),
    "state": st.sampled_from([*sorted(OPEN_STATES), *CLOSED_STATES]),
    "expected": st.lists(st.text()).map(tuple),
    "before": st.text(),
    "who": st.text(),
    "created_at": INSTANTS,
    "updated_at": INSTANTS,
    "next_attempt_at": INSTANTS,
    "sent_at": st.none() | INSTANTS,
    "attempts": st.integers(0, 2**31),
    "receipt": st.none() | st.text(),
    "error_kind": st.sampled_from([None, "transient", "auth"]),
    "error": st.none() | st.text(),
    "extras": st.dictionaries(KEYS, VALUES, max_size=3),
}


@given(st.builds(Submission, **PARTS))  # type: ignore[arg-type]
def test_every_field_of_a_submission_comes_back(submission: Submission) -> None:
    with store_with(order_of("A1")) as store:
        assert add(store, submission)
        back = store.submission(submission.id)
        assert back == submission
        assert back is not None
        assert shape(back.fields) == shape(submission.fields)
        assert shape(back.extras) == shape(submission.extras)


def test_the_rule_above_is_about_every_field() -> None:
    assert set(PARTS) == {field.name for field in fields(Submission)}


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_an_order_is_held_by_one_open_submission(store: Store, state: str) -> None:
    assert add(store, submission_of("s1", state=state))
    before = store.history(key_of("A1"))
    assert not add(store, submission_of("s2"))
    assert store.submission("s2") is None
    assert store.history(key_of("A1")) == before


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_a_submission_that_is_over_holds_its_order_no_more(store: Store, state: str) -> None:
    assert add(store, submission_of("s1", state=state))
    assert store.open_submission(key_of("A1")) is None
    assert add(store, submission_of("s2"))


def test_orders_do_not_hold_each_other(store: Store) -> None:
    assert add(store, submission_of("s1", "A1"))
    assert add(store, submission_of("s2", "A2"))


def test_an_intent_about_an_order_that_is_not_stored_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="order A9 of bazaar is not stored"):
        add(store, submission_of(order_id="A9"))
    assert store.submissions() == ()


def test_an_intent_whose_history_cannot_be_written_is_not_written_either(store: Store) -> None:
    stray = replace(submission_event(submission_of()), key=key_of("A9"))
    with pytest.raises(StoreError, match="A9"):
        store.add_submission(submission_of(), [stray])
    assert store.submission("s1") is None


def test_an_identifier_is_used_once(store: Store) -> None:
    assert add(store, submission_of("s1", "A1"))
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT"):
        add(store, submission_of("s1", "A2"))
    assert store.submissions() == (submission_of("s1", "A1"),)


def test_a_submission_moves_on_from_the_state_it_is_expected_in(store: Store) -> None:
    add(store, submission_of())
    sending = submission_of(state="sending", sent_at=LATER, attempts=1, updated_at=LATER)
    assert store.update_submission(sending, [submission_event(sending)], durable=True, held=submission_of())
    assert store.submission("s1") == sending
    assert store.history(key_of("A1"))[-1] == submission_event(sending)


def test_a_submission_that_has_moved_meanwhile_stays_where_it_is(store: Store) -> None:
    add(store, submission_of())
    confirmed = submission_of(state="confirmed")
    store.update_submission(confirmed, [], held=submission_of())
    before = store.history(key_of("A1"))
    sending = submission_of(state="sending")
    assert not store.update_submission(sending, [submission_event(sending)], held=submission_of())
    assert store.submission("s1") == confirmed
    assert store.history(key_of("A1")) == before


def test_a_submission_that_was_never_stored_does_not_move(store: Store) -> None:
    assert not store.update_submission(submission_of("s9"), [], held=submission_of("s9"))
    assert store.submission("s9") is None


def test_a_submission_that_is_over_cannot_come_back_while_another_holds_the_order(store: Store) -> None:
    add(store, submission_of("s1", state="rejected"))
    add(store, submission_of("s2"))
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT"):
        store.update_submission(submission_of("s1"), [], held=submission_of("s1", state="rejected"))
    assert store.open_submission(key_of("A1")) == submission_of("s2")


def test_the_next_to_be_attempted_comes_first(store: Store) -> None:
    add(store, submission_of("s1", "A1", next_attempt_at=LATER))
    add(store, submission_of("s2", "A2", next_attempt_at=NOW))
    assert [submission.id for submission in store.submissions()] == ["s2", "s1"]


def test_submissions_by_account_state_and_what_is_due(store: Store) -> None:
    add(store, submission_of("s1", "A1", state="in_doubt", next_attempt_at=LATER))
    add(store, submission_of("s2", "A2", account="other-shop"))
    assert [one.id for one in store.submissions(account="my-shop")] == ["s1"]
    assert [one.id for one in store.submissions(states=("queued",))] == ["s2"]
    assert [one.id for one in store.submissions(states=OPEN_STATES)] == ["s2", "s1"]
    assert store.submissions(states=()) == ()
    assert [one.id for one in store.submissions(due_at=LATER - timedelta(microseconds=1))] == ["s2"]
    assert [one.id for one in store.submissions(due_at=LATER)] == ["s2", "s1"]
    assert store.submissions(account="my-shop", states=("queued",), due_at=datetime.max.replace(tzinfo=UTC)) == ()


def test_one_that_is_in_doubt_again_is_not_the_doubt_that_was_read(store: Store) -> None:
    read = submission_of(state="in_doubt", attempts=1)
    add(store, read)
    again = replace(read, attempts=2, updated_at=LATER)
    assert store.update_submission(again, [], held=read)
    assert not store.update_submission(replace(read, state="queued"), [], held=read)
    assert store.submission("s1") == again


def test_what_the_sender_noted_is_not_undone_by_whoever_read_it_before(store: Store) -> None:
    read = submission_of(state="sending", attempts=1)
    add(store, read)
    noted = replace(read, updated_at=LATER, extras={"calls": {"1": {}}})
    assert store.update_submission(noted, [], held=read)
    assert not store.update_submission(replace(read, state="in_doubt"), [], held=read, by_sender=False)
    assert store.submission("s1") == noted
    assert store.update_submission(replace(noted, state="in_doubt"), [], held=noted, by_sender=False)


def test_a_sender_keeps_its_answer_though_the_clock_was_put_right_and_nobody_else_may(store: Store) -> None:
    put_right = submission_of(state="sending", attempts=1, updated_at=NOW)
    add(store, put_right)
    held = replace(put_right, updated_at=LATER)
    assert not store.update_submission(replace(held, state="in_doubt"), [], held=held, by_sender=False)
    assert store.update_submission(replace(held, state="acknowledged"), [], held=held)
