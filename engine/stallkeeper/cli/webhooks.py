"""`webhooks`: how each of those stands who are told what happens; told again, gone on with, or tried, when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.runtime.webhooks import WebhookStanding

HEADERS = ("webhook", "host", "state", "waiting", "delivered", "last", "refused", "why")


@click.group("webhooks", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int | None:
    """Who is told what happens, by `webhooks` in the accounts file: how much waits, what was refused, who is paused.

    Messages hold ids only, are signed as Standard Webhooks says, come in the order of the history and at least once:
    a receiver knows a repeated one by its id. `run` delivers them. Ends with 1 where one is paused.
    """
    if ctx.invoked_subcommand is not None:
        return None
    session = ctx.find_object(Session) or Session()
    found = session.engine(only_looks=True).webhooks.standing()
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.json_form import plain

        echo_json_array(plain(each) for each in found)
    else:
        _echo(found)
    return PROBLEMS if any(each.state.paused_at is not None for each in found) else DONE


def _echo(found: tuple[WebhookStanding, ...]) -> None:
    from stallkeeper.render.tables import Table, text_table

    if found:
        click.echo(text_table(Table(HEADERS, tuple(map(_row, found)), frozenset({3, 4, 6}))))
    click.echo(f"{len(found)} webhook{'s' if len(found) != 1 else ''}", err=True)


def _row(each: WebhookStanding) -> tuple[str, ...]:
    state = each.state
    standing = "paused" if state.paused_at else "failing" if state.failing_since else "ok"
    last = f"{state.last_delivered_at:%Y-%m-%d %H:%M}" if state.last_delivered_at else ""
    refused = str(len(each.parked)) if each.parked else ""
    why = state.error or (each.parked[-1].error if each.parked else "")
    return (each.name, each.host, standing, str(each.waiting), str(state.delivered), last, refused, why)


@command.command("resend")
@click.argument("name")
@click.option("--since", metavar="WHEN", help="All from then on: a day or an instant, UTC without an offset.")
@click.option("--parked", is_flag=True, help="What its receiver refused.")
@click.pass_obj
def resend(session: Session, name: str, since: str | None, parked: bool) -> None:
    """Tell a receiver again: all from an instant on (`run` sends it), or what it refused, now."""
    if (since is None) is not parked:
        raise UsageError("say --since WHEN, or --parked")
    from stallkeeper.cli.choices import instant
    from stallkeeper.cli.who import who

    webhooks = session.engine().webhooks
    start = instant("--since", since)
    if start is None:
        count = webhooks.resend_parked(name, who())
        click.echo(f"{count} taken, {len(_of(webhooks.standing(), name).parked)} refused")
        return
    count = webhooks.resend(name, start, who())
    click.echo(f"{count} message{'s' if count != 1 else ''} to be sent again")


@command.command("resume")
@click.argument("name")
@click.pass_obj
def resume(session: Session, name: str) -> None:
    """Go on with a webhook that was paused; what happened meanwhile is sent, in order."""
    from stallkeeper.cli.who import who

    session.engine().webhooks.resume(name, who())
    click.echo(f"{name}  goes on")


@command.command("deliver")
@click.pass_obj
def deliver(session: Session) -> None:
    """Send now what waits; `run` does so by itself."""
    count = session.engine().webhooks.deliver()
    click.echo(f"{count} delivered")


@command.command("test")
@click.argument("name")
@click.pass_obj
def test(session: Session, name: str) -> int:
    """Send a message that tells of nothing, to see whether the receiver takes it."""
    delivery = session.engine().webhooks.test(name)
    click.echo(f"{name}  {delivery.took}" + (f": {delivery.why}" if delivery.why else ""))
    return DONE if delivery.took == "taken" else PROBLEMS


def _of(found: tuple[WebhookStanding, ...], name: str) -> WebhookStanding:
    return next(each for each in found if each.name == name)
