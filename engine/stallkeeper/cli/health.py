"""`health`: accounts in, whether each is kept in step and what a person has to look at, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.orders import AccountHealth


@click.command("health")
@click.argument("account", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, account: str | None, as_json: bool) -> int:
    """Whether each account is kept in step: its last complete reads, how far behind it is, what waits, what is paused.

    Of each it tells as well how often its marketplace may be asked, where its channel knows that.

    Ends with 1 when a person has to look at something: a window that should have been read twice meanwhile (where it
    never was: since the account was first looked at), an account that rests, an action in doubt, an open incident.
    An account that is not in the accounts file any more has a row as long as an action of it is under way.
    """
    engine = session.engine(only_looks=True)
    found = engine.health(None if account is None else session.account(account, engine.gone.names()))
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json([plain(each) | {"well": each.well} for each in found])
    else:
        _echo(found)
    return DONE if all(each.well for each in found) else PROBLEMS


def _echo(found: tuple[AccountHealth, ...]) -> None:
    from stallkeeper.render.standing import health_text

    click.echo(health_text(found), nl=False)
