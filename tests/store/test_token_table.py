"""Refresh tokens that are kept: nobody who has the database alone can use one."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from stallkeeper.store import Store
from tests.store.samples import NOW

ORIGIN, OTHER = b"o" * 16, b"p" * 16


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_kept_token_is_encrypted_on_disk_and_comes_back_for_its_first_one_only(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.tokens.keep_token(ORIGIN, "refresh-token-2", NOW)
    assert b"refresh-token-2" not in everything_in(tmp_path)
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.kept_token(ORIGIN) == "refresh-token-2"
        assert store.tokens.kept_token(OTHER) is None


def test_a_copy_of_the_database_without_its_keys_opens_no_token(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.tokens.keep_token(ORIGIN, "refresh-token-2", NOW)
    (tmp_path / "orders.db.keys").unlink()
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.kept_token(ORIGIN) is None
        store.tokens.keep_token(ORIGIN, "refresh-token-3", NOW)
        assert store.tokens.kept_token(ORIGIN) == "refresh-token-3"


def test_a_token_cannot_be_passed_off_as_another_ones(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.tokens.keep_token(ORIGIN, "refresh-token-2", NOW)
        store.tokens.keep_token(OTHER, "refresh-token-9", NOW)
    with sqlite3.connect(tmp_path / "orders.db") as connection:
        (secret,) = connection.execute("SELECT token FROM kept_tokens WHERE origin = ?", (ORIGIN,)).fetchone()
        connection.execute("UPDATE kept_tokens SET token = ? WHERE origin = ?", (secret, OTHER))
    connection.close()
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.kept_token(OTHER) is None


def test_a_token_that_an_earlier_release_kept_in_the_clear_is_encrypted_at_its_first_use(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        store.tokens.keep_token(ORIGIN, "x", NOW)
    with sqlite3.connect(tmp_path / "orders.db") as connection:
        connection.execute("UPDATE kept_tokens SET token = 'refresh-token-1'")
    connection.close()
    assert b"refresh-token-1" in everything_in(tmp_path)
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.kept_token(ORIGIN) == "refresh-token-1"
        assert store.tokens.kept_token(ORIGIN) == "refresh-token-1"
    assert b"refresh-token-1" not in everything_in(tmp_path)


def test_who_looked_at_the_clock_first_and_came_second_waits(tmp_path: Path) -> None:
    minute, moment = timedelta(minutes=1), timedelta(milliseconds=2)
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        assert store.tokens.take_turn(ORIGIN, NOW, NOW + minute)
        assert not store.tokens.take_turn(ORIGIN, NOW - moment, NOW - moment + minute)


def test_a_refresh_token_is_one_process_s_to_use_until_its_turn_is_over_or_the_next_one_is_kept(tmp_path: Path) -> None:
    minute = timedelta(minutes=1)
    path = tmp_path / "orders.db"
    with Store.open(path, now=NOW) as first, Store.open(path, now=NOW) as second:
        assert first.tokens.take_turn(ORIGIN, NOW, NOW + minute)
        assert second.tokens.take_turn(OTHER, NOW, NOW + minute)
        assert not second.tokens.take_turn(ORIGIN, NOW, NOW + minute)
        first.tokens.end_turn(ORIGIN, NOW + minute)
        assert second.tokens.take_turn(ORIGIN, NOW, NOW + minute)
        second.tokens.keep_token(ORIGIN, "refresh-token-2", NOW)
        assert first.tokens.take_turn(ORIGIN, NOW, NOW + minute)
        assert second.tokens.take_turn(ORIGIN, NOW + minute, NOW + 2 * minute), "whoever had it was killed"
        first.tokens.end_turn(ORIGIN, NOW + minute)
        assert not first.tokens.take_turn(ORIGIN, NOW + minute, NOW + 2 * minute), "what is over ends no other's turn"
        assert first.tokens.take_turn(ORIGIN, NOW - minute, NOW), "a clock that was put back makes nobody wait for it"
