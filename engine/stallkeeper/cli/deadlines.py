"""`deadlines`: accounts in, the deadlines that run for their orders and what happens then, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.runtime.due_dates import RunningDeadline

HEADERS = ("order", "account", "status", "due", "spent", "then", "rule", "told")


@click.command("deadlines")
@click.option("--account", metavar="ACCOUNT", help="Only this account's.")
@click.option("--at-risk", is_flag=True, help="Only those with half of their time gone.")
@click.option("--ical", is_flag=True, help="As an iCalendar feed, for a calendar.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.pass_obj
def command(session: Session, account: str | None, at_risk: bool, ical: bool, as_json: bool) -> None:
    """By when something has to happen to which order, and what happens else; the nearest first.

    From the channel's rules, and from what an order itself says. `spent` is how much of the time has gone; more than
    100 % is over. `run` tells at 50, 80 and 95 %, each once and on record; `told` is what it told last.
    """
    if ical and as_json:
        raise UsageError("say --ical or --json, not both")
    found = session.engine(only_looks=True).due_dates(None if account is None else session.account(account))
    shown = tuple(each for each in found if each.at_risk or not at_risk)
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.json_form import plain

        echo_json_array(plain(each) | {"level": each.level} for each in shown)
    elif ical:
        from stallkeeper.clock import SystemClock
        from stallkeeper.render.calendar import calendar

        click.echo(calendar(shown, SystemClock().now()), nl=False)
    else:
        _echo(shown)


def _echo(shown: tuple[RunningDeadline, ...]) -> None:
    from stallkeeper.render.tables import Table, text_table

    if shown:
        click.echo(text_table(Table(HEADERS, tuple(map(_row, shown)), frozenset({4}))))
    click.echo(f"{len(shown)} deadline{'s' if len(shown) != 1 else ''}", err=True)


def _row(each: RunningDeadline) -> tuple[str, ...]:
    due = f"{each.due_at:%Y-%m-%d %H:%M}"
    told = "" if each.alert is None else f"{each.alert.level} % on {each.alert.at:%Y-%m-%d %H:%M}"
    return (each.key.id, each.account, each.status, due, f"{each.spent} %", each.consequence, each.rule, told)
