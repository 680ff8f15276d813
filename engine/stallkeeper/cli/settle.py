"""`settle`: an order whose action is in doubt, and what a person saw at the marketplace, in; the doubt settled out."""

from __future__ import annotations

import click

from stallkeeper.cli.action_words import whose_order
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError


@click.command("settle")
@click.argument("order_id", metavar="ORDER")
@click.option("--happened/--not-happened", default=None, help="Whether the marketplace shows the action's effect.")
@whose_order
@click.option("--json", "as_json", is_flag=True, help="The submission as JSON, for a program.")
@click.pass_obj
def command(
    session: Session,
    order_id: str,
    happened: bool | None,
    channel: str | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Say what became of an action that is in doubt, after a look at the marketplace's own pages.

    --happened confirms it; --not-happened gives it up and frees the order, so that the action can be done again.
    Nothing is sent. What was sent for an account that is not in the accounts file any more is settled in the same way.
    """
    from stallkeeper.cli.finding import find_one
    from stallkeeper.cli.who import who

    if happened is None:
        raise UsageError("say --happened or --not-happened, after a look at the marketplace")
    order = find_one(session, order_id, channel=channel, account=account)
    pending = session.store.open_submission(order.key)
    if pending is None or not session.engine().gone.may_be_settled(pending):
        standing = f"its {pending.action} is {pending.state}" if pending else "nothing is under way for it"
        raise UsageError(f"order {order.id} has no action in doubt: {standing}")
    settled = session.engine().settle(pending.id, happened, who())
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import submission_form
        from stallkeeper.store.without_buyer import hidden_submission

        may_see = session.accounts.permission.allows(who())
        echo_json(submission_form(settled if may_see else hidden_submission(settled)))
    else:
        click.echo(f"{order.id}  {settled.action} {settled.state}")
