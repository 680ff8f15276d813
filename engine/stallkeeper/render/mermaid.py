"""A drawing as values goes in, a Mermaid flowchart comes out; whatever the labels hold, they stay labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stallkeeper.machine.graph import Arrow, Graph, Node
from stallkeeper.render.pen import printable

LEGEND = "Solid: an action of the seller. Dotted: the marketplace by itself. Thick: a deadline. Round end: automatic."

_LINKS = {"action": "-->", "observe": "-.->", "timer": "==>", "auto": "--o"}
_NO_SLUG = re.compile(r"[^a-z0-9_]")
_SPECIAL = re.compile(r"[^\w .,:/()+-]", re.ASCII)


def mermaid(graph: Graph) -> str:
    """The text of a Mermaid diagram: entries come from a dot, statuses without a way on are rounded."""
    return "\n".join(_lines(graph))


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart TD"
    if any(node.entry for node in graph.nodes):
        yield '  begin((" "))'
    for node in graph.nodes:
        yield f"  {slug(node.status)}{_shape(node)}"
    for node in graph.nodes:
        if node.entry == "starts here":
            yield f"  begin --> {slug(node.status)}"
        elif node.entry:
            yield f"  begin -->|{label(node.entry)}| {slug(node.status)}"
    yield from (_link(arrow) for arrow in graph.arrows)


def _shape(node: Node) -> str:
    return f"([{label(node.status)}])" if node.terminal else f"[{label(node.status)}]"


def _link(arrow: Arrow) -> str:
    text = f"|{label(arrow.label)}|" if arrow.label else ""
    return f"  {slug(arrow.source)} {_LINKS[arrow.kind]}{text} {slug(arrow.destination)}"


def slug(name: str) -> str:
    """An identifier that no word of the diagram language can be."""
    return "s_" + _NO_SLUG.sub("_", name.casefold())


def label(text: str) -> str:
    """A quoted label; every sign that could end it or mean something is written as an entity."""
    return '"' + _SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", printable(text)) + '"'
