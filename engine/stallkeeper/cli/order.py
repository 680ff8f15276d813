"""`order`: an order id in; its detail, its history, what is allowed and why the rest is not out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.machine.decision import Explanation
    from stallkeeper.orders import Order


@click.command("order")
@click.argument("order_id", metavar="ID")
@click.option("--channel", metavar="CHANNEL", help="Whose order it is, where two channels use the same id.")
@click.option("--account", metavar="ACCOUNT", help="Whose order it is, where two accounts use the same id.")
@click.option("--with-buyer", is_flag=True, help="Show the buyer's addresses too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session, order_id: str, channel: str | None, account: str | None, with_buyer: bool, as_json: bool
) -> None:
    """One order: its detail, its history, what the seller may do now, and why not the rest."""
    from stallkeeper.cli.finding import find_one

    found = find_one(session, order_id, channel=channel, account=account)
    order = session.store.order(found.key) or found
    if as_json:
        _echo_json(session, order, with_buyer)
    else:
        _echo_text(session, order, with_buyer)
