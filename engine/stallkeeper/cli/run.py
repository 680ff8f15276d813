"""`run`: every account kept in step by its channel's schedule, until somebody says stop."""

from __future__ import annotations

import os
import sys

import click

from stallkeeper.cli.session import Session


@click.command("run")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="How many accounts are read side by side; actions are sent beside them.",
)
@click.pass_obj
def command(session: Session, workers: int) -> None:
    """Keep every account in step: read by schedule, send what is queued, watch the deadlines, until Ctrl-C.

    Ctrl-C finishes the page that is being read and ends with 0; a second one stops at once and ends with 130.
    Nothing is lost either way: the next run goes on where this one stopped.
    """
    from stallkeeper.cli.progress import narrate
    from stallkeeper.cli.stop_sign import stopped_by_signals

    with stopped_by_signals() as sign, narrate(session) as tell:
        engine = session.engine(tell)
        names = list(session.accounts.accounts)
        count = f"{len(names)} account{'s' if len(names) != 1 else ''}"
        click.echo(f"{count}: {', '.join(names)}; Ctrl-C stops after the page", err=True)
        try:
            engine.run(sign, workers)
        except KeyboardInterrupt:  # asked to stop at once: no thread is waited for, and nothing is lost by it
            sys.stderr.flush()
            os._exit(130)
    click.echo("stopped; everything read so far is stored", err=True)
