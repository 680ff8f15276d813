"""`show`: a channel in, what the engine understood of it out."""

from __future__ import annotations

import click

from stallkeeper.cli.session import Session


@click.command("show")
@click.argument("channel")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.pass_obj
def command(session: Session, channel: str, as_json: bool) -> None:
    """A channel as the engine understood it: statuses, actions, needs, deadlines, retrieval, assumptions."""
    spec = session.channel(channel).spec
    assert spec is not None
    if as_json:
        from stallkeeper.cli.json_output import echo_json, plain

        echo_json(plain(spec, leave_out={"places", "place"}))
        return
    from stallkeeper.render.show import show

    click.echo(show(spec).rstrip())
