"""`page`: a channel in, its guide page or its diagram out, in a form that can be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stallkeeper.cli.session import Session

if TYPE_CHECKING:
    from stallkeeper.spec.channel_spec import ChannelSpec


@click.command("page")
@click.argument("channel")
@click.option(
    "--format",
    "style",
    type=click.Choice(["md", "html", "svg", "mermaid"]),
    default="md",
    show_default=True,
    help="The page as Markdown or HTML, or its diagram alone.",
)
@click.pass_obj
def command(session: Session, channel: str, style: str) -> None:
    """A channel's guide page: statuses, actions, retrieval, documents, a diagram of the order's life."""
    spec = session.channel(channel).spec
    assert spec is not None
    click.echo(_page(spec, style), nl=False)


def _page(spec: ChannelSpec, style: str) -> str:
    from stallkeeper.machine.compile import compile_machine

    machine = compile_machine(spec)
    if style == "html":
        from stallkeeper.render.html_page import html_page

        return html_page(spec, machine)
    if style == "md":
        from stallkeeper.render.guide import guide_page

        return guide_page(spec, machine)
    from stallkeeper.machine.graph import graph_of
    from stallkeeper.render.mermaid import mermaid
    from stallkeeper.render.svg import svg

    graph = graph_of(machine)
    return f"{mermaid(graph)}\n" if style == "mermaid" else svg(graph, f"{spec.title}: the life of an order")
