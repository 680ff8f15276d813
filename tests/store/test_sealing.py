"""A store of an earlier version gets its chain as it is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from stallkeeper.orders import Broken, Whole
from stallkeeper.store import Store
from stallkeeper.store.migrations import APPLICATION_ID, STEPS
from tests.store.samples import NOW, key_of, order_of, page_of, write_of


def of_version_4(path: Path, lines: int) -> Path:
    """A file as the version before the chain wrote it: one order with so many lines, or none at all."""
    with closing(sqlite3.connect(path)) as connection:
        for step in STEPS[:4]:
            for statement in step.statements:
                connection.execute(statement)
        connection.execute(
            "INSERT INTO orders (number, id, channel, scope, account, native_status, status_since, first_seen_at,"
            " updated_at, digest, reported_id, reported_status, fulfilled_by_channel)"
            " SELECT 1, 'A1', 'bazaar', 'company', 'my-shop', 'PENDING', 0, 0, 0, x'00', 'A1', 'PENDING', 0 WHERE ?",
            (lines,),
        )
        flag = '{"flag":"late","raised":true}'
        connection.executemany(
            "INSERT INTO history (order_number, at, kind, who, details_json) VALUES (1, ?, ?, 'channel', ?)",
            [(at, "flagged" if at else "first_seen", None if at % 3 else flag) for at in range(lines)],
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 4")
        connection.commit()
    return path


def test_every_line_that_was_there_is_sealed(tmp_path: Path) -> None:
    with Store.open(of_version_4(tmp_path / "orders.db", 2500), now=NOW) as store:
        found = store.audit.check()
        assert isinstance(found, Whole)
        assert (found.lines, found.seals) == (2500, 3)
        assert {entry.cause for entry in store.audit.entries()} == {"migration"}
        assert store.history(key_of("A1"))[0].details == {"flag": "late", "raised": True}


def test_the_chain_goes_on_from_there(tmp_path: Path) -> None:
    path = of_version_4(tmp_path / "orders.db", 7)
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A2"))))
        found = store.audit.check()
        assert isinstance(found, Whole)
        assert (found.lines, found.seals) == (9, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER history_kept")
        connection.execute("DELETE FROM history WHERE number = 4")
        connection.commit()
    with Store.open(path, now=NOW) as store:
        assert store.audit.check() == Broken(1, 4, "it was removed")


def test_a_history_without_lines_needs_no_seal(tmp_path: Path) -> None:
    with Store.open(of_version_4(tmp_path / "orders.db", 0), now=NOW) as store:
        found = store.audit.check()
        assert isinstance(found, Whole)
        assert found.seals == 0
