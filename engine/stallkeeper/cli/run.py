"""`run`: every account kept in step by its channel's schedule, until somebody says stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from stallkeeper.cli.session import Session


class StopSign:
    """Asked to stop once: finish what is under way. Asked twice: stop at once."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self) -> bool:
        return self.raised

    def raise_it(self, _signal: int, _frame: FrameType | None) -> None:
        if self.raised:
            raise KeyboardInterrupt
        self.raised = True


@contextmanager
def stopped_by_signals() -> Iterator[StopSign]:
    """A stop sign that Ctrl-C and a service manager's SIGTERM raise; afterwards the old handlers are back."""
    sign = StopSign()
    before = {number: signal.signal(number, sign.raise_it) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield sign
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command("run")
@click.pass_obj
def command(session: Session) -> None:
    """Keep every account in step: read by schedule, send what is queued, watch the deadlines, until Ctrl-C.

    Ctrl-C finishes the page that is being read and ends with 0; a second one stops at once and ends with 130.
    Nothing is lost either way: the next run goes on where this one stopped.
    """
    from stallkeeper.cli.progress import narrate

    with stopped_by_signals() as sign, narrate(session) as tell:
        engine = session.engine(tell)
        click.echo(f"{len(session.accounts.accounts)} accounts; Ctrl-C stops after the page", err=True)
        engine.run(sign)
    click.echo("stopped; everything read so far is stored", err=True)
