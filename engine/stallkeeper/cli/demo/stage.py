"""How far a demo is in; a moving bar on a terminal, a line now and then elsewhere, out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from stallkeeper.cli.session import Session

EVERY = 4
"""Without a terminal: one line for this many steps."""


@contextmanager
def stage(session: Session) -> Iterator[Callable[[int, int], None]]:
    """A listener that is told how many orders are at their end, of how many."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from stallkeeper.render.terminal import ProgressBar

    with ProgressBar(sys.stderr, None if session.color else False) as bar:
        yield lambda done, total: bar.show("orders", done, total, "orders at their end")


class _Lines:
    def __init__(self) -> None:
        self._told = 0

    def tell(self, done: int, total: int) -> None:
        if self._told % EVERY == 0:
            click.echo(f"{done} of {total} orders at their end", err=True)
        self._told += 1
