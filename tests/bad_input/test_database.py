"""The file that holds the orders: locked, read-only, from a newer version, cut off. It is left as it is and named."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.bad_input.arranged import StockedShop, assert_nothing_leaks, dump, stocked
from tests.rights import as_someone_without_rights

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = " + sys.argv[2])
connection.execute("BEGIN IMMEDIATE")
if sys.argv[2] == "EXCLUSIVE":
    connection.execute("UPDATE orders SET status = status")
print("held", flush=True)
sys.stdin.read()
"""
READS = (("orders",), ("order", "{id}"), ("export",))
WRITES = (("sync", "shop"), ("act", "accept", "{id}"))


@pytest.fixture
def shop() -> Iterator[StockedShop]:
    """In a folder that another user can reach too: pytest's own are closed to all but the one who runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="bad-input-"))
    folder.chmod(0o755)
    try:
        with stocked(folder) as shop:
            yield shop
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def words_for(shop: StockedShop, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.format(id=shop.ids[0]) for word in words)


@contextmanager
def held_by_another_program(store: Path, how: str = "NORMAL") -> Iterator[None]:
    """Another process writes into the file and does not finish."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield
    finally:
        process.communicate(timeout=30)


@pytest.mark.parametrize("words", WRITES)
def test_a_locked_database_says_who_is_to_be_waited_for_and_can_still_be_read(
    shop: StockedShop, words: tuple[str, ...]
) -> None:
    parts = (
        f"{shop.store} is locked: another program has held it for longer than this one waits",
        "Nothing was changed.",
        "Try again when it has finished, or stop it.",
    )
    with held_by_another_program(shop.store):
        shop.refused(*words_for(shop, words), code=1, parts=parts)
        assert shop.ids[0] in shop.accepted("orders").stdout, "readers never wait"
    assert shop.shop.world.effects() == ()
    shop.recovers()


def test_a_database_that_another_program_has_for_itself_alone_is_named(shop: StockedShop) -> None:
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # else there is no having it alone
    before = dump(shop.store)
    with held_by_another_program(shop.store, "EXCLUSIVE"):
        results = [shop.run(*words_for(shop, words)) for words in (*READS, *WRITES)]
    for result in results:
        assert result.exit_code == 1, result.output
        assert f"{shop.store} is locked" in result.stderr and "Traceback" not in result.output
    assert dump(shop.store) == before
    shop.recovers()


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o444, 0o555)])
@pytest.mark.parametrize("words", [*READS, *WRITES])
def test_a_read_only_database_says_which_right_is_missing(
    shop: StockedShop, words: tuple[str, ...], of_file: int, of_folder: int
) -> None:
    before = dump(shop.store)
    shop.store.chmod(of_file)
    shop.folder.chmod(of_folder)
    with as_someone_without_rights():
        plain, verbose = shop.run(*words_for(shop, words)), shop.run("-v", *words_for(shop, words))
    assert plain.exit_code == 1, plain.output
    assert f"{shop.store} cannot be written: the file or its folder is read-only. Nothing was changed." in plain.stderr
    assert "Give the user who runs this the right to write there, or name another `store:`." in plain.stderr
    assert "Traceback" not in plain.output and "Traceback" in verbose.stderr
    assert_nothing_leaks(plain.output + verbose.output)
    shop.folder.chmod(0o755)
    shop.store.chmod(0o644)
    assert dump(shop.store) == before
    shop.recovers()


@pytest.mark.parametrize("words", [*READS, *WRITES])
def test_a_database_of_a_newer_version_is_left_as_it_is(shop: StockedShop, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(shop.store)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("PRAGMA user_version = 999")
    content = shop.store.read_bytes()
    parts = (
        f"{shop.store} was written by a newer stallkeeper (store version 999; this one knows up to {version})",
        "It was left as it is. Update stallkeeper, or name another file as the `store:`.",
    )
    shop.refused(*words_for(shop, words), code=1, parts=parts)
    assert shop.store.read_bytes() == content
    with closing(sqlite3.connect(shop.store)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    shop.recovers()


@pytest.mark.parametrize("kept", [-100, 0.5, 0.1, 100])
@pytest.mark.parametrize("words", [*READS, *WRITES])
def test_a_database_cut_off_in_the_middle_is_left_as_it_is_and_the_way_on_is_told(
    shop: StockedShop, words: tuple[str, ...], kept: float
) -> None:
    whole = shop.store.read_bytes()
    left = whole[: int(len(whole) * kept) if 0 < kept < 1 else int(kept)]
    shop.store.write_bytes(left)
    plain, verbose = shop.run(*words_for(shop, words)), shop.run("-v", *words_for(shop, words))
    assert (plain.exit_code, verbose.exit_code) == (1, 1), plain.output
    assert f"{shop.store} is damaged: it was cut off" in plain.stderr or "is not a database" in plain.stderr
    assert "The file was left as it is. Put back a backup; or move the file aside" in plain.stderr
    assert "let the next sync fetch the orders again" in plain.stderr
    assert "Traceback" not in plain.output and "Traceback" in verbose.stderr
    assert_nothing_leaks(plain.output + verbose.output)
    assert shop.store.read_bytes() == left, "what is left of it is what a recovery starts from"
    assert shop.shop.world.effects() == ()
    shop.store.write_bytes(whole)
    shop.recovers()


def test_the_way_on_after_a_cut_leads_on(shop: StockedShop) -> None:
    """Moved aside as the message says: the next sync fetches every order again."""
    shop.store.write_bytes(shop.store.read_bytes()[: shop.store.stat().st_size // 2])
    assert shop.run("orders").exit_code == 1
    shop.store.rename(shop.folder / "orders.db.damaged")
    shop.accepted("sync", "shop")
    shop.recovers()
