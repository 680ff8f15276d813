"""The text of an outgoing value in, its parsed form out: a small closed grammar, with nothing in it to execute.

<order.id>                     one name: the value keeps its type
/orders/<order.id>/ship        names inside text: the result is text
<fields.price | text>          a filter after a bar; several follow each other
<true> <false> <nil> <10>      a literal that is not text
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.spec.conditions import Condition

FILTERS = (
    "text",
    "whole_number",
    "decimal",
    "boolean",
    "upper",
    "lower",
    "trimmed",
    "comma_joined",
    "utc",
    "local",
    "offset",
    "date",
    "unix_seconds",
    "epoch_ms",
    "base64",
    "uuid",
    "cents",
    "negative",
)
"""Every filter there is: casts, case, lists, ways to write an instant, bytes and ids as text, cents, a minus."""

_MARK = re.compile(r"<([^<>]*)>")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?", re.ASCII)
_LITERALS: dict[str, Any] = {"true": True, "false": False, "nil": None}


@dataclass(frozen=True, slots=True)
class Reference:
    """A name from the closed set, such as ("order", "id") or ("token",), and the filters its value goes through."""

    name: tuple[str, ...]
    filters: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join(self.name)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands for itself."""

    value: Any


@dataclass(frozen=True, slots=True)
class Template:
    """Parts in order. A template of one part gives that part's value, of several the text of all of them."""

    parts: tuple[Reference | Constant, ...]

    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))


@dataclass(frozen=True, slots=True)
class Empty:
    """A key without a value: an empty element, an empty text."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One key of an object; left out when it is `optional` and its value is empty."""

    name: str
    value: Node
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """An object or an element with children, in the author's order."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """`give` for each item of `over` for which all `conditions` hold; where it holds for none there is no value.

    `picked_by` names a field that, when given, picks one line by its id or sku.
    """

    over: tuple[str, ...]
    give: Node
    picked_by: str | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """`then` when all conditions hold, else `otherwise`."""

    conditions: tuple[Condition, ...]
    then: Node
    otherwise: Node = field(default_factory=Empty)


Node: TypeAlias = Template | Empty | Sequence | Members | Each | Choice
"""What a body, a query value or a header is made of."""


def references_in(node: Node) -> Iterator[Reference]:
    """Every name in a node, its conditions aside."""
    if isinstance(node, Template):
        yield from node.references()
    for child in children_of(node):
        yield from references_in(child)


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes that a node is made of."""
    if isinstance(node, Members):
        return tuple(member.value for member in node.members)
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Each):
        return (node.give,)
    return (node.then, node.otherwise) if isinstance(node, Choice) else ()


def parse_template(text: str) -> Template | str:
    """The parsed text, or a sentence that says what is wrong with it."""
    parts: list[Reference | Constant] = []
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() > end:
            parts.append(Constant(text[end : mark.start()]))
        part = _part(mark[1])
        if isinstance(part, str):
            return part
        parts.append(part)
        end = mark.end()
    if end < len(text) or not parts:
        parts.append(Constant(text[end:]))
    if any(
        isinstance(part, Constant) and isinstance(part.value, str) and re.search("[<>]", part.value) for part in parts
    ):
        return "a < without its >, or a > without its <"
    return Template(tuple(parts))


def _part(text: str) -> Reference | Constant | str:
    name, *filters = (piece.strip() for piece in text.split("|"))
    if name in _LITERALS:
        return Constant(_LITERALS[name])
    if _NUMBER.fullmatch(name):
        return Constant(Decimal(name) if "." in name else int(name))
    if not _NAME.fullmatch(name):
        return f"`<{text.strip()}>` is not a name such as `<order.id>`"
    for word in filters:
        if word not in FILTERS:
            return f"unknown filter `{word}`"
    return Reference(tuple(name.split(".")), tuple(filters))
