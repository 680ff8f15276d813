"""`ledger`: accounts in, every sweep with what it read, what it had to read again and what others had missed, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stallkeeper.orders import LedgerEntry

AT_MOST = 50
"""Sweeps that are listed where nobody says how many."""


@click.command("ledger")
@click.argument("account", required=False)
@click.option("--window", metavar="W", help="Only this retrieval window of the channel.")
@click.option("--since", metavar="WHEN", help="Started at or after: a day or an instant, UTC without an offset.")
@click.option("--missed", is_flag=True, help="Only sweeps that saw orders which another window should have shown.")
@click.option("--limit", type=click.IntRange(min=1), default=AT_MOST, show_default=True, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program.")
@click.pass_obj
def command(
    session: Session,
    account: str | None,
    window: str | None,
    since: str | None,
    missed: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Every sweep, the newest first: its interval, pages and counts, the overlap with the one before it and any gap.

    `again` counts the orders that came unchanged from before where the sweep before had ended, `missed` those that a
    slower window was the first to see: what the fast one did not show.
    """
    from stallkeeper.cli.choices import instant

    name = None if account is None else session.account(account)
    from_when = instant("--since", since)
    entries = session.engine(only_looks=True).ledger(name)
    if window is not None:
        _check_window(session, name, window, entries)
    found = [
        entry
        for entry in entries
        if (window is None or entry.sweep.window == window)
        and (from_when is None or entry.sweep.started_at >= from_when)
        and (entry.missed or not missed)
    ][:limit]
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.json_form import plain

        echo_json_array(plain(entry) for entry in found)
    else:
        _echo(found)


def _check_window(session: Session, account: str | None, window: str, entries: Iterable[LedgerEntry]) -> None:
    """Raise UsageError for a window that no channel has and no sweep had; a channel may have lost one since."""
    from stallkeeper.cli.choices import one_of

    held = session.accounts.accounts
    specs = [session.channel(held[name].channel).spec for name in ([account] if account is not None else held)]
    known = [each.name for spec in specs if spec is not None for each in spec.retrieval]
    one_of("window", window, dict.fromkeys((*known, *(entry.sweep.window for entry in entries))))


def _echo(found: list[LedgerEntry]) -> None:
    from stallkeeper.render.standing import ledger_table
    from stallkeeper.render.tables import text_table

    if found:
        click.echo(text_table(ledger_table(found)))
    for entry in found:
        if entry.sweep.error:
            click.echo(f"{entry.sweep.account}, {entry.sweep.window}: {entry.sweep.error}", err=True)
    click.echo(f"{len(found)} sweep{'s' if len(found) != 1 else ''}", err=True)
