"""`simulate`: a channel's scenarios in, kept and broken promises out."""

from __future__ import annotations

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session


@click.command("simulate")
@click.argument("channel")
@click.option("--story", metavar="S", help="Only the scenario of this file name or title.")
@click.option("-v", "--verbose", is_flag=True, help="Show every step, kept promises too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, channel: str, story: str | None, verbose: bool, as_json: bool) -> int:
    """Run a channel's scenarios against the real engine, a marketplace in memory and a clock driven by hand.

    Ends with 1 when a promise is broken.
    """
    raise NotImplementedError
