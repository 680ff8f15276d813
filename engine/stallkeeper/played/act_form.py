"""What play.yaml says of actions: when they are meant, what they change, how they are answered. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stallkeeper.played.change import Change
from stallkeeper.played.condition import ALWAYS, Condition
from stallkeeper.played.refusal import RefusalKind
from stallkeeper.played.split import SplitChange
from stallkeeper.played.template import Name, Template, TemplateTree
from stallkeeper.played.tree_path import TreePath


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer to be: a sample with changes, a tree of templates, or a line of text on a PDF page."""

    status: int = 200
    sample: Any = None
    changes: tuple[Change, ...] = ()
    give: TemplateTree = None
    paper: Template | None = None
    headers: Mapping[str, Template] = field(default_factory=dict)
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """A refusal although the status is right: when, as what, and what it names."""

    condition: Condition
    kind: RefusalKind
    about: str


@dataclass(frozen=True, slots=True)
class Need:
    """Values that must be given when the condition holds."""

    condition: Condition
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class LineCase:
    """What changes in a line for which the condition holds."""

    condition: Condition
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a seller can do: when it is meant, where it is allowed, what it needs and what it changes."""

    name: str
    when: Condition
    at: frozenset[str] = frozenset()
    refuses: tuple[Refuse, ...] = ()
    needs: tuple[Need, ...] = ()
    line_if: Condition = ALWAYS
    take: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    add: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    becomes: str | None = None
    changes: tuple[Change, ...] = ()
    append: tuple[Change, ...] = ()
    """Lists of the order that get one more entry."""
    units: str = ""
    """The pool that units are taken from; actions that name the same one share what is left."""
    within: str = ""
    """The pool whose units this action may be about: only what has gone through there."""
    line_take: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    line_set: tuple[Change, ...] = ()
    line_cases: tuple[LineCase, ...] = ()
    """Of these, the first that holds for a line is written into it."""
    line_done: tuple[Change, ...] = ()
    line_add: tuple[tuple[TreePath, Name], ...] = ()
    line_append: tuple[Change, ...] = ()
    split: SplitChange | None = None

    @property
    def means_lines(self) -> bool:
        """Whether it changes lines, so that a request that names none means all."""
        written = (self.line_set, self.line_cases, self.line_done, self.line_add, self.line_append)
        return self.split is not None or any((*written, self.line_take, self.units))


@dataclass(frozen=True, slots=True)
class LineForm:
    """How a request names lines of an order, and what happens to each."""

    each: Name
    id: TreePath
    quantity: TreePath | None
    optional: bool
    all: Condition | None
    changes: tuple[Change, ...]
    result: TemplateTree
    ordered: TreePath | None = None
    """Where the order's line says how many units it has, where it is not `quantity`."""
    key: TreePath | None = None
    """Where the order's line holds what the request names, where it is not the line's id."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What a route does to orders: which ones, which lines, and the actions it may mean."""

    each: Name | None
    order: Name
    lines: LineForm | None
    actions: tuple[Action, ...]
    by_line: bool = False
    """Whether `order` names one of the order's lines instead."""
    once: Name | None = None
    """A value that makes the request the same as an earlier one, which is then not done again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How actions are answered, as a whole and order by order."""

    done: AnswerForm
    refused: AnswerForm | None
    done_item: TemplateTree
    refused_item: TemplateTree
