"""`errors`: accounts in, one queue of what is not right yet out, grouped by cause; and ways to put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.session import Session
from stallkeeper.errors import ErrorKind, UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import Failure
    from stallkeeper.runtime.error_queue import ErrorQueue


@click.group("errors", invoke_without_command=True)
@click.option("--account", metavar="ACCOUNT", help="Only this account's.")
@click.option("--kind", metavar="CLASS", help="Only this class: transient, rate_limited, auth, validation, …")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program; one entry for each error.")
@click.pass_context
def command(ctx: click.Context, account: str | None, kind: str | None, as_json: bool) -> int | None:
    """Everything that failed and is not right again: actions, documents, webhooks, what a person should know, by cause.

    What is tried again by itself says when. An entry goes by itself once its cause has gone. An action whose account is
    not in the accounts file any more is one too: nobody sends it. Ends with 1 when there is one. `errors retry` tries
    again now, `errors handle` notes that somebody dealt with it another way.
    """
    if ctx.invoked_subcommand is not None:
        return None
    if kind is not None:
        from stallkeeper.cli.choices import one_of

        one_of("class", kind, get_args(ErrorKind))
    session = ctx.find_object(Session) or Session()
    engine = session.engine(only_looks=True)
    name = None if account is None else session.account(account, engine.gone.names())
    found = tuple(each for each in engine.errors.list(name) if kind in (None, each.kind))
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.json_form import plain

        echo_json_array(plain(each) for each in found)
    else:
        _echo(found)
    return PROBLEMS if found else DONE


def _echo(found: tuple[Failure, ...]) -> None:
    from stallkeeper.render.failures import failures_text

    click.echo(failures_text(found), nl=False)
    click.echo(f"{len(found)} error{'s' if len(found) != 1 else ''}", err=True)


@command.command("retry")
@click.argument("error_id", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="Everything that can be tried again.")
@click.pass_obj
def retry(session: Session, error_id: str | None, every: bool) -> int:
    """Try an error again now. An action that was given up is asked for anew; the order may have changed meanwhile.

    Of one that is several requests, those that the marketplace has taken are not sent again.
    """
    if (error_id is None) is not every:
        raise UsageError("name one error, or say --all")
    queue = session.engine().errors
    ids = [error_id] if error_id is not None else [each.id for each in queue.list()]
    told = [_retried(queue, each, insists=not every) for each in ids]
    session.engine().send()
    for line in told:
        click.echo(line)
    left = {each.id for each in queue.list()}
    return PROBLEMS if left & set(ids) else DONE


def _retried(queue: ErrorQueue, error_id: str, *, insists: bool) -> str:
    from stallkeeper.cli.who import who
    from stallkeeper.machine.decision import Unconfirmed

    try:
        result = queue.retry(error_id, who())
    except UsageError as error:
        if insists:
            raise
        return f"{error_id}  left: {error}"
    if result is not None and isinstance(result.decision, Unconfirmed):
        return f"{error_id}  the buyer asks to cancel: `act {result.decision.action} {result.key.id} --yes`"
    if result is not None and not result.taken:
        return f"{error_id}  not possible any more; `order {result.key.id}` says why"
    return f"{error_id}  tried again"


@command.command("handle")
@click.argument("error_id", metavar="ID")
@click.option("--because", required=True, metavar="TEXT", help="What was done instead; it stays in the history.")
@click.pass_obj
def handle(session: Session, error_id: str, because: str) -> None:
    """Somebody dealt with it another way. Nothing is sent; the history says who and why."""
    from stallkeeper.cli.who import who

    failure = session.engine().errors.handle(error_id, because, who())
    click.echo(f"{failure.id}  handled")
