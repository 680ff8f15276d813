"""`export`: a filter in; orders or order lines as CSV, XLSX or JSON out, for a spreadsheet or a back office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.export_form import FORMATS, Exported, form_of
from stallkeeper.cli.filters import filter_options, read_filter
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Order

LEVELS = ("order", "line")


@click.command("export")
@click.option("--level", type=click.Choice(LEVELS), default="order", show_default=True, help="A row for each.")
@click.option("--format", "style", type=click.Choice(FORMATS), help="By default what FILE's name says, else csv.")
@click.option("--output", "-o", metavar="FILE", help="Into a new file that only you can read; else standard output.")
@click.option(
    "--back-office",
    "office",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Only what a back office takes: one of the accounts file, or any by the channel's policy.",
)
@click.option("--fulfilled-by-channel", is_flag=True, help="With --back-office: also orders the marketplace ships.")
@click.option(
    "--with-buyer", is_flag=True, help="With addresses, tracking and free texts, noted; else nothing of a buyer leaves."
)
@click.option("--test-orders", is_flag=True, help="Also test orders, which are left out otherwise.")
@filter_options
@click.pass_obj
def command(
    session: Session,
    /,
    level: str,
    style: str | None,
    output: str | None,
    office: str | None,
    fulfilled_by_channel: bool,
    with_buyer: bool,
    test_orders: bool,
    **given: Any,
) -> None:
    """Orders or order lines as CSV, XLSX or JSON.

    Text that a spreadsheet would run as a formula gets an apostrophe in front, or is marked as text in a workbook.
    --back-office leaves out what the seller's own system does not take: orders that have not come far enough, and those
    the marketplace ships itself; with a NAME, what `back-office feed NAME` would not give. Test orders stay out of
    every export, unless they are asked for; `is_test` marks them.
    """
    if fulfilled_by_channel and office != "":
        raise UsageError(
            "--fulfilled-by-channel goes with --back-office without a name; `back_offices` says it for one"
        )
    if office and office not in session.accounts.back_offices:
        known = ", ".join(session.accounts.back_offices) or "none"
        raise UsageError(f"there is no back office {office!r}; those of the accounts file are: {known}")
    if with_buyer and level == "line":
        raise UsageError("--with-buyer goes with --level order; a line names no buyer")
    if with_buyer:
        from stallkeeper.cli.who import who

        session.accounts.permission.check(who())
    path = None if output is None else Path(output)
    exported = Exported(form_of(style, path), level, with_buyer, session.listed_fields)
    wanted = read_filter(session, **given)

    def chosen() -> Iterable[Order]:
        orders: Iterable[Order] = session.held.orders(wanted)
        if office:
            return _taken_by(session, orders, office)
        if not test_orders:
            orders = (order for order in orders if not order.is_test)
        return orders if office is None else _taken(session, orders, fulfilled_by_channel)

    if path is None:
        exported.echo(_on_record(session, chosen, given) if with_buyer else chosen())
        return
    until = _until(session) if with_buyer else None
    opened = partial(_on_record, session, chosen, given) if with_buyer else chosen
    count = _listed(session, path, until, partial(exported.write, path), opened)
    goes = "" if until is None else f"; deleted after {until:%Y-%m-%d} unless changed (`exports` under `retention`)"
    click.echo(f"{count} row{'' if count == 1 else 's'} in {path}{goes}", err=True)


def _until(session: Session) -> datetime | None:
    """Until when a file with buyers that is written now stays; None: for ever."""
    from stallkeeper.clock import SystemClock

    stays = session.accounts.retention.exports
    return None if stays is None else SystemClock().now() + stays


def _listed(
    session: Session,
    path: Path,
    until: datetime | None,
    write: Callable[[Callable[[], Iterable[Order]]], int],
    opened: Callable[[], Iterable[Order]],
) -> int:
    """Written, and on the list of what is to be deleted if it is; how many rows.

    It is listed once it is there, so that nothing else of that name ever is.
    """
    lines: list[Path | None] = []

    def begun() -> Iterable[Order]:
        lines.append(session.store.exports.begin(path, until))
        return opened()

    try:
        count = write(begun)
    except BaseException:
        for line in lines:
            session.store.exports.give_up(line)
        raise
    for line in lines:
        session.store.exports.finish(line)
    return count


def _taken(session: Session, orders: Iterable[Order], opted_in: bool) -> Iterator[Order]:
    """Those that the seller's own system takes."""
    from stallkeeper.machine.back_office import takes

    for order in orders:
        spec = session.channel_of(order).spec
        reached = {event.to_status for event in session.store.history(order.key) if event.to_status}
        if spec is not None and takes(spec, order, reached, opted_in=opted_in):
            yield order


def _taken_by(session: Session, orders: Iterable[Order], office: str) -> Iterator[Order]:
    """Those that one back office takes, or has; of an account that is in the file no more it takes none."""
    accounts, offices = session.accounts.accounts, session.engine(only_looks=True).back_offices
    for order in orders:
        if order.account in accounts and offices.why_not(office, order.key) is None:
            yield order


def _on_record(session: Session, chosen: Callable[[], Iterable[Order]], given: dict[str, Any]) -> Iterator[Order]:
    """A note of who takes how many buyers' data out, and by which filter; then the orders, with their buyers.

    The note comes first: whatever ends the process meanwhile, nothing has left without one.
    """
    from stallkeeper.cli.who import who
    from stallkeeper.clock import SystemClock
    from stallkeeper.orders import Note

    count = sum(1 for _ in chosen())
    wanted = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items() if value}
    details = {"with": "buyers' data", "orders": count, "filter": wanted}
    session.store.audit.note(Note(SystemClock().now(), "exported", who(), details))
    for order in chosen():
        yield session.store.order(order.key) or order
