"""A part of a page as a value: a heading, and under it prose, a table, a list or a diagram."""

from __future__ import annotations

from dataclasses import dataclass

from stallkeeper.render.pen import Safe

NOTHING = Safe("")


@dataclass(frozen=True, slots=True)
class Section:
    """Everything in it is written for its medium already. A table has three columns, named in `header`."""

    title: Safe
    paragraphs: tuple[Safe, ...] = ()
    bullets: tuple[Safe, ...] = ()
    header: tuple[Safe, Safe, Safe] | None = None
    rows: tuple[tuple[Safe, Safe, Safe], ...] = ()
    diagram: Safe = NOTHING
    legend: Safe = NOTHING

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.bullets or self.rows or self.diagram)
