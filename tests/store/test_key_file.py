"""The file beside the database: a secret, tombstones, and keys of documents."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.store import Store
from stallkeeper.store.key_file import KeyFile
from tests.rights import as_someone_without_rights
from tests.store.samples import LATER, NOW, key_of, order_of, page_of, write_of


def key_file(folder: Path, name: str = "orders.db") -> KeyFile:
    return KeyFile(str(folder / name), 1.0)


def test_it_is_made_when_it_is_needed_for_its_owner_only(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    assert keys.buried([key_of("A1")]) == {}
    assert keys.document_key(key_of("A1")) is None
    assert not keys.destroy_document_key(key_of("A1"))
    assert list(tmp_path.iterdir()) == []
    keys.keyed(b"x")
    assert (tmp_path / "orders.db.keys").stat().st_mode & 0o777 == 0o600


def test_one_that_came_back_open_to_everybody_is_its_owners_alone_again(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    secret = keys.keyed(b"x")
    keys.close()
    (tmp_path / "orders.db.keys").chmod(0o644)
    assert key_file(tmp_path).keyed(b"x") == secret
    assert (tmp_path / "orders.db.keys").stat().st_mode & 0o777 == 0o600


def test_one_that_is_anothers_is_told_by_its_name() -> None:
    with TemporaryDirectory() as name:
        (folder := Path(name)).chmod(0o755)
        key_file(folder).keyed(b"x")
        if os.geteuid() != 0:
            (folder / "orders.db.keys").chmod(0o000)
        with as_someone_without_rights(), pytest.raises(StoreError, match=r"orders\.db\.keys cannot be opened.*rights"):
            key_file(folder).keyed(b"x")


def test_while_somebody_reads_it_nobody_is_buried_and_the_next_try_is_as_good_as_the_first(tmp_path: Path) -> None:
    keys = KeyFile(str(tmp_path / "orders.db"), 0.1)
    tombstone = (key_of("A1"), LATER, "on request")
    keys.bury([(key_of("A0"), LATER, "on request")])
    with closing(sqlite3.connect(tmp_path / "orders.db.keys", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM tombstones").fetchall()
        with pytest.raises(StoreError, match="is locked"):
            keys.bury([tombstone])
        reader.execute("COMMIT")
        assert keys.count_buried() == 1
        keys.bury([tombstone])
        assert reader.execute("SELECT count(*) FROM tombstones").fetchone() == (2,)


def test_a_store_that_never_erases_has_none(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        store.known("company", "bazaar", ["A1"])
    assert [path.name for path in tmp_path.iterdir()] == ["orders.db"]


def test_an_order_that_was_erased_is_known_again_by_nothing_that_names_it(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    keys.bury([(key_of("A1"), NOW, "on request")])
    keys.close()
    again = key_file(tmp_path)
    assert again.buried([key_of("A1"), key_of("A2"), key_of("A1", scope="another")]) == {key_of("A1"): "on request"}
    assert again.count_buried() == 1
    again.close()
    content = (tmp_path / "orders.db.keys").read_bytes()
    assert b"company" not in content and b"bazaar" not in content


def test_many_orders_are_looked_up_at_once(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    several = [key_of(f"A{number}") for number in range(1201)]
    keys.bury((key, NOW, "on request") for key in several[:1100])
    assert list(keys.buried(several)) == several[:1100], "in the order in which they were asked for"


def test_two_stores_know_an_order_by_different_digests(tmp_path: Path) -> None:
    one, other = key_file(tmp_path, "one.db"), key_file(tmp_path, "other.db")
    assert one.digest(key_of("A1")) != other.digest(key_of("A1"))
    assert one.keyed(b"payload") != other.keyed(b"payload")


def test_parts_of_a_key_do_not_run_into_each_other(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    assert keys.digest(key_of("B", channel="A", scope="")) != keys.digest(key_of("", channel="AB", scope=""))


def test_a_key_of_documents_is_made_once_and_gone_when_it_is_destroyed(tmp_path: Path) -> None:
    keys = key_file(tmp_path)
    made = keys.make_document_key(key_of("A1"))
    assert keys.make_document_key(key_of("A1")) == made == key_file(tmp_path).document_key(key_of("A1"))
    assert keys.make_document_key(key_of("A2")) != made
    assert keys.destroy_document_key(key_of("A1"))
    assert keys.document_key(key_of("A1")) is None
    keys.close()
    assert made not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_nothing_of_it_is_printed(tmp_path: Path) -> None:
    assert repr(key_file(tmp_path)) == "KeyFile(…)"
