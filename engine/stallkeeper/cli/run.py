"""`run`: every account kept in step by its channel's schedule, until somebody says stop."""

from __future__ import annotations

import click

from stallkeeper.cli.session import Session


@click.command("run")
@click.pass_obj
def command(session: Session) -> None:
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
        engine.run(sign)
    click.echo("stopped; everything read so far is stored", err=True)
