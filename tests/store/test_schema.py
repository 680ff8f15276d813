from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.orders import OPEN_STATES
from stallkeeper.store import Store, schema, submission_table
from stallkeeper.store.submission_table import SubmissionTable
from tests.store.samples import first_events, key_of, order_of, store_with


@pytest.fixture
def store() -> Iterator[Store]:
    with store_with(order_of("A1")) as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET kind = 'moved'",
        "DELETE FROM history",
        "DELETE FROM history WHERE number = 1",
        "INSERT OR REPLACE INTO history (number, order_number, at, kind, who) VALUES (1, 1, 0, 'moved', 'nobody')",
        "REPLACE INTO history (number, order_number, at, kind, who) VALUES (1, 1, 0, 'moved', 'nobody')",
    ],
)
def test_the_history_cannot_be_changed_or_deleted(store: Store, statement: str) -> None:
    with pytest.raises(StoreError) as caught:
        store._database.rows(statement)
    assert "the history is only appended to" in str(caught.value.__cause__)
    assert store.history(key_of("A1")) == first_events(order_of("A1"))


def test_an_order_with_history_cannot_be_deleted_from_under_it(store: Store) -> None:
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT_FOREIGNKEY"):
        store._database.rows("DELETE FROM orders")
    assert store.find("A1")


def test_no_two_rows_are_of_one_order(store: Store) -> None:
    columns = [row[1] for row in store._database.rows("PRAGMA table_info(orders)") if row[1] != "number"]
    names = ", ".join(columns)
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT_UNIQUE"):
        store._database.rows(f"INSERT INTO orders ({names}) SELECT {names} FROM orders")


@pytest.mark.parametrize("statement", [schema.ONE_OPEN_SUBMISSION, submission_table._NEW])
def test_the_states_that_hold_an_order_are_those_of_the_domain(statement: str) -> None:
    listed = re.search(r"state IN \(([^)]*)\)", statement)
    assert listed is not None
    assert {state.strip(" '") for state in listed[1].split(",")} == OPEN_STATES


def test_the_open_submission_is_looked_for_among_the_states_of_the_domain() -> None:
    assert SubmissionTable.open_one.__code__.co_consts is not None
    constants = " ".join(str(constant) for constant in SubmissionTable.open_one.__code__.co_consts)
    assert all(f"'{state}'" in constants for state in OPEN_STATES)


def test_no_column_holds_floats(store: Store) -> None:
    tables = [row[0] for row in store._database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    types = {row[2] for table in tables for row in store._database.rows(f"PRAGMA table_info({table})")}
    assert types == {"TEXT", "INTEGER", "BLOB"}


@pytest.mark.parametrize(
    ("setting", "value"), [("foreign_keys", 1), ("secure_delete", 1), ("synchronous", 2), ("recursive_triggers", 1)]
)
def test_every_connection_has_our_settings(store: Store, setting: str, value: int) -> None:
    assert store._database.rows(f"PRAGMA {setting}") == [(value,)]
