"""How a run ends: a started command in, an exit code out, and one message for whoever can act."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.problems import Problem

DONE, PROBLEMS, WRONG_USAGE = 0, 1, 2
INTERRUPTED, READER_LEFT = 130, 141
"""The last two are what a shell shows for a command ended by SIGINT or SIGPIPE."""


class ReaderLeft(Exception):
    """Whoever read our output has gone; there is nobody left to tell anything."""


def ending(command: Callable[[], Any], session: Session) -> int:
    """Run `command` and return its exit code. Every message goes to stderr; a traceback only with -v."""
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return INTERRUPTED
    except (ReaderLeft, BrokenPipeError):
        _forget_standard_output()
        return READER_LEFT
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:
        return _failed(error, session)
    finally:
        session.close()


def _failed(error: Exception, session: Session) -> int:
    from stallkeeper.errors import Error, SpecError, UsageError

    if session.verbose:
        import traceback

        traceback.print_exc()
    if isinstance(error, Error):
        if isinstance(error, SpecError):
            _show_problems(error.problems)
        _say(str(error))
        return WRONG_USAGE if isinstance(error, UsageError) else PROBLEMS
    if isinstance(error, OSError) and error.strerror:
        _say(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
        return PROBLEMS
    _say(f"unexpected {type(error).__name__}: a fault of ours, not of what you typed; `stallkeeper -v …` shows where")
    return PROBLEMS


def _show_problems(problems: Sequence[Problem]) -> None:
    if problems:
        from stallkeeper.render.problems import as_text

        click.echo(as_text(problems), err=True)


def _say(message: str) -> None:
    try:
        click.echo(f"stallkeeper: {message}", err=True)
    except OSError:
        return


def _forget_standard_output() -> None:
    """Whoever read our output is gone: point it at nothing, so that the interpreter's last flush stays quiet too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
