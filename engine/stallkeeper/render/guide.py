"""A channel's spec and its machine go in, its guide page in Markdown comes out."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.graph import graph_of
from stallkeeper.render import guide_sections as parts
from stallkeeper.render.assumed import Marks
from stallkeeper.render.mermaid import LEGEND, mermaid
from stallkeeper.render.pen import MarkdownPen, Pen, Safe
from stallkeeper.render.section import Section
from stallkeeper.render.status_table import status_rows
from stallkeeper.render.template import render_template
from stallkeeper.spec.channel_spec import ChannelSpec

_MATURITY = {
    "draft": "Draft: not checked against the marketplace.",
    "checked": "Checked by somebody who knows the marketplace.",
    "proven": "Proven on real orders.",
}


def guide_page(spec: ChannelSpec, machine: Machine) -> str:
    """The page a seller reads: what a marketplace's own help page would say, from the rules that we run."""
    pen = MarkdownPen()
    marks = Marks(spec.assumptions, " [{}](#assumptions)")
    sections = tuple(section for section in _sections(pen, spec, machine, marks) if not section.is_empty)
    values = {"title": pen.text(spec.title), "preface": tuple(_preface(pen, spec, marks)), "sections": sections}
    return render_template("guide.md.j2", values).rstrip() + "\n"


def _preface(pen: Pen, spec: ChannelSpec, marks: Marks) -> Iterator[Safe]:
    sites = f"Sites: {', '.join(pen.text(name) for name in spec.sites.values())}. " if spec.sites else ""
    yield Safe(f"Channel {pen.code(spec.channel)}. {sites}{_MATURITY[spec.maturity]}")
    if spec.valid_from is not None or spec.valid_to is not None:
        start = f" from {spec.valid_from:%Y-%m-%d}" if spec.valid_from is not None else ""
        end = f" until {spec.valid_to:%Y-%m-%d}" if spec.valid_to is not None else ""
        yield Safe(f"These rules hold{start}{end}.{marks.at('valid_from')}{marks.at('valid_to')}")
    if spec.assumptions:
        yield Safe(f"What is marked † is assumed; the reasons stand at the end.{marks.left()}")


def _sections(pen: Pen, spec: ChannelSpec, machine: Machine, marks: Marks) -> Iterator[Section]:
    yield parts.retrieval(pen, spec, marks)
    yield _processing(pen, spec, marks)
    for part in (parts.words_of_lines, parts.fields, parts.carriers, parts.fulfilment, parts.refunds):
        yield part(pen, spec, marks)
    for part in (parts.documents, parts.exclusions, parts.back_office):
        yield part(pen, spec, marks)
    yield Section(Safe("The life of an order"), diagram=Safe(mermaid(graph_of(machine))), legend=Safe(LEGEND))
    yield parts.sources(pen, spec)
    yield parts.assumptions(pen, spec)


def _processing(pen: Pen, spec: ChannelSpec, marks: Marks) -> Section:
    header = (Safe("Status"), Safe(f"{pen.text(spec.title)} status"), Safe("Possible actions at this status"))
    mark = f"{marks.at('statuses')}{marks.at('actions')}"
    lead = Safe(
        f"Every order is first seen as `new` and takes the status that the marketplace's word stands for.{mark}"
    )
    return Section(Safe("Order processing"), (lead,), header=header, rows=status_rows(pen, spec, marks))
