"""`export`: a filter in; orders or order lines as CSV or JSON out, for a spreadsheet or a back office."""

from __future__ import annotations

from typing import Any

import click

from stallkeeper.cli.filters import filter_options, read_filter
from stallkeeper.cli.session import Session


@click.command("export")
@click.option(
    "--level", type=click.Choice(["order", "line"]), default="order", show_default=True, help="One row for each."
)
@click.option("--format", "style", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--back-office", is_flag=True, help="Only what the channel's back-office policy lets through.")
@click.option("--with-buyer", is_flag=True, help="With the buyer's addresses; without it no personal data leaves.")
@filter_options
@click.pass_obj
def command(session: Session, level: str, style: str, back_office: bool, with_buyer: bool, **given: Any) -> None:
    """Orders or order lines as CSV or JSON on standard output.

    Text that a spreadsheet would run as a formula gets an apostrophe in front. --back-office leaves out what the
    seller's own system does not take: orders that have not come far enough, and those the marketplace ships itself.
    """
