"""`import-marketplaces`: the incumbent's description of marketplaces in, channel folders and doubts out."""

from __future__ import annotations

from pathlib import Path

import click

from stallkeeper.cli.ending import DONE, PROBLEMS


@click.command("import-marketplaces")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", metavar="DIR", default="channels", show_default=True, help="Where to make the folders.")
def command(file: Path, into: str) -> int:
    """Make a channel's folder of each marketplace in FILE: what GET /v3.0/marketplaces answers, as JSON.

    Statuses, actions, their fields and conditions, lists of values and carriers come from the file; what it does not
    say is an assumption in the folder. What contradicts itself there, or has no word here, is told with its place.
    Existing folders are left alone. Ends with 0 when nothing was doubtful, 1 when something was.
    """
    from stallkeeper.authoring.marketplaces.importing import import_marketplaces
    from stallkeeper.authoring.scaffold import write_scaffold
    from stallkeeper.clock import SystemClock
    from stallkeeper.render.problems import as_text

    imported = import_marketplaces(file, str(file), SystemClock().now().date())
    if imported.problems:
        click.echo(as_text(imported.problems))
        click.echo()
    there = [code for code in imported.channels if (Path(into) / code).exists()]
    made = {code: files for code, files in imported.channels.items() if code not in there}
    for code, files in made.items():
        for path in write_scaffold(Path(into) / code, files):
            click.echo(path)
    for code in there:
        click.echo(f"{Path(into) / code} exists already; it was left alone", err=True)
    doubtful = len(imported.problems)
    channels = f"{len(made)} channel{'s' if len(made) != 1 else ''}"
    click.echo(f"{channels}, {doubtful} doubtful part{'s' if doubtful != 1 else ''}", err=True)
    return PROBLEMS if imported.problems or there else DONE
