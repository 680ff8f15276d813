"""Plain data in, YAML text in the house's style out: short things on one line, nothing quoted in vain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from stallkeeper.text.json_codec import encode

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z/]([\w ./?@+();'-]*[\w./?@+();'-])?|\d+ [a-z]+|\d{4}-\d\d-\d\d", re.ASCII)
_TEMPLATE = re.compile(r"<[\w.|-]+>|/[\w./<>-]*", re.ASCII)
_MEANS_SOMETHING = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def yaml_text(data: Mapping[str, Any]) -> str:
    """A whole file; a blank line before each part that holds others."""
    lines: list[str] = []
    for key, value in data.items():
        if lines and isinstance(value, Mapping | list | tuple):
            lines.append("")
        lines += _member(key, value, 0)
    return "\n".join(lines) + "\n"


def _member(key: str, value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    short = f"{indent}{scalar(key)}: {_inline(value)}"
    if not isinstance(value, Mapping | list | tuple) or (depth and len(short) <= _WIDTH) or not value:
        yield short
    elif isinstance(value, Mapping):
        yield f"{indent}{scalar(key)}:"
        for name, each in value.items():
            yield from _member(name, each, depth + 1)
    elif all(not isinstance(each, Mapping | list | tuple) for each in value) and len(short) <= _WIDTH:
        yield short
    else:
        yield f"{indent}{scalar(key)}:"
        for each in value:
            yield from _item(each, depth + 1)


def _item(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    short = f"{indent}- {_inline(value)}"
    if len(short) <= _WIDTH or not isinstance(value, Mapping):
        yield short
        return
    lines = [line for name, each in value.items() for line in _member(name, each, depth + 1)]
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else scalar(str(value))


def scalar(text: str) -> str:
    """The text as a scalar that everybody reads as this text; what a text file cannot hold becomes a question mark."""
    if (
        text.isascii()
        and text.lower() not in _MEANS_SOMETHING
        and (_PLAIN.fullmatch(text) or _TEMPLATE.fullmatch(text))
    ):
        return text
    return encode(_UNSPEAKABLE.sub("?", text)).decode()
