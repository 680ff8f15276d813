"""`back-office`: the seller's own systems: which orders go there, their own ids, and what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.finding import find_one
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import FeedEntry, FeedPage

HEADERS = ("order", "channel", "account", "status", "native", "own ids", "seen")


@click.group("back-office", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """The systems that `back_offices` in the accounts file names: what goes there, and what they say of it.

    `feed` gives orders by their ids; `ids` and `seen` keep what the system has of them; `act` is what it wants done.
    """
    if ctx.invoked_subcommand is not None:
        return
    session = ctx.find_object(Session) or Session()
    for name, office in session.accounts.back_offices.items():
        whose = ", ".join(sorted(office.accounts)) or "all accounts"
        click.echo(f"{name}  {whose}, from {office.import_from or 'the status that the channel names'} on")


@command.command("feed")
@click.argument("name")
@click.option("--after", default=0, metavar="CURSOR", help="Go on where the last answer ended.")
@click.option("--limit", default=100, metavar="N", type=click.IntRange(1, 1000), help="At most so many orders.")
@click.option("--unseen", is_flag=True, help="Without those that the system has said it has.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def feed(session: Session, name: str, after: int, limit: int, unseen: bool, as_json: bool) -> None:
    """Orders for a system of which something was learned after CURSOR; the same cursor gives the same orders."""
    page = session.engine(only_looks=True).back_offices.feed(name, after, limit, unseen=unseen)
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json(plain(page))
    else:
        _echo(page)


def _echo(page: FeedPage) -> None:
    from stallkeeper.render.tables import Table, text_table

    if page.entries:
        click.echo(text_table(Table(HEADERS, tuple(map(_row, page.entries)))))
    click.echo(
        f"{len(page.entries)} orders; go on with --after {page.cursor}{' at once' if page.more else ''}", err=True
    )


def _row(entry: FeedEntry) -> tuple[str, ...]:
    mark = entry.mark
    seen = f"{mark.seen_at:%Y-%m-%d %H:%M}" if mark.seen_at else ""
    where = (entry.key.id, entry.key.channel, entry.account, entry.status or "unknown", entry.native_status)
    return (*where, ", ".join(mark.own_ids), seen)


@command.command("seen")
@click.argument("name")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@click.option("--account", metavar="ACCOUNT", help="Whose orders, where two accounts use the same id.")
@click.pass_obj
def seen(session: Session, name: str, orders: tuple[str, ...], account: str | None) -> None:
    """Say that a system has taken orders; said twice it changes nothing."""
    keys = [find_one(session, each, account=account).key for each in orders]
    new = session.engine().back_offices.see(name, keys)
    click.echo(f"{len(keys)} seen, {new} of them new")


@command.command("ids")
@click.argument("name")
@click.argument("order")
@click.argument("own_ids", nargs=-1, metavar="[OWN_ID]...")
@click.option("--account", metavar="ACCOUNT", help="Whose order, where two accounts use the same id.")
@click.pass_obj
def ids(session: Session, name: str, order: str, own_ids: tuple[str, ...], account: str | None) -> int:
    """The system's own ids for an order, all of them; ends with 1 where one is another order's already."""
    key = find_one(session, order, account=account).key
    taken = session.engine().back_offices.give_ids(name, key, own_ids)
    for each in taken:
        click.echo(
            f"{each.own_id}  is order {each.key.id} of {each.key.channel} already; nothing was changed", err=True
        )
    if not taken:
        click.echo(f"{order}  {', '.join(own_ids) or 'no own id'}")
    return PROBLEMS if taken else DONE


@command.command("act", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("action")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="ORDER [--FIELD VALUE]...")
@click.option("--account", metavar="ACCOUNT", help="Whose order, where two accounts use the same id.")
@click.pass_obj
def act(session: Session, name: str, action: str, words: tuple[str, ...], account: str | None) -> int:
    """What a system wants done; where something is missing it waits, and `errors` lists it. `run` sends the rest."""
    from stallkeeper.cli.given_fields import split_arguments
    from stallkeeper.machine.wording import list_text

    orders, fields = split_arguments(words)
    if len(orders) != 1:
        raise UsageError("name one order")
    result = session.engine().back_offices.act(name, action, find_one(session, orders[0], account=account).key, fields)
    if result.submission is not None:
        error = result.submission.error
        click.echo(f"{orders[0]}  {result.submission.state}{f': {error}' if error else ''}")
        return DONE
    click.echo(f"{orders[0]}  no: {list_text(each.message for each in result.decision.reasons)}")  # type: ignore[union-attr]
    return PROBLEMS


@command.command("why")
@click.argument("name")
@click.argument("order")
@click.option("--account", metavar="ACCOUNT", help="Whose order, where two accounts use the same id.")
@click.pass_obj
def why(session: Session, name: str, order: str, account: str | None) -> None:
    """Whether an order goes to a system, and why not."""
    key = find_one(session, order, account=account).key
    against = session.engine(only_looks=True).back_offices.why_not(name, key)
    click.echo(f"{order}  {'it goes there' if against is None else against}")
