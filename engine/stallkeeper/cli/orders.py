"""`orders`: a filter in, the orders it finds out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.filters import filter_options, read_filter
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order


@click.command("orders")
@filter_options
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most so many: the newest.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for a spreadsheet.")
@click.pass_obj
def command(session: Session, /, limit: int | None, as_json: bool, as_csv: bool, **given: Any) -> None:
    """List orders, newest first. Without a filter: all of them."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    wanted = replace(read_filter(session, **given), limit=limit)
    found = session.held.orders(wanted)
    if as_json:
        _echo_json(session, found)
    elif as_csv:
        _echo_csv(found)
    else:
        _echo_table(tuple(found))


def _echo_table(found: tuple[Order, ...]) -> None:
    from stallkeeper.render.tables import orders_table, text_table

    if found:
        click.echo(text_table(orders_table(found)))
    click.echo(f"{len(found)} order{'s' if len(found) != 1 else ''}", err=True)


def _echo_json(session: Session, found: Iterable[Order]) -> None:
    from stallkeeper.cli.json_output import echo_json_array
    from stallkeeper.render.json_form import order_form

    echo_json_array(order_form(order, listed=session.listed_fields(order)) for order in found)


def _echo_csv(found: Iterable[Order]) -> None:
    from stallkeeper.render.csv_rows import order_csv

    for line in order_csv(found):
        click.echo(line, nl=False)
