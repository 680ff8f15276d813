"""`schema`: a channel and an action in; the JSON Schema of what may be given with it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session
from stallkeeper.errors import UsageError

if TYPE_CHECKING:
    from stallkeeper.machine.compiled import Machine
    from stallkeeper.machine.requirements import Requirements
    from stallkeeper.orders import Lists, Order


@click.command("schema")
@click.argument("channel")
@click.argument("action")
@click.option("--order", "order", metavar="ID|FILE", help="For this order: by its id, or as JSON in a file.")
@click.option("--account", metavar="ACCOUNT", help="Ask the marketplace for its lists; and whose order it is.")
@click.pass_obj
def command(session: Session, channel: str, action: str, order: str | None, account: str | None) -> None:
    """The JSON Schema (2020-12) of what ACTION takes: for a form, or to check it before it is sent.

    \b
    An instance is {"fields": {…}, "order": {…}, "native": {"status": …}}.
    With --order it is the fields alone, and what is asked of the order is answered already.
    With --account the lists that the marketplace gives are read from it.
    A file holds {"order": {…}, "native": {"status": …}}, the order's fields as conditions call them.
    """
    from stallkeeper.cli.choices import one_of
    from stallkeeper.cli.json_output import echo_json
    from stallkeeper.machine.action_schema import action_schema
    from stallkeeper.machine.compile import compile_machine

    spec = session.channel(channel).spec
    assert spec is not None
    one_of("action", action, spec.actions)
    machine = compile_machine(spec)
    held = None if order is None else _order(session, machine, order, account)
    lists = {} if account is None else _lists(session, channel, account, machine.requirements[action])
    echo_json(action_schema(machine, action, held, lists=lists))


def _lists(session: Session, channel: str, account: str, takes: Requirements) -> Lists:
    """The marketplace's own lists for the action's fields."""
    from stallkeeper.cli.asking import asking

    wanted = {field.values_from for field in takes.fields.values() if field.values_from is not None}
    with asking(session, channel, account) as client:
        return {name: client.values(name) for name in sorted(wanted)}


def _order(session: Session, machine: Machine, word: str, account: str | None) -> Order:
    """The order in the file of that name, or the stored one with that id."""
    from stallkeeper.cli.finding import find_one
    from stallkeeper.cli.told_order import read_order

    if Path(word).is_file():
        return read_order(machine.spec, Path(word))
    found = find_one(session, word, account=account)
    if found.channel != machine.spec.channel:
        raise UsageError(f'order "{word}" is of {found.channel}, not of {machine.spec.channel}')
    return found
