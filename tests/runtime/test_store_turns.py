"""Jobs that need the store: what is in the way of one is told once, whoever else comes through meanwhile."""

from __future__ import annotations

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.runtime.progress import Progress, StoreTaken
from stallkeeper.runtime.store_turns import EVERY_ACCOUNT, StoreTurns

LOCKED = StoreTaken(EVERY_ACCOUNT, "the database is locked")


def write() -> None:
    raise StoreError("the database is locked", passing=True)


def read() -> None:
    """Nobody is in its way."""


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def turns(told: list[Progress]) -> StoreTurns:
    return StoreTurns(told.append)


def test_a_writer_that_is_held_up_is_told_once_while_a_reader_comes_through(
    turns: StoreTurns, told: list[Progress]
) -> None:
    for _ in range(3):
        assert turns.done("reading", EVERY_ACCOUNT, read)
        assert not turns.done("look", EVERY_ACCOUNT, write)
    assert told == [LOCKED]


def test_two_that_the_same_holds_up_are_told_once(turns: StoreTurns, told: list[Progress]) -> None:
    turns.done("errands", EVERY_ACCOUNT, write)
    turns.done("look", EVERY_ACCOUNT, write)
    assert told == [LOCKED]


def test_what_holds_it_up_again_later_is_told_again(turns: StoreTurns, told: list[Progress]) -> None:
    for do in (write, read, write):
        turns.done("look", EVERY_ACCOUNT, do)
    assert told == [LOCKED, LOCKED]


def test_each_account_is_told_for_itself(turns: StoreTurns, told: list[Progress]) -> None:
    assert [turns.job("errands", account, write)() for account in ("shop", "stall")] == [False, False]
    assert [each.account for each in told if isinstance(each, StoreTaken)] == ["shop", "stall"]


def test_what_is_wrong_with_the_store_itself_is_raised(turns: StoreTurns) -> None:
    def broken() -> None:
        raise StoreError("the file is no database")

    with pytest.raises(StoreError):
        turns.done("look", EVERY_ACCOUNT, broken)
