"""Documents beside the database: encrypted with a key for each order, and gone with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.orders import Event, OrderKey
from stallkeeper.store import Store
from stallkeeper.store.cipher import locked, unlocked
from stallkeeper.store.document_keeper import DocumentKeeper
from stallkeeper.store.eraser import ToErase
from tests.store.samples import LATER, NOW, key_of, order_of, page_of, write_of

LABEL = b"%PDF-1.4 Odile Martin, 12 rue des Lilas"


def keeper(folder: Path) -> DocumentKeeper:
    return Store.open(folder / "orders.db", now=NOW).documents


def test_a_document_comes_back_and_lies_there_encrypted_for_its_owner_only(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    name = documents.keep(key_of("A1"), LABEL)
    assert documents.content(key_of("A1"), name) == LABEL
    assert documents.names(key_of("A1")) == (name,)
    (folder,) = (tmp_path / "orders.db.documents").iterdir()
    (file,) = folder.iterdir()
    assert b"Odile" not in file.read_bytes()
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (tmp_path / "orders.db.documents").stat().st_mode & 0o777 == 0o700


def test_an_order_id_never_becomes_a_path(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    key = OrderKey("../..", "/etc", "../../../passwd\0")
    name = documents.keep(key, LABEL)
    assert documents.content(key, name) == LABEL
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("orders.db")]
    assert [path.parent.parent.name for path in outside] == ["orders.db.documents"]


@pytest.mark.parametrize("name", ["", "..", "../../orders.db", "0" * 31, "G" * 32, "0" * 32])
def test_a_name_that_is_none_of_ours_is_no_document(tmp_path: Path, name: str) -> None:
    documents = keeper(tmp_path)
    documents.keep(key_of("A1"), LABEL)
    assert documents.content(key_of("A1"), name) is None


def test_a_document_of_another_order_cannot_be_passed_off_as_this_ones(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    one, other = documents.keep(key_of("A1"), LABEL), documents.keep(key_of("A2"), b"another")
    folders = {path.parent.name: path for path in (tmp_path / "orders.db.documents").rglob("*") if path.is_file()}
    first, second = folders.values()
    shutil.copy(first, second)
    assert [documents.content(key_of("A1"), one), documents.content(key_of("A2"), other)].count(None) == 1


def test_destroying_takes_the_key_and_the_files(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    name = documents.keep(key_of("A1"), LABEL)
    kept = documents.keep(key_of("A2"), LABEL)
    assert documents.destroy(key_of("A1")) == 1
    assert documents.destroy(key_of("A1")) == 0
    assert (documents.names(key_of("A1")), documents.content(key_of("A1"), name)) == ((), None)
    assert documents.content(key_of("A2"), kept) == LABEL


def test_a_file_of_another_program_in_an_order_s_folder_stops_nothing(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    documents.keep(key_of("A1"), b"a label")
    (folder,) = (tmp_path / "orders.db.documents").iterdir()
    (folder / ".DS_Store").write_bytes(b"made by a file browser")
    assert documents.destroy(key_of("A1")) == 1
    assert [path.name for path in folder.iterdir()] == [".DS_Store"]


def test_a_file_that_cannot_be_deleted_is_told_and_can_be_read_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = keeper(tmp_path)
    name = documents.keep(key_of("A1"), b"a label")

    def refused(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(StoreError, match="cannot be deleted: Permission denied"):
        documents.destroy(key_of("A1"))
    monkeypatch.undo()
    assert documents.content(key_of("A1"), name) is None
    assert (documents.destroy(key_of("A1")), documents.names(key_of("A1"))) == (1, ())


def test_a_backup_of_database_and_documents_cannot_open_an_erased_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        name = store.documents.keep(key_of("A1"), LABEL)
        shutil.copytree(tmp_path / "orders.db.documents", tmp_path / "backup")
        told = Event(LATER, key_of("A1"), "erased", "engine", details={"rule": "on request"})
        (erased,) = store.eraser.erase([ToErase(key_of("A1"), told)])
        assert erased.counts["P3 content"] == 2
    shutil.rmtree(tmp_path / "orders.db.documents")
    shutil.copytree(tmp_path / "backup", tmp_path / "orders.db.documents")
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.documents.names(key_of("A1")) == (name,)
        assert store.documents.content(key_of("A1"), name) is None


def test_a_store_in_memory_keeps_them_there() -> None:
    with Store.open(":memory:", now=NOW) as store:
        name = store.documents.keep(key_of("A1"), LABEL)
        assert store.documents.content(key_of("A1"), name) == LABEL
        assert store.documents.destroy(key_of("A1")) == 1
        assert store.documents.content(key_of("A1"), name) is None


def test_bytes_that_were_changed_are_no_document() -> None:
    key = bytes(32)
    secret = locked(key, LABEL, b"about")
    assert unlocked(key, secret, b"about") == LABEL
    assert unlocked(key, secret, b"else") is None
    assert unlocked(bytes(31) + b"1", secret, b"about") is None
    assert unlocked(key, secret[:-1] + bytes([secret[-1] ^ 1]), b"about") is None
    assert unlocked(key, b"", b"about") is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    documents = keeper(tmp_path)
    (tmp_path / "orders.db.documents").write_text("in the way")
    with pytest.raises(StoreError, match=r"orders\.db\.documents cannot be written: .* Nothing of the document"):
        documents.keep(key_of("A1"), LABEL)
