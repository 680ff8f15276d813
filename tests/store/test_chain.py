"""The history's chain: whatever is done to the file by hand is found, and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.orders import Broken, Event, Note, Whole
from stallkeeper.store import Store
from stallkeeper.store.chain import SEAL_COLUMNS, SEALED_COLUMNS, Seal, canonical, seal_of
from stallkeeper.store.database import Database
from stallkeeper.store.eraser import ToErase
from tests.store.samples import (
    JEANNE,
    LATER,
    NOW,
    key_of,
    order_of,
    page_of,
    submission_event,
    submission_of,
    sweep_of,
    write_of,
)

STREET = "12 rue des Lilas"
TRIGGERS = ("history_kept_as_it_is", "history_kept", "seals_kept_as_they_are", "seals_kept")


def lived(path: Path) -> Path:
    """Two pages, an action and a note: nine lines under five seals."""
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(*(write_of(order_of(name)) for name in ("A1", "A2"))))
        store.write_page(page_of(write_of(order_of("A3")), sweep=sweep_of("sweep-2", window="older")))
        queued = submission_of()
        store.add_submission(queued, (submission_event(queued),))
        store.audit.note(Note(LATER, "exported", "seller:jo", {"rows": 3}))
        sending = replace(queued, state="sending")
        events = (submission_event(sending), Event(LATER, key_of("A1"), "changed", "channel"))
        store.update_submission(sending, events, held=queued)
    return path


def by_hand(path: Path, *statements: str) -> Path:
    """What somebody does to the file who knows how to drop a trigger."""
    with closing(sqlite3.connect(path)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def checked(path: Path) -> Whole | Broken:
    with Store.open_to_read(path, now=NOW) as store:
        return store.audit.check()


def test_a_history_that_nobody_touched_is_whole(tmp_path: Path) -> None:
    found = checked(lived(tmp_path / "orders.db"))
    assert isinstance(found, Whole)
    assert (found.lines, found.seals) == (9, 5)


def test_a_store_without_history_is_whole(tmp_path: Path) -> None:
    Store.open(tmp_path / "orders.db", now=NOW).close()
    assert checked(tmp_path / "orders.db") == Whole(0, 0, "00" * 32)


CHANGED = "it was changed, or another line was put in its place"
OR_RENAMED = CHANGED + ', or the order that begins with it, called "{}" now, had another id'
SWAP = "UPDATE history SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 ELSE number END"


@pytest.mark.parametrize(
    ("statements", "place", "why"),
    [
        (["UPDATE history SET to_status = 'shipped' WHERE number = 4"], (1, 4), CHANGED),
        (["UPDATE history SET at = at + 1 WHERE number = 1"], (1, 1), OR_RENAMED.format("A1")),
        (["UPDATE history SET who = 'seller:bo' WHERE number = 7"], (3, 7), CHANGED),
        (["UPDATE history SET order_number = 2 WHERE number = 9"], (5, 9), CHANGED),
        (["UPDATE history SET details_json = '{}' WHERE number = 7"], (3, 7), "its details were changed"),
        (["UPDATE history SET salt = x'00' WHERE number = 7"], (3, 7), "its details were changed"),
        (["UPDATE history SET covered = NULL WHERE number = 7"], (3, 7), "its details were changed"),
        (["UPDATE history SET details_json = '{}' WHERE number = 2"], (1, 2), "its details were changed"),
        (["DELETE FROM history WHERE number = 3"], (1, 3), "it was removed"),
        (["DELETE FROM history WHERE number = 1"], (1, 1), "it was removed"),
        (["DELETE FROM history WHERE number = 9"], (5, 9), "it was removed"),
        (
            ["DELETE FROM history WHERE number IN (5, 6)", "DELETE FROM seals WHERE number = 2"],
            (2, None),
            "the seal is missing",
        ),
        (
            [
                "DELETE FROM history WHERE number IN (5, 6)",
                "DELETE FROM seals WHERE number = 2",
                "UPDATE seals SET number = number - 1 WHERE number > 2",
            ],
            (2, 5),
            "it was removed, with the seal that covered it",
        ),
        ([SWAP, "UPDATE history SET number = -number WHERE number < 0"], (1, 2), OR_RENAMED.format("A2")),
        (
            ["INSERT INTO history (number, order_number, at, kind, who) VALUES (10, 1, 0, 'moved', 'nobody')"],
            (6, 10),
            "no seal covers it: it was added by hand",
        ),
        (
            ["INSERT INTO history (number, order_number, at, kind, who) VALUES (-4, 1, 0, 'moved', 'nobody')"],
            (1, -4),
            "no seal covers it: it was added by hand",
        ),
        (
            ["UPDATE seals SET cause = 'sweep:another' WHERE number = 1"],
            (1, None),
            "the seal itself was changed, or one before it was made anew",
        ),
        (
            ["UPDATE seals SET note_json = replace(note_json, '3', '2') WHERE number = 4"],
            (4, None),
            "the seal itself was changed, or one before it was made anew",
        ),
        (["DELETE FROM seals WHERE number = 4"], (4, None), "the seal is missing"),
        (["DELETE FROM seals"], (1, 1), "no seal covers it: it was added by hand"),
    ],
)
def test_whatever_is_done_by_hand_is_found_and_named(
    tmp_path: Path, statements: list[str], place: tuple[int, int | None], why: str
) -> None:
    found = checked(by_hand(lived(tmp_path / "orders.db"), *statements))
    assert found == Broken(*place, why)


GONE = "the order that begins with it was removed"
ADDED = "no line of the history tells of it: it was added by hand"


@pytest.mark.parametrize(
    ("statement", "place", "why", "order"),
    [
        ("UPDATE orders SET id = 'A9' WHERE id = 'A2'", (1, 3), OR_RENAMED.format("A9"), None),
        ("UPDATE orders SET scope = 'another' WHERE id = 'A3'", (2, 5), OR_RENAMED.format("A3"), None),
        ("UPDATE orders SET channel = 'another' WHERE id = 'A1'", (1, 1), OR_RENAMED.format("A1"), None),
        ("DELETE FROM orders WHERE id = 'A2'", (1, 3), GONE, None),
        ("DELETE FROM orders", (1, 1), GONE, None),
        (
            "UPDATE orders SET status = 'shipped' WHERE id = 'A2'",
            (1, 4),
            "it is shipped, and the last line about that says waiting_shipment",
            "A2",
        ),
        (
            "UPDATE orders SET status = NULL WHERE id = 'A3'",
            (2, 6),
            "it is of no known status, and the last line about that says waiting_shipment",
            "A3",
        ),
    ],
)
def test_an_order_that_is_not_as_its_lines_say_is_found_and_named(
    tmp_path: Path, statement: str, place: tuple[int, int], why: str, order: str | None
) -> None:
    found = checked(by_hand(lived(tmp_path / "orders.db"), "PRAGMA foreign_keys = OFF", statement))
    assert found == Broken(*place, why, order)


def test_orders_that_bear_each_others_ids_are_found_though_they_stand_alike(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    with closing(sqlite3.connect(path)) as connection:
        for old, new in (("A1", "-"), ("A3", "A1"), ("-", "A3")):
            connection.execute("UPDATE orders SET id = ?, reported_id = ? WHERE id = ?", (new, new, old))
        connection.commit()
    assert checked(path) == Broken(1, 1, OR_RENAMED.format("A3"))


def test_an_order_that_was_added_by_hand_is_found_and_named(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    kept = [name for name in columns_of(path, "orders") if name not in ("number", "id")]
    names = ", ".join(kept)
    by_hand(path, f"INSERT INTO orders (number, id, {names}) SELECT 4, 'A4', {names} FROM orders WHERE number = 1")
    assert checked(path) == Broken(None, None, ADDED, "A4")


def test_an_order_of_no_known_status_stands_as_the_last_line_about_that_says(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    with Store.open(path, now=NOW) as store:
        lost = Event(LATER, key_of("A3"), "unknown_status", "channel", "waiting_acceptance", native_status="?")
        store.update_order(order_of("A3", status=None), (lost, replace(lost, kind="changed")))
    found = checked(path)
    assert isinstance(found, Whole) and found.orders == 3


def test_the_chain_of_a_release_that_sealed_no_ids_is_whole_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stallkeeper.store.history_table.BEGINS", "nothing")
    path = lived(tmp_path / "orders.db")
    monkeypatch.undo()
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A4")), sweep=sweep_of("sweep-3", window="third")))
        assert isinstance(store.audit.check(), Whole)
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    assert checked(by_hand(copy, "UPDATE history SET who = 'nobody' WHERE number = 2")) == Broken(1, 2, CHANGED)
    assert checked(by_hand(path, "UPDATE orders SET id = 'A9' WHERE id = 'A4'")) == Broken(
        6, 10, OR_RENAMED.format("A9")
    )


def test_a_seal_made_anew_for_a_changed_line_is_told_by_the_one_after_it(tmp_path: Path) -> None:
    path = by_hand(lived(tmp_path / "orders.db"), "UPDATE history SET who = 'nobody' WHERE number = 1")
    with closing(sqlite3.connect(path)) as connection:
        columns = ", ".join(SEALED_COLUMNS)
        rows = canonical(connection.execute(f"SELECT {columns} FROM history WHERE number <= 4 ORDER BY number"))
        one = Seal(*connection.execute(f"SELECT {', '.join(SEAL_COLUMNS)} FROM seals WHERE number = 1").fetchone())
        anew = seal_of(None, rows, 1, 4, one.at, one.via, one.cause, None)
        values = (anew.digest, anew.marks)
        connection.execute("UPDATE seals SET digest = ?, marks = ? WHERE number = 1", values)
        connection.commit()
    assert checked(path) == Broken(2, None, "the seal itself was changed, or one before it was made anew")


def test_lines_that_are_cut_off_with_their_seal_are_told_by_the_head_that_was_noted(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    noted = checked(path)
    assert isinstance(noted, Whole)
    by_hand(path, "DELETE FROM history WHERE number > 7", "DELETE FROM seals WHERE number > 3")
    assert isinstance(checked(path), Whole)
    with Store.open_to_read(path, now=NOW) as store:
        assert not store.audit.has_seal(noted.head)


def test_the_store_goes_on_after_somebody_changed_it_and_the_place_stays_known(tmp_path: Path) -> None:
    path = by_hand(lived(tmp_path / "orders.db"), "DELETE FROM history WHERE number = 9")
    with Store.open(path, now=NOW) as store:
        store.update_order(order_of("A1"), (Event(LATER, key_of("A1"), "drift", "channel"),))
    assert checked(path) == Broken(5, 9, "it was removed")


TAKEN_OUT = "UPDATE history SET details_json = NULL, salt = NULL WHERE number = 7"


def test_details_that_were_taken_out_are_told_where_no_erasure_follows(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    with Store.open(path, now=NOW) as store:
        store._database.rows(TAKEN_OUT)
    assert checked(path) == Broken(3, 7, "its details were taken out, and no later line tells of an erasure")


def test_details_that_went_with_their_buyer_are_counted_and_the_chain_still_holds(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    with Store.open(path, now=NOW) as store:
        store._database.rows(TAKEN_OUT)
        assert store.history(key_of("A1"))[2].details == {}
        store.update_order(order_of("A2"), (Event(LATER, key_of("A2"), "erased", "engine", details={"rule": "x"}),))
        assert isinstance(store.audit.check(), Broken), "that was another order's buyer"
        store.update_order(order_of("A1"), (Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "x"}),))
        found = store.audit.check()
        assert isinstance(found, Whole) and found.without_details == 1
        store._database.rows("UPDATE history SET details_json = NULL, salt = NULL WHERE number = 11")
    found = checked(path)
    assert isinstance(found, Broken) and found.line == 11, "what is taken out after the erasure, or of the line itself"


def test_what_an_erasure_takes_out_of_the_history_is_told_by_its_line(tmp_path: Path) -> None:
    with Store.open(lived(tmp_path / "orders.db"), now=NOW) as store:
        named = Event(LATER, key_of("A3"), "changed", "channel", details={"why": f"moved from {STREET}"})
        store.write_page(
            page_of(
                write_of(order_of("A3", delivery=JEANNE), events=(named,)), sweep=sweep_of("sweep-3", window="third")
            )
        )
        told = Event(LATER, key_of("A3"), "erased", "engine", details={"rule": "on request"})
        assert store.eraser.erase([ToErase(key_of("A3"), told)])
        found = store.audit.check()
        assert isinstance(found, Whole) and found.without_details == 1


@pytest.mark.parametrize("is_before", [True, False])
def test_what_somebody_takes_out_besides_an_erasure_is_told(tmp_path: Path, is_before: bool) -> None:
    path = lived(tmp_path / "orders.db")
    told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "on request"})
    with Store.open(path, now=NOW) as store:
        done = replace(submission_of(), state="confirmed")
        store.update_submission(done, (submission_event(done),), held=replace(done, state="sending"))
        if is_before:
            store._database.rows(TAKEN_OUT)
        assert store.eraser.erase([ToErase(key_of("A1"), told)])
        assert isinstance(store.audit.check(), Whole) is not is_before
        store._database.rows(TAKEN_OUT)
    why = "lines of its order without their details: 1 before it, and its erasures took out 0"
    assert checked(path) == Broken(7, 11, why)


def test_an_erasure_that_follows_another_may_take_details_out_of_what_was_before_both(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "on request", "took_out": 0})
    with Store.open(path, now=NOW) as store:
        store.update_order(order_of("A1"), (told,))
        store._database.rows(TAKEN_OUT)
        assert isinstance(store.audit.check(), Broken)
        store.update_order(order_of("A1"), (replace(told, details={"rule": "on request", "took_out": 1}),))
        assert isinstance(store.audit.check(), Whole)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET details_json = NULL WHERE number = 7",
        "UPDATE history SET details_json = NULL, salt = NULL, who = 'nobody' WHERE number = 7",
        "UPDATE history SET details_json = NULL, salt = NULL, covered = NULL WHERE number = 7",
        "UPDATE seals SET via = 'cli'",
        "DELETE FROM seals",
    ],
)
def test_nothing_else_of_it_can_be_changed(tmp_path: Path, statement: str) -> None:
    with Store.open(lived(tmp_path / "orders.db"), now=NOW) as store, pytest.raises(StoreError) as caught:
        store._database.rows(statement)
    assert "the history is only appended to" in str(caught.value.__cause__)


def test_equal_details_are_covered_by_different_digests(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        twice = (Event(LATER, key_of("A1"), "flagged", "channel", details={"flag": "late"}),) * 2
        store.update_order(order_of("A1"), twice)
        digests = [row[0] for row in store._database.rows("SELECT covered FROM history WHERE covered IS NOT NULL")]
    assert len(set(digests)) == 2


def columns_of(path: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("table", ["history", "seals"])
@pytest.mark.parametrize("number", [1, 4, 5])
def test_no_cell_of_a_line_or_a_seal_can_be_changed_unseen(tmp_path: Path, table: str, number: int) -> None:
    path = lived(tmp_path / "orders.db")
    for column in columns_of(path, table):
        copy = tmp_path / f"{column}.db"
        copy.write_bytes(path.read_bytes())
        other = "x'07'" if column in ("salt", "marks", "digest") else "'1'" if column.endswith("_json") else "77"
        by_hand(copy, "PRAGMA foreign_keys = OFF", f"UPDATE {table} SET {column} = {other} WHERE number = {number}")
        assert isinstance(checked(copy), Broken), column


def test_several_who_write_at_once_make_one_chain(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")

    def write(name: str) -> None:
        with Store.open(path, now=NOW) as store:
            for _ in range(30):
                store.update_order(order_of(name), (Event(LATER, key_of(name), "changed", "channel"),))

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(write, ("A1", "A2", "A3")))
    found = checked(path)
    assert isinstance(found, Whole)
    assert (found.lines, found.seals) == (9 + 90, 5 + 90)


def test_what_another_writes_while_it_is_checked_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, read, busy = lived(tmp_path / "orders.db"), Database.rows, []
    named = Event(LATER, key_of("A3"), "changed", "channel", details={"why": f"moved from {STREET}"})
    page = page_of(
        write_of(order_of("A3", delivery=JEANNE), events=(named,)), sweep=sweep_of("sweep-3", window="third")
    )
    told = Event(LATER, key_of("A3"), "erased", "engine", details={"rule": "on request"})
    with Store.open(path, now=NOW) as store, Store.open(path, now=NOW) as another:
        another.write_page(page)

        def rows(database: Database, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
            found = read(database, statement, values)
            if not busy and "FROM history AS h LEFT JOIN" in statement:
                busy.append(True)
                another.update_order(order_of("A1"), (Event(LATER, key_of("A1"), "changed", "channel"),))
                assert another.eraser.erase([ToErase(key_of("A3"), told)])
            return found

        monkeypatch.setattr(Database, "rows", rows)
        found = store.audit.check()
        assert busy and isinstance(found, Whole) and found.lines == 10
        after = store.audit.check()
        assert isinstance(after, Whole) and (after.lines, after.without_details) == (12, 1)


def test_a_line_of_an_erasure_that_lost_its_own_details_excuses_nothing(tmp_path: Path) -> None:
    path = lived(tmp_path / "orders.db")
    told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "on request", "took_out": 0})
    with Store.open(path, now=NOW) as store:
        store.update_order(order_of("A1"), (told,))
        first = store._database.rows("SELECT max(number) FROM history")[0][0]
        store.update_order(order_of("A1"), (told,))
        assert isinstance(store.audit.check(), Whole)
        store._database.rows(TAKEN_OUT)
        store._database.rows(f"UPDATE history SET details_json = NULL, salt = NULL WHERE number = {first}")
        assert isinstance(store.audit.check(), Broken)
