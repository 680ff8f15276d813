"""`carriers`: a channel in, the carriers it knows out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.bindings.client import CarrierEntry
    from stallkeeper.spec.channel_spec import Carrier, CarrierRules


@click.command("carriers")
@click.argument("channel")
@click.option(
    "--account", metavar="ACCOUNT", help="Ask the marketplace with this account, rather than what is written."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, channel: str, account: str | None, as_json: bool) -> None:
    """The carriers a channel knows: the code to give with an action, the name, the tracking page."""
    spec = session.channel(channel).spec
    assert spec is not None
    rules = spec.carriers
    known: Sequence[Carrier | CarrierEntry] = rules.known if rules else ()
    if account is not None:
        known = _asked(session, channel, account)
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json(plain(known))
        return
    if rules is None:
        click.echo(f"{spec.title} says nothing of carriers.")
        return
    from stallkeeper.render.tables import Table, text_table

    rows = tuple((carrier.code, carrier.name, carrier.tracking_url or "") for carrier in known)
    if rows:
        click.echo(text_table(Table(("code", "name", "tracking page"), rows)))
    for remark in _remarks(rules, known):
        click.echo(remark)


def _asked(session: Session, channel: str, account: str) -> Sequence[CarrierEntry]:
    """The marketplace's own list; what is written down where it has none to give."""
    from stallkeeper.cli.asking import asking

    with asking(session, channel, account) as client:
        return client.carriers()


def _remarks(rules: CarrierRules, known: Sequence[Carrier | CarrierEntry]) -> Iterator[str]:
    if not known:
        yield "None is written down; --account asks the marketplace."
    if rules.custom:
        yield f"{rules.custom} stands for a carrier of the seller's own."
    if rules.fallback:
        yield f"{rules.fallback} stands for a carrier that is not on the list."
    yield f"A carrier may be given by {' or '.join(rules.by)}."
