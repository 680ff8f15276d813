"""How a run ends: every kind of failure in, its exit code and its one message out."""

from __future__ import annotations

import click
import pytest

from stallkeeper.cli.ending import ending
from stallkeeper.cli.session import Session
from stallkeeper.errors import AccountError, ChannelError, Error, SpecError, StoreError, UsageError


def end_with(error: BaseException, *, verbose: bool = False) -> int:
    def command() -> None:
        raise error

    session = Session()
    session.verbose = verbose
    return ending(command, session)


@pytest.mark.parametrize("kind", [Error, SpecError, AccountError, ChannelError, StoreError])
def test_our_own_errors_become_their_message_and_exit_code_one(kind: type[Error], capsys) -> None:
    assert end_with(kind("the store is locked; close the other program")) == 1
    shown = capsys.readouterr()
    assert shown.err == "stallkeeper: the store is locked; close the other program\n"
    assert shown.out == ""


def test_wrong_usage_ends_with_two(capsys) -> None:
    assert end_with(UsageError("no such channel")) == 2
    assert capsys.readouterr().err == "stallkeeper: no such channel\n"


def test_an_unexpected_error_is_one_line_that_quotes_nothing_of_it(capsys) -> None:
    assert end_with(KeyError("Odile Martin, 12 rue des Lilas")) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "KeyError" in error and "-v" in error
    assert "Martin" not in error and "Traceback" not in error


def test_verbose_shows_where_an_error_came_from(capsys) -> None:
    assert end_with(KeyError("x"), verbose=True) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_file_that_cannot_be_used_is_named(capsys) -> None:
    assert end_with(PermissionError(13, "Permission denied", "/somewhere/orders.db")) == 1
    assert capsys.readouterr().err == "stallkeeper: /somewhere/orders.db: Permission denied\n"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_ends_with_130_and_no_traceback(stop: BaseException, capsys) -> None:
    assert end_with(stop) == 130
    assert capsys.readouterr().err == "stallkeeper: interrupted\n"


def test_a_verb_decides_its_exit_code_by_what_it_returns() -> None:
    assert ending(lambda: 1, Session()) == 1
    assert ending(lambda: None, Session()) == 0


def test_what_was_opened_is_closed_however_it_ends() -> None:
    class Watched(Session):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    watched = Watched()
    assert ending(lambda: 1 / 0, watched) == 1
    assert ending(lambda: 0, watched) == 0
    assert watched.closed == 2
