"""`new`: a channel's id in, a folder that validates out."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command("new")
@click.argument("channel")
@click.option("--title", metavar="NAME", help="The marketplace's name as people write it. [default: from CHANNEL]")
@click.option("--into", metavar="DIR", default="channels", show_default=True, help="Where to make the folder.")
def command(channel: str, title: str | None, into: str) -> None:
    """Start a channel: a folder of placeholders that validates, simulates and can be played at once.

    CHANNEL is the id and the folder's name: letters a-z, digits, _ and -; `channel/edition` starts an edition of it.
    An existing folder is left alone.
    """
    from stallkeeper.authoring.scaffold import folder_of, scaffold, write_scaffold
    from stallkeeper.cli.typed_command import typed_command
    from stallkeeper.clock import SystemClock
    from stallkeeper.errors import UsageError

    folder = Path(into) / folder_of(channel)
    typed = shlex.quote(str(folder) if len(folder.parts) > 1 else f"./{folder}")
    schema = (
        folder.resolve().parents[3 if "/" in channel else 1] / "schemas" / "channel-1.schema.json"
    )  # what the comments for editors lead to
    named = title or channel.partition("/")[0].replace("_", " ").replace("-", " ").title()
    if "/" in channel and (folder.parents[1] / "channel.yaml").exists():
        raise UsageError(f"{folder.parents[1]} has a channel.yaml of its own; move its files into an edition first")
    files = scaffold(channel, named, SystemClock().now().date(), typed=typed, with_schemas=schema.is_file())
    for path in write_scaffold(folder, files):
        click.echo(path)
    click.echo("Next, while you read the marketplace's documentation into it:", err=True)
    for verb in ("validate", "simulate", "play"):
        click.echo(f"  {typed_command()} {verb} {typed}", err=True)
