"""`audit`: filters in, who changed what, from where and why, out; `audit verify`: whether that record is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.orders import AuditEntry, Broken, Where, Whole
    from stallkeeper.store.audit_filter import AuditFilter
    from stallkeeper.store.store import Store

WHERES = ("cli", "api", "rule", "system")
AT_MOST = 100
"""Lines that are listed where nobody says how many."""


@click.group("audit", invoke_without_command=True)
@click.option("--order", "order_id", metavar="ID", help="Only about this order.")
@click.option("--channel", metavar="CHANNEL", help="Only about this channel's orders.")
@click.option("--account", metavar="ACCOUNT", help="Only about this account's orders.")
@click.option("--who", metavar="WHO", help="Only what they did: channel, engine, seller:NAME, rule:NAME.")
@click.option("--where", "place", type=click.Choice(WHERES), help="Only from there.")
@click.option(
    "--cause", metavar="CAUSE", help="Only what came of it: sweep, submission, rule, deadline …, or one, as sweep:ID."
)
@click.option("--kind", metavar="KIND", help="Only lines of this kind, such as moved or submission.")
@click.option("--since", metavar="WHEN", help="Noted at or after: a day or an instant, UTC without an offset.")
@click.option("--until", metavar="WHEN", help="Noted before: a day or an instant.")
@click.option("--limit", type=click.IntRange(min=1), help=f"At most so many lines, the newest. [default: {AT_MOST}]")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array, for a program; without --limit all of it.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Who changed what, when, from where and why, the newest first. `audit verify` proves that the record is whole."""
    if ctx.invoked_subcommand is None:
        _list(ctx.find_object(Session) or Session(), **given)


def _list(
    session: Session, *, as_json: bool, since: str | None, until: str | None, limit: int | None, **given: Any
) -> None:
    from stallkeeper.cli.choices import instant, one_of
    from stallkeeper.cli.finding import find_some
    from stallkeeper.store.audit_filter import AuditFilter

    place: Where | None = given.pop("place")
    channel, account = given.pop("channel"), given.pop("account")
    if account not in (None, *session.accounts.accounts):  # its orders stay when an account leaves the file
        one_of("account", account, dict.fromkeys((*session.accounts.accounts, *session.held.audit.accounts())))
    wanted = AuditFilter(
        **given,
        where=place,
        channel=session.channel_id(channel) if channel is not None else None,
        account=account,
        since=instant("--since", since),
        until=instant("--until", until),
        limit=limit if limit is not None or as_json else AT_MOST,
    )
    if wanted.order_id is not None:
        find_some(session, wanted.order_id, wanted.channel, wanted.account)
    entries = _fit_to_show(session, _or_told_why_not(session.held, wanted))
    if as_json:
        from stallkeeper.cli.json_output import echo_json_array
        from stallkeeper.render.json_form import audit_form

        echo_json_array(audit_form(entry) for entry in entries)
        return
    from stallkeeper.render.tables import audit_table, text_table

    found = tuple(entries)
    if found:
        click.echo(text_table(audit_table(found)))
    click.echo(f"{len(found)} line{'s' if len(found) != 1 else ''}", err=True)


def _or_told_why_not(store: Store, wanted: AuditFilter) -> Iterator[AuditEntry]:
    """The lines that fit. Raises UsageError where there is none, and nobody of that name, or no such cause, either.

    Looked at afterwards, for it costs a look through the whole record.
    """
    from stallkeeper.cli.choices import refuse
    from stallkeeper.store.audit_filter import AuditFilter

    entries = store.audit.entries(wanted)
    first = next(entries, None)
    if first is not None:
        return chain((first,), entries)
    if wanted.who is not None and wanted.who not in (names := store.audit.names()):
        raise refuse("one who did anything", wanted.who, names)
    one_thing = wanted.cause is not None and ":" in wanted.cause
    if one_thing and next(store.audit.entries(AuditFilter(cause=wanted.cause)), None) is None:
        raise UsageError(f'nothing on record was caused by "{wanted.cause}"')
    return iter(())


def _fit_to_show(session: Session, entries: Iterable[AuditEntry]) -> Iterable[AuditEntry]:
    """Without words that a person wrote, and may have written of a buyer, for whoever may not see buyers."""
    from stallkeeper.cli.who import who
    from stallkeeper.orders import Event
    from stallkeeper.store.without_buyer import hidden_event

    if session.accounts.permission.allows(who()):
        return entries
    return (replace(each, what=hidden_event(each.what)) if isinstance(each.what, Event) else each for each in entries)


@command.command("verify")
@click.option("--head", metavar="DIGEST", help="A head that was noted before; it has to be in the chain still.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def verify(session: Session, head: str | None, as_json: bool) -> None:
    """Prove that every line of the history is as it was written, or name the first that is not.

    A changed, removed, added or moved line is found, and so is an order that was removed or added, that bears another
    id than when it was first seen, or has another status than its lines say; what else an order holds is no part of
    the history. Cutting off the newest lines together with their seals leaves a chain that is whole and shorter: note
    the head that this prints, and give it back with --head to prove that nothing before it has gone.
    """
    found = session.held.audit.check()
    missing = head is not None and not session.held.audit.has_seal(head)
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json({"whole": _is_whole(found) and not missing, **plain(found), **({"missing": head} if missing else {})})
    else:
        click.echo(_told(found, head if missing else None))
    if missing or not _is_whole(found):
        raise click.exceptions.Exit(1)


def _is_whole(found: Whole | Broken) -> bool:
    from stallkeeper.orders import Whole

    return isinstance(found, Whole)


def _told(found: Whole | Broken, missing: str | None) -> str:
    from stallkeeper.orders import Whole

    if not isinstance(found, Whole) and found.order is not None:
        line = "" if found.line is None else f" (line {found.line} under seal {found.seal})"
        return f"order {found.order} is not as the history has it: {found.why}{line}"
    if not isinstance(found, Whole):
        line = f"line {found.line}" if found.line is not None else "the seal"
        return f"the history is broken at seal {found.seal}, {line}: {found.why}"
    if missing is not None:
        return f"the chain holds, and {missing} is not in it: lines were cut off, or this is another store"
    gone = f"; details of {found.without_details} went with their buyers" if found.without_details else ""
    orders = f"{found.orders} order{'s stand' if found.orders != 1 else ' stands'} as it says"
    return f"the history is whole: {found.lines} lines under {found.seals} seals{gone}; {orders}\nhead {found.head}"
