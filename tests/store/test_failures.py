"""What goes wrong with a file: the message says what, where, why and what to do, and what was stored is still there."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.orders import Cursor, Order
from stallkeeper.store import Store
from stallkeeper.store.failures import store_error
from tests.rights import as_someone_without_rights
from tests.store.samples import (
    JEANNE,
    LATER,
    NOW,
    first_events,
    key_of,
    order_of,
    page_of,
    submission_event,
    submission_of,
    sweep_of,
    write_of,
)

STORED = tuple(order_of(f"A{number:03}", billing=JEANNE) for number in range(60))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can reach too: pytest's own are closed to all but the one who runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="store-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def path(folder: Path) -> Path:
    path = folder / "orders.db"
    with opened(path) as store:
        store.write_page(
            page_of(
                *(write_of(order) for order in STORED),
                sweep=sweep_of(pages=1, state="complete"),
                cursor=Cursor("my-shop", "latest", NOW),
            )
        )
        assert store.add_submission(submission_of(order_id="A000"), [])
    return path


def opened(path: Path) -> Store:
    return Store.open(path, now=NOW, busy_seconds=0.2)


def assert_intact(path: Path) -> None:
    """Everything that the fixture stored is there, and nothing else."""
    with opened(path) as store:
        assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
        assert {order.key: order for order in whole(store)} == {order.key: order for order in STORED}
        assert all(store.history(order.key) == first_events(order) for order in STORED)
        assert store.cursor("my-shop", "latest") == Cursor("my-shop", "latest", NOW)
        assert store.submissions() == (submission_of(order_id="A000"),)


def whole(store: Store) -> Iterator[Order]:
    for order in store.orders():
        found = store.order(order.key)
        assert found is not None
        yield found


def write_something(store: Store) -> None:
    page = page_of(
        write_of(order_of("B1")), sweep=sweep_of("sweep-2", pages=2), cursor=Cursor("my-shop", "latest", LATER)
    )
    store.write_page(page)


def send_something(store: Store) -> None:
    sending = submission_of(order_id="A000", state="sending", sent_at=LATER)
    store.update_submission(sending, [submission_event(sending)], durable=True, held=submission_of())


@pytest.mark.parametrize("write", [write_something, send_something])
def test_a_file_that_another_program_keeps_locked(path: Path, write: Callable[[Store], None]) -> None:
    with opened(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            write(store)
        assert len(list(store.orders())) == len(STORED)  # readers go on
    assert str(caught.value) == (
        f"{path} is locked: another program has held it for longer than this one waits. Nothing was changed. "
        "Try again when it has finished, or stop it."
    )
    assert_intact(path)


def test_a_store_writes_again_once_the_lock_is_gone(path: Path) -> None:
    with opened(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            write_something(store)
        other.execute("ROLLBACK")
        write_something(store)
        assert store.find("B1")


def test_a_file_that_another_program_has_for_itself_alone(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"orders\.db is locked"):
            opened(path)
    assert_intact(path)


def test_a_file_that_may_be_read_only(path: Path, folder: Path) -> None:
    path.chmod(0o444)
    folder.chmod(0o777)
    with as_someone_without_rights(), pytest.raises(StoreError) as caught:
        opened(path)
    assert str(caught.value) == (
        f"{path} cannot be written: the file or its folder is read-only. Nothing was changed. "
        "Give the user who runs this the right to write there, or name another `store:`."
    )
    path.chmod(0o644)
    assert_intact(path)


def test_a_file_in_a_folder_that_may_be_read_only(path: Path, folder: Path) -> None:
    path.chmod(0o666)
    folder.chmod(0o555)
    with as_someone_without_rights(), pytest.raises(StoreError) as caught:
        opened(path)
    assert str(path) in str(caught.value)
    assert "Nothing was changed." in str(caught.value)
    assert "rights on its folder" in str(caught.value) or "right to write there" in str(caught.value)
    folder.chmod(0o755)
    assert_intact(path)


def test_one_that_came_back_open_to_everybody_is_its_owners_alone_again(path: Path) -> None:
    beside = [Path(f"{path}-wal"), Path(f"{path}-shm")]
    with opened(path) as kept:
        kept.write_page(page_of(write_of(order_of("A1"))))
        for each in (path, *beside):
            each.chmod(0o664)
        opened(path).close()
        assert [each.stat().st_mode & 0o777 for each in (path, *beside)] == [0o600] * 3


def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.chmod(0o000)
    with as_someone_without_rights(), pytest.raises(StoreError, match=r"orders\.db cannot be opened.*rights"):
        opened(path)
    assert_intact(path)


def test_a_new_file_in_a_folder_that_may_be_read_only(folder: Path) -> None:
    folder.chmod(0o555)
    with as_someone_without_rights(), pytest.raises(StoreError) as caught:
        opened(folder / "new.db")
    assert str(caught.value) == (
        f"{folder / 'new.db'} cannot be made: Permission denied. "
        "Give the user who runs this the right to write in its folder, or name another `store:`."
    )
    assert list(folder.iterdir()) == []


def test_a_folder_that_does_not_exist(folder: Path) -> None:
    with pytest.raises(StoreError) as caught:
        opened(folder / "missing" / "orders.db")
    assert str(caught.value) == (
        f"{folder}/missing/orders.db cannot be made: there is no folder {folder}/missing. "
        "Make it, or name another `store:`."
    )


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder, not a database\. Name a file in it"):
        opened(folder)


def test_a_disk_that_is_full(path: Path) -> None:
    with opened(path) as store:
        pages = store._database.rows("PRAGMA page_count")[0][0]
        store._database.rows(f"PRAGMA max_page_count = {pages}")
        many = [write_of(order_of(f"B{number}"), b"x" * 2000) for number in range(200)]
        with pytest.raises(StoreError) as caught:
            store.write_page(page_of(*many, sweep=sweep_of("sweep-2"), cursor=Cursor("my-shop", "latest", LATER)))
    assert str(caught.value) == (
        f"{path} cannot grow: the disk is full. Nothing was changed. Make room, then try again; "
        "what was stored before is safe, and an interrupted sync goes on where it stopped."
    )
    assert_intact(path)


@pytest.mark.parametrize("content", [b"orders: none\n" * 1000, b"SQLite format 3\x00" + b"x" * 4000, b"{}"])
def test_a_file_that_is_no_database(folder: Path, content: bytes) -> None:
    path = folder / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"notes\.txt is not a database, or its beginning was overwritten") as caught:
        opened(path)
    assert "The file was left as it is" in str(caught.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.99, 0.75, 0.5, 0.25, 8193, 8192, 4096, 600, 100, 99, 50, 17, 1])
def test_a_file_that_was_cut_off_in_the_middle(path: Path, kept: float) -> None:
    """Stored data is what is left of the file: it is not touched, so that something can still be read out of it."""
    content = path.read_bytes()
    left = content[: int(len(content) * kept) if kept < 1 else int(kept)]
    path.write_bytes(left)
    with pytest.raises(StoreError) as caught, opened(path) as store:
        write_something(store)
    assert str(path) in str(caught.value)
    assert "is damaged" in str(caught.value) or "is not a database" in str(caught.value)
    assert "The file was left as it is. Put back a backup; or move the file aside" in str(caught.value)
    assert path.read_bytes() == left
    assert [file.name for file in path.parent.iterdir()] == ["orders.db"]
    path.write_bytes(content)
    assert_intact(path)


@pytest.mark.parametrize("table", ["orders", "lines", "personal"])
def test_a_file_whose_middle_was_overwritten(path: Path, table: str) -> None:
    content = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    start, end = (page - 1) * 8192, page * 8192
    path.write_bytes(content[:start] + b"\xff" * 8192 + content[end:])
    with pytest.raises(StoreError, match=r"orders\.db is damaged"), opened(path) as store:
        list(whole(store))
    path.write_bytes(content)
    assert_intact(path)


def test_the_way_on_that_a_damaged_file_is_given_leads_on(path: Path, folder: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError, match="move the file aside"):
        opened(path)
    path.rename(folder / "orders.db.damaged")
    with opened(path) as store:
        store.write_page(page_of(*(write_of(order) for order in STORED)))
        assert len(list(store.orders())) == len(STORED)


def test_a_store_that_was_closed_says_so(path: Path) -> None:
    store = opened(path)
    store.close()
    with pytest.raises(StoreError, match=r"orders\.db could not be used as asked"):
        store.counts()
    store.close()
    assert_intact(path)


def test_no_message_shows_a_stored_value() -> None:
    error = sqlite3.IntegrityError("12 rue des Lilas")
    assert "Lilas" not in str(store_error(error, "orders.db"))
    assert str(store_error(error, "orders.db")).startswith("orders.db could not be used as asked (IntegrityError)")


def test_a_file_in_memory_is_nobodys_file() -> None:
    with Store.open(":memory:", now=NOW) as store:
        write_something(store)
        assert store.order(key_of("B1")) == order_of("B1")
    assert not Path(":memory:").exists()
