"""`plan`: an action, orders and fields in; which are ready, which need data and which are not possible, out."""

from __future__ import annotations

import click

from stallkeeper.cli.act import check_action, chosen
from stallkeeper.cli.action_words import words_of_an_action
from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.finding import check_accounts
from stallkeeper.cli.given_fields import split_arguments
from stallkeeper.cli.session import Session


@click.command("plan", context_settings={"ignore_unknown_options": True})
@words_of_an_action
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session,
    action: str,
    words: tuple[str, ...],
    where: tuple[str, ...],
    channel: str | None,
    account: str | None,
    as_json: bool,
) -> int:
    """What ACTION would meet, before anything is sent: which orders are ready, which need data, which cannot.

    \b
    stallkeeper plan ship --where "status=waiting_shipment" --carrier DHL

    Takes the words of `act`. What is missing is asked for once for all, with the values that every order takes; what is
    not possible stands by its reason. Ends with 1 when not every order is ready.
    """
    ids, fields = split_arguments(words)
    orders = chosen(session, ids, where, channel=channel, account=account)
    check_accounts(session, orders)
    check_action(session, action, fields, orders)
    plan = session.engine(only_looks=True).plan(action, (order.key for order in orders), fields)
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.selection import plan_form

        echo_json(plan_form(plan))
    else:
        from stallkeeper.render.selection import plan_text

        click.echo(plan_text(plan), nl=False)
        click.echo(f"{len(plan.ready)} of {len(orders)} ready", err=True)
    return PROBLEMS if plan.needs_data or plan.not_possible or plan.to_confirm else DONE
