"""Looking for what should be gone: in every table, and in the bytes of the files."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from stallkeeper.orders import Event, Note, Submission
from stallkeeper.store import Store
from stallkeeper.store.eraser import ToErase
from tests.store.samples import JEANNE, LATER, NOW, key_of, order_of, page_of, submission_of, write_of

STREET = "12 rue des Lilas"


def test_it_is_found_in_a_table_that_nobody_thought_of() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        store._database.rows("CREATE TABLE letters (order_number INTEGER, text TEXT, scan BLOB)")
        store._database.rows("CREATE TABLE desk (note TEXT)")
        store._database.rows("INSERT INTO letters VALUES (1, ?, NULL), (2, ?, NULL)", (f"to {STREET}", "else"))
        store._database.rows("INSERT INTO letters VALUES (1, NULL, ?)", (f"<{STREET}>".encode("utf-16"),))
        assert store.eraser.leftovers.in_rows({key_of("A1"): {STREET}}) == ["letters.scan", "letters.text"]
        assert store.eraser.leftovers.in_rows({key_of("A2"): {STREET}}) == []
        store._database.rows("INSERT INTO desk VALUES (?)", (f"call {STREET}",))
        assert store.eraser.leftovers.in_rows({key_of("A2"): {STREET}}) == ["desk.note"]


def test_among_many_texts_each_is_looked_for_in_every_table() -> None:
    """As many, and as large a table, as would take hours one by one."""
    many = {f"{number:05} rue des Lilas" for number in range(3000)}
    with Store.open(":memory:", now=NOW) as store:
        store._database.rows("CREATE TABLE desk (note TEXT)")
        store._database.rows("INSERT INTO desk VALUES (?)", ("nothing of anybody; " * 50_000,))
        assert store.eraser.leftovers.in_rows({key_of("A1"): many}) == []
        for number in (1, 777, 2998):
            store._database.rows("INSERT INTO desk VALUES (?)", (f"call {number:05} rue des Lilas",))
            assert store.eraser.leftovers.in_rows({key_of("A1"): many}) == ["desk.note"]
            store._database.rows("DELETE FROM desk WHERE note LIKE 'call%'")


def test_the_file_is_made_anew_and_the_log_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(*(write_of(order_of(f"A{number}", delivery=JEANNE)) for number in range(300))))
        assert (tmp_path / "orders.db-wal").stat().st_size > 0
        store._database.rows("UPDATE personal SET delivery_json = NULL")
        disk = store.eraser.leftovers.on_disk({STREET})
        assert (disk.looked_for, disk.of, disk.found_in, disk.made_anew) == (1, 1, (), True)
        assert (tmp_path / "orders.db-wal").stat().st_size == 0
        assert STREET.encode() not in path.read_bytes()


def test_gaps_of_pages_that_were_split_before_hold_nothing_of_it_either(tmp_path: Path) -> None:
    """What SQLite leaves in a page whose rows it has moved is not overwritten by `secure_delete`."""
    path, chance = tmp_path / "orders.db", Random(4)
    with Store.open(path, now=NOW) as store:
        for start in range(0, 6000, 500):
            some = range(start, start + 500)
            writes = [write_of(order_of(f"A{n}"), f"<{n:07}>".encode() * chance.randint(30, 300)) for n in some]
            store.write_page(page_of(*writes))
        erased = chance.sample(range(6000), 2500)
        database, numbers = store._database, (*chance.sample(range(6000), 3000), *erased)
        with database.transaction():
            longer = [(f"<{n:07}>".encode() * chance.randint(10, 400), n + 1) for n in numbers]
            database.change_many("UPDATE personal SET payload = ? WHERE order_number = ?", longer)
        with database.transaction():
            gone = [(n + 1,) for n in erased]
            database.change_many("UPDATE personal SET payload = NULL WHERE order_number = ?", gone)
        store.eraser.leftovers.on_disk(set())
        found = {int(number) for number in re.findall(rb"<(\d{7})>", path.read_bytes())}
    assert found & set(erased) == set()
    assert len(found) > 3000, "the others are still there"


def test_what_another_order_of_the_same_buyer_holds_is_no_leftover(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A2", delivery=JEANNE))))
        assert store.eraser.leftovers.on_disk({STREET}).found_in == ()


def test_what_stands_where_it_should_not_is_found_in_the_bytes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store._database.rows("CREATE TABLE desk (note TEXT)")
        store._database.rows("INSERT INTO desk VALUES (?)", (f"call {STREET}",))
        assert store.eraser.leftovers.on_disk({STREET, "elsewhere"}).found_in == ("orders.db",)


def test_more_than_can_be_read_through_is_looked_for_in_part_and_that_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        disk = store.eraser.leftovers.on_disk({f"text {number}" for number in range(100)}, most_bytes=8_000_000)
        assert 0 < disk.looked_for < disk.of == 100


def test_a_file_that_another_program_writes_is_not_made_anew_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with Store.open(path, now=NOW, busy_seconds=0.1) as store, closing(Store.open(path, now=NOW)) as other:
        connection = other._database.connection
        connection.execute("BEGIN IMMEDIATE")
        assert not store.eraser.leftovers.on_disk({STREET}).made_anew
        connection.execute("ROLLBACK")
        assert store.eraser.leftovers.on_disk({STREET}).made_anew


def test_what_an_erasure_says_of_itself_is_no_leftover_and_what_others_say_is(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1", delivery=JEANNE))))
        told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "after the order"})
        store.eraser.erase([ToErase(key_of("A1"), told)])
        store.audit.note(Note(LATER, "erased", "engine", {"rules": {"after the order": 1}}))
        texts = {key_of("A1"): {"after the order"}}
        assert store.eraser.leftovers.in_rows(texts) == []
        assert store.eraser.leftovers.on_disk({"after the order"}).found_in == ()
        said = replace(told, kind="document", details={"name": "invoice", "reason": "after the order"})
        store.eraser.note([key_of("A1")], [said])
        store.audit.note(Note(LATER, "incident_handled", "engine", {"because": "after the order"}))
        assert store.eraser.leftovers.in_rows(texts) == ["history.details_json", "seals.note_json"]


def test_a_short_text_is_looked_for_in_no_order(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1", delivery=JEANNE))))
        asked: Submission = submission_of(fields={"comment": "ok"}, state="confirmed")
        store.add_submission(asked, ())
        told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "on request"})
        (erased,) = store.eraser.erase([ToErase(key_of("A1"), told)])
        assert STREET in erased.values and "ok" not in erased.values
        assert store.submission("s1") is not None


def test_a_note_of_a_seal_that_somebody_garbled_ends_no_look_and_is_looked_through() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        store._database.rows("DROP TRIGGER seals_kept_as_they_are")
        store._database.rows("UPDATE seals SET note_json = ?", ("{" + STREET,))
        assert store.eraser.leftovers.in_rows({key_of("A1"): {STREET}}) == ["seals.note_json"]
