"""A text such as `Order <order.id> is unknown` in, a template with a closed set of names out; and its value.

Between < and > stands a name (a root, then a path), optionally `|text` or `|number`, or a literal: a number, `true`,
`false`, `null`, `[]`, `{}`. A template that is one placeholder gives the value itself, any other gives text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.played.tree_path import TreePath, parse_path, read

_PLACEHOLDER = re.compile(r"<([^<>]{0,200})>")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
FILTERS = ("text", "number")

Names: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Name:
    """A value to look up: its root, the path below it, and the filter it goes through."""

    root: str
    path: TreePath
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands for itself."""

    value: Any


Part: TypeAlias = "str | Name | Literal"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders."""

    parts: tuple[Part, ...]

    def roots(self) -> Iterator[Name]:
        """The names that it looks up."""
        return (part for part in self.parts if isinstance(part, Name))


TemplateTree: TypeAlias = "Template | dict[str, TemplateTree] | list[TemplateTree] | None"


def parse_template(text: str) -> Template | str:
    """The template, or one sentence on what is wrong with the text."""
    parts: list[Part] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        placeholder = _placeholder(match[1])
        if isinstance(placeholder, str):
            return placeholder
        parts += [text[end : match.start()], placeholder]
        end = match.end()
    parts.append(text[end:])
    return Template(tuple(part for part in parts if part != ""))


def _placeholder(inner: str) -> Name | Literal | str:
    if inner in _WORDS:
        return Literal(_WORDS[inner])
    if inner in ("[]", "{}"):
        return Literal([] if inner == "[]" else {})
    if _NUMBER.fullmatch(inner):
        return Literal(Decimal(inner) if "." in inner else int(inner))
    return _name(inner)


def _name(inner: str) -> Name | str:
    name, _, filter_name = inner.partition("|")
    root, _, rest = name.partition(".")
    path = parse_path(rest)
    if path is None or parse_path(root) is None or not root:
        return f"<{inner}> is neither a name nor a literal"
    if filter_name and filter_name not in FILTERS:
        return f"<{inner}> goes through {filter_name!r}, which is no filter"
    return Name(root, path, filter_name)


def render(template: TemplateTree, names: Names) -> Any:
    """The value of a template or of a tree of templates; a name that leads nowhere is None (in a text: nothing)."""
    if isinstance(template, dict):
        return {key: render(value, names) for key, value in template.items()}
    if isinstance(template, list):
        return [render(value, names) for value in template]
    if template is None:
        return None
    if len(template.parts) == 1:
        return _value(template.parts[0], names)
    return "".join(as_text(_value(part, names)) for part in template.parts)


def _value(part: Part, names: Names) -> Any:
    if isinstance(part, str):
        return part
    if isinstance(part, Literal):
        return type(part.value)() if isinstance(part.value, list | dict) else part.value
    value = read(names.get(part.root), part.path)
    return _FILTERS[part.filter](value) if part.filter and value is not None else value


def as_text(value: Any) -> str:
    """A scalar as the text that a marketplace would print."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def as_number(value: Any) -> Decimal | None:
    """The exact number that a scalar says, or None."""
    if isinstance(value, bool) or value is None:
        return None
    text = as_text(value).strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


_FILTERS = {"text": as_text, "number": as_number}
