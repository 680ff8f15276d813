"""`carriers`: a channel in, the carriers it knows out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.spec.channel_spec import CarrierRules


@click.command("carriers")
@click.argument("channel")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, channel: str, as_json: bool) -> None:
    """The carriers a channel knows: the code to give with an action, the name, the tracking page."""
    spec = session.channel(channel).spec
    assert spec is not None
    rules = spec.carriers
    known = rules.known if rules else ()
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
    for remark in _remarks(rules):
        click.echo(remark)


def _remarks(rules: CarrierRules) -> Iterator[str]:
    if not rules.known:
        yield "The channel gives its list when it is asked with an account; none is written down here."
    if rules.custom:
        yield f"{rules.custom} stands for a carrier of the seller's own."
    if rules.fallback:
        yield f"{rules.fallback} stands for a carrier that is not on the list."
    yield f"A carrier may be given by {' or '.join(rules.by)}."
