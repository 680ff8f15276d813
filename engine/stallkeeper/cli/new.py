"""`new`: a channel's id in, a folder that validates out."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("channel")
@click.option("--title", metavar="NAME", help="The marketplace's name as people write it. [default: from CHANNEL]")
@click.option("--into", metavar="DIR", default="channels", show_default=True, help="Where to make the folder.")
def command(channel: str, title: str | None, into: str) -> None:
    """Start a channel: a folder of placeholders that validates, simulates and can be played at once.

    CHANNEL is the id and the folder's name: letters a-z, digits, _ and -. An existing folder is left alone.
    """
    from stallkeeper.authoring.scaffold import scaffold, write_scaffold
    from stallkeeper.clock import SystemClock

    files = scaffold(channel, title or channel.replace("_", " ").replace("-", " ").title(), SystemClock().now().date())
    folder = Path(into) / channel
    for path in write_scaffold(folder, files):
        click.echo(path)
    click.echo(f"Next: `stallkeeper validate {folder}`, then read the marketplace's documentation into it.", err=True)
