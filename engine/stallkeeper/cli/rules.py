"""`rules`: accounts in; rules that act by themselves, what they did and wait for out; ways to try and switch one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.action_words import whose_order
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.runtime.seller_rules import RuleReport


@click.group("rules", invoke_without_command=True)
@click.option("--account", metavar="ACCOUNT", help="Only this account's.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program; with every order.")
@click.pass_context
def command(ctx: click.Context, account: str | None, as_json: bool) -> None:
    """What is done by itself with orders, as the accounts file says: counts, and the orders that wait or are held.

    `run` works the rules. `rules try` tells what one would do with an order, `rules off` switches one off.
    """
    if ctx.invoked_subcommand is not None:
        return
    session = ctx.find_object(Session) or Session()
    name = None if account is None else session.account(account)
    reports = session.engine(only_looks=True).rules.list(name)
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.rules_text import rules_form

        echo_json_array(rules_form(reports))
    else:
        _echo(reports)


def _echo(reports: tuple[RuleReport, ...]) -> None:
    from stallkeeper.render.rules_text import rules_text

    click.echo(rules_text(reports), nl=False)
    click.echo(f"{len(reports)} rule{'s' if len(reports) != 1 else ''}", err=True)


@command.command("try")
@click.argument("rule")
@click.argument("order_id", metavar="ORDER")
@whose_order
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def attempt(
    session: Session, rule: str, order_id: str, channel: str | None, account: str | None, as_json: bool
) -> None:
    """What RULE would do with ORDER now, and what it asks of it. Nothing is done."""
    from stallkeeper.cli.finding import find_one

    order = find_one(session, order_id, channel=channel, account=account)
    trial = session.engine(only_looks=True).rules.attempt(rule, order.key)
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.rules_text import trial_form

        echo_json(trial_form(trial))
    else:
        from stallkeeper.render.rules_text import trial_text

        click.echo(trial_text(trial), nl=False)


@command.command("on")
@click.argument("rule")
@click.option("--account", metavar="ACCOUNT", help="Whose rule it is, where several accounts have it.")
@click.pass_obj
def switch_on(session: Session, rule: str, account: str | None) -> None:
    """Switch RULE on, for orders that are first seen from now on."""
    _switch(session, rule, account, on=True)


@command.command("off")
@click.argument("rule")
@click.option("--account", metavar="ACCOUNT", help="Whose rule it is, where several accounts have it.")
@click.pass_obj
def switch_off(session: Session, rule: str, account: str | None) -> None:
    """Switch RULE off. What it asked for already goes its way; what it waited for is forgotten."""
    _switch(session, rule, account, on=False)


def _switch(session: Session, rule: str, account: str | None, *, on: bool) -> None:
    from stallkeeper.cli.who import who

    name = None if account is None else session.account(account)
    report = session.engine().rules.switch(rule, on, who(), name)
    since = f", for orders first seen since {report.since:%Y-%m-%d %H:%M} UTC" if on and report.since else ""
    click.echo(f"{report.rule.id} of {report.account} is {'on' if on else 'off'}{since}")


@command.command("resume")
@click.argument("order_id", metavar="ORDER")
@whose_order
@click.pass_obj
def resume(session: Session, order_id: str, channel: str | None, account: str | None) -> None:
    """Let rules go on with ORDER, at which they were stopped. One that has acted on it does not again."""
    from stallkeeper.cli.finding import check_accounts, find_one
    from stallkeeper.cli.who import who

    order = find_one(session, order_id, channel=channel, account=account)
    check_accounts(session, [order])
    if not session.engine().rules.resume(order.key, who()):
        raise UsageError(f"no rules were stopped at order {order.id}; `stallkeeper rules` lists where they were")
    click.echo(f"{order.id}  its rules go on")


@command.command("run")
@click.option("--account", metavar="ACCOUNT", help="Only this account's.")
@click.pass_obj
def run(session: Session, account: str | None) -> None:
    """Do once what the rules say now, and send it; for those who do not keep `stallkeeper run` running."""
    from stallkeeper.cli.progress import narrate

    name = None if account is None else session.account(account)
    with narrate(session) as tell:
        engine = session.engine(tell)
        asked = engine.rules.work(name)
        for name in sorted({submission.account for submission in asked}):
            engine.send(name)
    for each in asked:
        state = (session.store.submission(each.id) or each).state
        click.echo(f"{each.key.id}  {each.who}  {each.action} {state}")
    click.echo(f"{len(asked)} action{'s' if len(asked) != 1 else ''}", err=True)
