"""`orders`: a filter in, the orders it finds out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.filters import filter_options, read_filter
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order

HEADERS = ("order", "channel", "account", "status", "native", "ordered", "total", "notes")


@click.command("orders")
@filter_options
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for a spreadsheet.")
@click.pass_obj
def command(session: Session, as_json: bool, as_csv: bool, **given: Any) -> None:
    """List orders, newest first. Without a filter: all of them."""
    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    wanted = read_filter(session, **given)
    found = session.store.orders(wanted)
    if as_json:
        _echo_json(found)
    elif as_csv:
        from stallkeeper.cli.csv_output import echo_csv

        echo_csv(HEADERS, (order_row(order) for order in found))
    else:
        _echo_table(list(found))


def order_row(order: Order) -> tuple[str, ...]:
    """What the listing shows of an order."""
    return (
        order.id,
        order.channel,
        order.account,
        order.status or "unknown",
        order.native_status,
        f"{order.report.ordered_at:%Y-%m-%d %H:%M}" if order.report.ordered_at else "",
        str(order.total or ""),
        ", ".join(_notes(order)),
    )


def _notes(order: Order) -> Iterable[str]:
    yield from order.flags
    if order.report.fulfilled_by_channel:
        yield "fulfilled by channel"


def _echo_table(found: list[Order]) -> None:
    from stallkeeper.cli.columns import columns

    if found:
        click.echo(columns(HEADERS, [order_row(order) for order in found]))
    click.echo(f"{len(found)} order{'s' if len(found) != 1 else ''}", err=not found)


def _echo_json(found: Iterable[Order]) -> None:
    from stallkeeper.cli.json_output import echo_json_array
    from stallkeeper.cli.order_data import order_data

    echo_json_array(order_data(order) for order in found)
