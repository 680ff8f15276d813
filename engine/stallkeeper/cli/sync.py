"""`sync`: accounts in, their orders in the store out, and what each sweep found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.progress import narrate
from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.orders import Sweep
    from stallkeeper.runtime.engine import Engine
    from stallkeeper.runtime.results import SyncResult

HEADERS = ("account", "window", "state", "seen", "new", "changed", "unchanged", "left out")


@click.command("sync")
@click.argument("account", required=False)
@click.option("--window", metavar="W", help="Only this retrieval window of the channel, such as latest.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, account: str | None, window: str | None, as_json: bool) -> int:
    """Read an account's orders now; without ACCOUNT, all accounts one after the other.

    What was stored stays stored when a page fails; the next sync goes on there. Ends with 1 when anything is unread.
    """
    names = [session.account(account)] if account else list(session.accounts.accounts)
    if window:
        _check_window(session, names, window)
    with narrate(session) as tell:
        engine = session.engine(tell)
        results = [_read(engine, name, window) for name in names]
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json([plain(result) | {"complete": result.complete, "unread": result.unread} for result in results])
    else:
        _echo(results)
    return DONE if all(result.complete and not result.unread for result in results) else PROBLEMS


def _read(engine: Engine, account: str, window: str | None) -> SyncResult:
    """The result of one account; what is wrong with its entry in the file stays with it."""
    from stallkeeper.errors import AccountError
    from stallkeeper.runtime.results import SyncResult

    try:
        return engine.sync(account, window)
    except AccountError as error:
        return SyncResult(account, (), str(error))


def _check_window(session: Session, accounts: Sequence[str], window: str) -> None:
    from stallkeeper.cli.choices import one_of

    for name in accounts:
        spec = session.channel(session.accounts.accounts[name].channel).spec
        one_of(f"window of account {name}", window, [one.name for one in spec.retrieval] if spec else [])


def _echo(results: Sequence[SyncResult]) -> None:
    from stallkeeper.render.tables import Table, text_table

    rows = [_row(sweep) for result in results for sweep in result.sweeps]
    if rows:
        click.echo(text_table(Table(HEADERS, tuple(rows), frozenset(range(3, 8)))))
    for result in results:
        for line in _failures(result):
            click.echo(f"stallkeeper: {line}", err=True)


def _failures(result: SyncResult) -> Iterator[str]:
    """What went wrong with one account, each with where it did."""
    from stallkeeper.runtime.results import unread_of

    account = f"account {result.account}"
    if result.error:
        yield result.error if result.error.startswith(f"{account}: ") else f"{account}: {result.error}"
    for sweep in result.sweeps:
        if sweep.error:
            yield f"{account}, window {sweep.window}: {sweep.error}; the next sync goes on from there"
        if unread_of(sweep):
            yield f"{account}, window {sweep.window}: {unread_of(sweep)} of {sweep.seen} orders could not be kept"


def _row(sweep: Sweep) -> tuple[str, ...]:
    counts = (sweep.seen, sweep.created, sweep.changed, sweep.unchanged, sweep.left_out)
    return (sweep.account, sweep.window, sweep.state, *map(str, counts))
