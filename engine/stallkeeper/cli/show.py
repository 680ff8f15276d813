"""`show`: a channel in, what the engine understood of it out."""

from __future__ import annotations

import click

from stallkeeper.cli.session import Session


@click.command("show")
@click.argument("channel")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.option("--machine", "as_machine", is_flag=True, help="The compiled machine: every move, with its guards.")
@click.option("--expanded", is_flag=True, help="Its files with all that they inherit, and the origin of each line.")
@click.pass_obj
def command(session: Session, channel: str, as_json: bool, as_machine: bool, expanded: bool) -> None:
    """A channel as the engine understood it: statuses, actions, needs, deadlines, retrieval, assumptions."""
    if expanded:
        _show_expanded(session, channel)
        return
    spec = session.channel(channel).spec
    assert spec is not None
    if as_json:
        from stallkeeper.cli.json_output import echo_json
        from stallkeeper.render.json_form import plain

        echo_json(plain(spec, {"places", "place"}))
    elif as_machine:
        from stallkeeper.machine.compile import compile_machine
        from stallkeeper.render.machine_text import machine_text

        click.echo(machine_text(compile_machine(spec)), nl=False)
    else:
        from stallkeeper.render.show import show

        click.echo(show(spec), nl=False)


def _show_expanded(session: Session, channel: str) -> None:
    """Also of a channel with problems: it may be what shows where they come from."""
    from stallkeeper.render.expanded import expanded_text
    from stallkeeper.spec.expanded import expanded

    files = tuple(expanded(session.catalog.folder(channel)))
    if not files:
        session.channel(channel)  # says why nothing can be read
    click.echo(expanded_text(files), nl=False)
