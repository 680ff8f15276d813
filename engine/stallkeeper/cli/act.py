"""`act`: an action, orders and fields in; sent, confirmed or refused out, order by order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.action_words import words_of_an_action
from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.cli.filters import parse_where, read_filter
from stallkeeper.cli.finding import check_accounts, find_one
from stallkeeper.cli.given_fields import check_names, split_arguments
from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError
from stallkeeper.render.pen import printable

if TYPE_CHECKING:
    from stallkeeper.cli.outcome import Outcome
    from stallkeeper.orders import Order
    from stallkeeper.spec.channel_spec import ChannelSpec


@click.command("act", context_settings={"ignore_unknown_options": True})
@words_of_an_action
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@click.option("--yes", is_flag=True, help="Send also what the buyer asks to cancel, without being asked.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(
    session: Session,
    action: str,
    words: tuple[str, ...],
    where: tuple[str, ...],
    channel: str | None,
    account: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Accept, ship, refund …: do ACTION with one ORDER, with several, or with all that a filter finds.

    \b
    stallkeeper act accept 4711 4712
    stallkeeper act ship 4711 --carrier DHL --tracking-number 00340434
    stallkeeper act accept --where "status=waiting_acceptance account=my-shop"

    The fields are the action's own; `stallkeeper order ORDER` names them. Everything is checked before anything is
    sent. Failures are listed first; ends with 1 when there is one.
    """
    ids, fields = split_arguments(words)
    orders = chosen(session, ids, where, channel=channel, account=account)
    check_accounts(session, orders)
    check_action(session, action, fields, orders)
    confirmed = (lambda _: True) if yes else (lambda _: False) if as_json or dry_run else asks
    outcomes = perform(session, action, fields, orders, dry_run=dry_run, confirmed=confirmed)
    show(outcomes, as_json=as_json, dry_run=dry_run)
    return PROBLEMS if any(outcome.failed for outcome in outcomes) else DONE


def chosen(session: Session, ids: Sequence[str], where: Sequence[str], **narrow: str | None) -> list[Order]:
    """The orders that ids or filters name; UsageError where an id is unknown, ambiguous, or nothing is named at all."""
    if bool(ids) == bool(where):
        raise UsageError("name one or more orders, or give a filter with --where, and not both")
    if where:
        wanted = {name: value for name, value in narrow.items() if value is not None} | dict(parse_where(where))
        narrowed = read_filter(session, **wanted)
        return list(session.held.orders(narrowed))
    return [find_one(session, one, **narrow) for one in dict.fromkeys(ids)]


def check_action(session: Session, action: str, fields: Mapping[str, str], orders: Sequence[Order]) -> None:
    """Raise UsageError for an action that none of the orders' channels has, or a field that it takes on none."""
    from stallkeeper.cli.choices import one_of

    one_of_each = {(order.channel, order.account): order for order in orders}.values()
    specs = [spec for order in one_of_each if (spec := session.channel_of(order).spec) is not None]
    if not specs:
        return
    one_of("action", action, dict.fromkeys(name for spec in specs for name in spec.actions))
    known = dict.fromkeys(name for spec in specs if action in spec.actions for name in fields_of(spec, action))
    check_names(fields, known, action)


def fields_of(spec: ChannelSpec, action: str) -> tuple[str, ...]:
    """Every field the action may be given on a channel, needed ones first."""
    return spec.actions[action].takes()


def perform(
    session: Session,
    action: str,
    fields: Mapping[str, str],
    orders: Sequence[Order],
    *,
    dry_run: bool,
    confirmed: Callable[[str], bool],
) -> list[Outcome]:
    """Decide and queue for every order, send what is queued, and say what became of each; failures first.

    `confirmed` answers whether something is to be done that speaks against itself, such as a request to cancel.
    """
    if not orders:
        return []
    from stallkeeper.cli.outcome import outcome_of
    from stallkeeper.cli.progress import narrate
    from stallkeeper.cli.who import who
    from stallkeeper.machine.decision import Unconfirmed

    with narrate(session, submissions=False) as tell:
        engine = session.engine(tell)
        results = [engine.act(action, order.key, fields, who=who(), dry_run=dry_run) for order in orders]
        for place, result in enumerate(results):
            against = result.decision.reasons if isinstance(result.decision, Unconfirmed) else ()
            if against and confirmed(f"{result.key.id}: {'; '.join(each.message for each in against)}. Do it?"):
                results[place] = engine.act(action, result.key, fields, who(), dry_run=dry_run, confirmed=True)
        accounts = dict.fromkeys(result.submission.account for result in results if result.submission)
        errors = dict(error for account in accounts for error in engine.send(account).errors)
    outcomes = [outcome_of(session.store, result, errors) for result in results]
    return sorted(outcomes, key=lambda outcome: not outcome.failed)


def asks(question: str) -> bool:
    """Ask a person; where nobody sits there, the answer is no."""
    return sys.stdin.isatty() and click.confirm(printable(question), err=True)


def show(outcomes: Sequence[Outcome], *, as_json: bool, dry_run: bool) -> None:
    """One line per order and how many went well, or one JSON object per order."""
    if as_json:
        from stallkeeper.cli.json_output import echo_json

        echo_json([outcome.data() for outcome in outcomes])
        return
    from stallkeeper.render.tables import Table, text_table

    if outcomes:
        rows = tuple((one.order, one.word, one.what) for one in outcomes)
        click.echo(text_table(Table(("order", "outcome", "what"), rows)))
    click.echo(_sum(outcomes, dry_run) if outcomes else "no order matches", err=not outcomes)


def _sum(outcomes: Sequence[Outcome], dry_run: bool) -> str:
    well = f"{sum(not outcome.failed for outcome in outcomes)} of {len(outcomes)}"
    return f"nothing was sent; {well} would be, without --dry-run" if dry_run else f"{well} done"
