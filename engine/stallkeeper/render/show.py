"""A channel's spec goes in, plain text for a terminal comes out: the channel as the engine understood it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from stallkeeper.render import guide_sections as parts
from stallkeeper.render.assumed import Marks
from stallkeeper.render.pen import PlainPen, printable
from stallkeeper.render.sentences import action_lines, deadline_sentence
from stallkeeper.spec.action_spec import UNCHANGED
from stallkeeper.spec.channel_spec import ChannelSpec, StatusSpec

_WIDTH = 100


def show(spec: ChannelSpec) -> str:
    """Retrieval, statuses with their words, actions and moves, everything else the file says, and its assumptions."""
    return "\n".join(_lines(spec)) + "\n"


def _lines(spec: ChannelSpec) -> Iterator[str]:
    pen, marks = PlainPen(), Marks(spec.assumptions, " [{}]")
    yield f"{printable(spec.title)} ({spec.name}), {spec.maturity}, language {spec.language}"
    yield from ("", "Statuses")
    for status in spec.statuses.values():
        yield from _status(pen, spec, status, marks)
    kinds = (parts.retrieval, parts.words_of_lines, parts.fields, parts.carriers, parts.fulfilment, parts.refunds)
    sections = [part(pen, spec, marks) for part in (*kinds, parts.documents, parts.exclusions, parts.back_office)]
    for section in (*sections, parts.sources(pen, spec), parts.assumptions(pen, spec)):
        if not section.is_empty:
            yield from ("", str(section.title))
            for line in section.bullets or section.paragraphs:
                yield from _wrapped(f"- {line}", "  ")


def _status(pen: PlainPen, spec: ChannelSpec, status: StatusSpec, marks: Marks) -> Iterator[str]:
    name = status.status
    words = f": {', '.join(map(printable, status.native))}" if status.native else ""
    starts = " (an order may start here)" if name in spec.starts_at else ""
    yield from _wrapped(
        f"{name}{marks.at('statuses', name)}{words}{marks.at('statuses', name, 'native')}{starts}", "  "
    )
    for action in status.actions:
        rules = spec.actions[action]
        results = " or ".join("the status stays" if each == UNCHANGED else each for each in rules.results_in)
        yield from _wrapped(f"{action} → {results}{marks.within('actions', action)}", "    ")
        for line in action_lines(pen, spec, rules):
            yield from _wrapped(str(line), "      ")
    if status.next:
        yield from _wrapped(f"the marketplace may move it to {', '.join(status.next)}", "    ")
    if status.advances_to is not None:
        yield f"    goes on to {status.advances_to} by itself"
    if status.deadline is not None:
        yield from _wrapped(str(deadline_sentence(pen, status.deadline)), "    ")


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)
