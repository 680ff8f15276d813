"""A guide page in Markdown and its picture go in; one HTML page comes out: no script, and nothing fetched."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.graph import graph_of
from stallkeeper.render.guide import guide_page
from stallkeeper.render.pen import Safe, printable
from stallkeeper.render.svg import svg
from stallkeeper.render.template import render_template
from stallkeeper.spec.channel_spec import ChannelSpec

_DIAGRAM = re.compile(r"^```mermaid\n.*?^```\n\n[^\n]*\n", re.MULTILINE | re.DOTALL)
_PLACE = "DIAGRAM-GOES-HERE"
_HEADING = re.compile(r"<h2>([^<]*)</h2>")
_BREAK = re.compile(r"&lt;br&gt;")


def html_page(spec: ChannelSpec, machine: Machine) -> str:
    """The guide page to be published as it is. What an author wrote stays text: no markup of theirs is kept."""
    text = _DIAGRAM.sub(f"{_PLACE}\n", guide_page(spec, machine))
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = _HEADING.sub(_anchored, _BREAK.sub("<br>", reader.render(text))).replace("&amp;nbsp;", "&nbsp;")
    picture = svg(graph_of(machine), f"{spec.title}: the life of an order")
    body = body.replace(f"<p>{_PLACE}</p>", f'<figure class="life">{picture}</figure>', 1)
    return render_template("page.html.j2", {"title": Safe(escape(printable(spec.title))), "body": Safe(body)})


def _anchored(heading: re.Match[str]) -> str:
    """A heading that links can lead to, by the same name as in Markdown."""
    name = re.sub(r"[^a-z0-9]+", "-", heading[1].casefold()).strip("-")
    return f'<h2 id="{name}">{heading[1]}</h2>'
