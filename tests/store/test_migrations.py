from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.store import Store
from stallkeeper.store.database import Database
from stallkeeper.store.migrations import APPLICATION_ID, NEWEST, STEPS, Step, migrate
from tests.store.samples import NOW, order_of, page_of, write_of


def stored(path: Path) -> Path:
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
    return path


def pragma(path: Path, statement: str) -> object:
    connection = sqlite3.connect(path)
    try:
        row = connection.execute(f"PRAGMA {statement}").fetchone()
        connection.commit()
        return row[0] if row else None
    finally:
        connection.close()


def test_a_new_file_says_whose_it_is_and_which_version(tmp_path: Path) -> None:
    path = stored(tmp_path / "orders.db")
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == NEWEST
    assert pragma(path, "journal_mode") == "wal"


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = stored(tmp_path / "orders.db")
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "orders.db").touch()
    assert pragma(stored(tmp_path / "orders.db"), "user_version") == NEWEST


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = stored(tmp_path / "orders.db")
    before = path.read_bytes()
    with Store.open(path, now=NOW) as store:
        assert store.find("A1") == (order_of("A1"),)
    assert path.read_bytes() == before


def test_a_file_from_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = stored(tmp_path / "orders.db")
    pragma(path, f"user_version = {NEWEST + 6}")
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(path, now=NOW)
    assert str(caught.value) == (
        f"{path} was written by a newer stallkeeper (store version {NEWEST + 6}; this one knows up to {NEWEST}). "
        "It was left as it is. Update stallkeeper, or name another file as the `store:`."
    )
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["orders.db"]


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE wallet (amount REAL)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"]
)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "wallet.db"
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"wallet\.db is a database of another program. It was left as it is"):
        Store.open(path, now=NOW)
    assert path.read_bytes() == before


def a_step(*statements: str) -> Step:
    return Step(NEWEST + 1, statements)


def test_an_older_file_is_brought_up_to_date_with_its_data(tmp_path: Path) -> None:
    database = Database(stored(tmp_path / "orders.db"), now=NOW, busy_seconds=1)
    step = a_step("ALTER TABLE orders ADD COLUMN colour TEXT", "UPDATE orders SET colour = 'green'")
    migrate(database.connection, database.transaction, NOW, (*STEPS, step))
    assert database.rows("SELECT id, colour FROM orders") == [("A1", "green")]
    assert database.rows("PRAGMA user_version") == [(NEWEST + 1,)]
    assert [row[0] for row in database.rows("SELECT version FROM steps_taken ORDER BY version")] == [
        *(step.version for step in STEPS),
        NEWEST + 1,
    ]
    database.close()


def test_a_step_that_fails_half_way_leaves_the_file_at_the_version_before(tmp_path: Path) -> None:
    path = stored(tmp_path / "orders.db")
    database = Database(path, now=NOW, busy_seconds=1)
    step = a_step("ALTER TABLE orders ADD COLUMN colour TEXT", "UPDATE orders SET flavour = 'mint'")
    with pytest.raises(StoreError):
        migrate(database.connection, database.transaction, NOW, (*STEPS, step))
    database.close()
    with Store.open(path, now=NOW) as store:
        assert store.find("A1") == (order_of("A1"),)
        assert "colour" not in {row[1] for row in store._database.rows("PRAGMA table_info(orders)")}
    assert pragma(path, "user_version") == NEWEST


def test_a_step_is_taken_once() -> None:
    database = Database(":memory:", now=NOW, busy_seconds=1)
    step = a_step("CREATE TABLE colours (name TEXT)")
    for _ in range(2):
        migrate(database.connection, database.transaction, NOW, (*STEPS, step))
    assert database.rows("SELECT count(*) FROM steps_taken") == [(len(STEPS) + 1,)]


def test_the_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))


OPENER = """
import sys
from datetime import UTC, datetime
from stallkeeper.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store.open(sys.argv[1], now=datetime.now(UTC)) as store:
    print(len(store.sweeps()))
"""


def test_processes_that_make_the_same_file_at_once_all_get_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    ended = [opener.communicate(timeout=60) for opener in openers]
    assert [out for out, _ in ended] == ["0\n"] * len(openers), [err for _, err in ended]
    assert pragma(path, "user_version") == NEWEST
