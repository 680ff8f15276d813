"""`page`: a channel in, its guide page out, as Markdown."""

from __future__ import annotations

import click

from stallkeeper.cli.session import Session


@click.command("page")
@click.argument("channel")
@click.pass_obj
def command(session: Session, channel: str) -> None:
    """A channel's guide page in Markdown: statuses, actions, retrieval, documents, a diagram of the order's life."""
    from stallkeeper.machine.compile import compile_machine
    from stallkeeper.render.guide import guide_page

    spec = session.channel(channel).spec
    assert spec is not None
    click.echo(guide_page(spec, compile_machine(spec)), nl=False)
