"""`export`: a filter in; orders or order lines as CSV or JSON out, for a spreadsheet or a back office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.filters import filter_options, read_filter
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order

LEVELS = ("order", "line")
FORMATS = ("csv", "json")


@click.command("export")
@click.option("--level", type=click.Choice(LEVELS), default="order", show_default=True, help="A row for each.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--back-office", is_flag=True, help="Only what the channel's back-office policy lets through.")
@click.option("--fulfilled-by-channel", is_flag=True, help="With --back-office: also orders the marketplace ships.")
@click.option(
    "--with-buyer", is_flag=True, help="With the buyer's addresses, which is noted; else no personal data leaves."
)
@filter_options
@click.pass_obj
def command(
    session: Session,
    /,
    level: str,
    style: str,
    back_office: bool,
    fulfilled_by_channel: bool,
    with_buyer: bool,
    **given: Any,
) -> None:
    """Orders or order lines as CSV or JSON on standard output.

    Text that a spreadsheet would run as a formula gets an apostrophe in front. --back-office leaves out what the
    seller's own system does not take: orders that have not come far enough, and those the marketplace ships itself.
    """
    if fulfilled_by_channel and not back_office:
        raise UsageError("--fulfilled-by-channel goes with --back-office")
    if with_buyer and level == "line":
        raise UsageError("--with-buyer goes with --level order; a line names no buyer")
    wanted = read_filter(session, **given)
    orders: Iterable[Order] = session.held.orders(wanted)
    if back_office:
        orders = _taken(session, orders, fulfilled_by_channel)
    if with_buyer:
        orders = _on_record(session, (session.store.order(order.key) or order for order in orders), given)
    if style == "json":
        _echo_json(orders, level, with_buyer)
    else:
        _echo_csv(orders, level, with_buyer)


def _taken(session: Session, orders: Iterable[Order], opted_in: bool) -> Iterator[Order]:
    """Those that the seller's own system takes."""
    from stallkeeper.machine.back_office import takes

    for order in orders:
        spec = session.channel_of(order).spec
        reached = {event.to_status for event in session.store.history(order.key) if event.to_status}
        if spec is not None and takes(spec, order, reached, opted_in=opted_in):
            yield order


def _on_record(session: Session, orders: Iterable[Order], given: dict[str, Any]) -> Iterator[Order]:
    """The orders as they are; then a note of who took how many buyers' data out, and by which filter."""
    from stallkeeper.cli.who import who
    from stallkeeper.clock import SystemClock
    from stallkeeper.orders import Note

    count = 0
    try:
        for order in orders:
            count += 1
            yield order
    finally:
        wanted = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items() if value}
        details = {"with": "buyers' data", "orders": count, "filter": wanted}
        session.store.audit.note(Note(SystemClock().now(), "exported", who(), details))


def _echo_csv(orders: Iterable[Order], level: str, with_buyer: bool) -> None:
    from stallkeeper.render.csv_rows import line_csv, order_csv

    for line in line_csv(orders) if level == "line" else order_csv(orders, with_buyer):
        click.echo(line, nl=False)


def _echo_json(orders: Iterable[Order], level: str, with_buyer: bool) -> None:
    from stallkeeper.cli.json_output import echo_json_array
    from stallkeeper.render.json_form import order_form, plain

    if level == "order":
        echo_json_array(order_form(order, with_buyer) for order in orders)
        return
    lines = ((order, line) for order in orders for line in order.report.lines)
    echo_json_array(
        {"order_id": order.id, "channel": order.channel, "account": order.account, **plain(line)}
        for order, line in lines
    )
