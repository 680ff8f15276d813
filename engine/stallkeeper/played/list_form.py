"""What play.yaml says of lists: which records, in which order, on which pages. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stallkeeper.played.instant import TimeForm
from stallkeeper.played.template import Name, TemplateTree
from stallkeeper.played.tree_path import TreePath


@dataclass(frozen=True, slots=True)
class Filter:
    """One way in which a request narrows the list. `field` is order.PATH, line.PATH, status, created or modified."""

    field: Name
    values: Name | None
    since: Name | None
    until: Name | None
    minutes: Name | None
    beside: Name | None
    alone: bool
    means: Mapping[str, tuple[str, ...]]
    time: TimeForm | None = None
    """How the request writes the instants, where it is not the marketplace's way."""


@dataclass(frozen=True, slots=True)
class PageForm:
    """How a list is cut: by a page's number, by an offset, or by a cursor; none of them: one page holds all."""

    number: Name | None = None
    offset: Name | None = None
    cursor: Name | None = None
    size: Name | None = None
    fixed_size: int = 0
    parameter: str = ""
    cap: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list of orders (or of their lines) is chosen, sorted and paged, and what is shown of each."""

    filters: tuple[Filter, ...]
    sort: Literal["created", "modified"]
    page: PageForm
    shows: tuple[tuple[TreePath, Name], ...] = ()
    of_lines: bool = False
    only: tuple[TreePath, ...] = ()
    without: tuple[TreePath, ...] = ()
    gives: TemplateTree = None


@dataclass(frozen=True, slots=True)
class PartForm:
    """A part of one order that is asked for by itself; where it is a list, it may have pages."""

    of: TreePath
    page: PageForm = field(default=PageForm())


@dataclass(frozen=True, slots=True)
class EventForm:
    """A journal of what happened to orders, read on from a number, or a queue of what nobody has acknowledged."""

    after: Name | None
    size: Name | None
    fixed_size: int
    kinds: Name | None
    types: Mapping[str, str]
    otherwise: str | None
    """The type of what has none of its own; None: it is not told."""
    queue: bool
    gives: TemplateTree
