"""A source in, its data as lines of YAML out, each with the place that it was written at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stallkeeper.problems import Place
from stallkeeper.text.source import Path, Source

_WIDEST = 100
_ESCAPED = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Line ends to YAML, which JSON leaves as they are."""
_PLAIN = re.compile(r"[A-Za-z0-9_./<](?:[^\x00-\x1f:#,\[\]{}\"'`\\\u0085\u2028\u2029]|:(?=[^\s,\[\]{}]))*")


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line and where it comes from."""

    text: str
    place: Place


def written_out(source: Source) -> Iterator[WrittenLine]:
    """Every key on a line of its own; what its author wrote on one line stays on one, where it is not too long."""
    return _Writer(source).value(source.data, (), "")


class _Writer:
    def __init__(self, source: Source) -> None:
        self._source = source

    def value(self, value: Any, path: Path, indent: str) -> Iterator[WrittenLine]:
        """The lines of a mapping, or of a list that does not fit on one."""
        if isinstance(value, dict):
            for key, item in value.items():
                yield from self._named(f"{indent}{_scalar(key)}:", item, (*path, key), indent)
        elif isinstance(value, list):
            for at, item in enumerate(value):
                yield from self._item(item, (*path, at), indent)

    def _named(self, head: str, value: Any, path: Path, indent: str) -> Iterator[WrittenLine]:
        place = self._source.place_of(path)
        flow = self._on_one_line(value, path, len(head) + 1)
        if flow is not None:
            yield WrittenLine(f"{head} {flow}", place)
        else:
            yield WrittenLine(head, place)
            yield from self.value(value, path, f"{indent}  ")

    def _item(self, value: Any, path: Path, indent: str) -> Iterator[WrittenLine]:
        flow = self._on_one_line(value, path, len(indent) + 2)
        if flow is not None:
            yield WrittenLine(f"{indent}- {flow}", self._source.place_of(path))
            return
        for number, line in enumerate(self.value(value, path, f"{indent}  ")):
            text = line.text if number else f"{indent}- {line.text[len(indent) + 2 :]}"
            yield WrittenLine(text, line.place)

    def _on_one_line(self, value: Any, path: Path, before: int) -> str | None:
        """A scalar, or what was written on one line and fits on one; None for what takes lines of its own."""
        if not isinstance(value, dict | list) or not value:
            return _flow(value)
        lines = {(place.path, place.line) for place in self._places(value, path)}
        flow = _flow(value) if len(lines) == 1 else ""
        return flow if flow and before + len(flow) <= _WIDEST else None

    def _places(self, value: Any, path: Path) -> Iterator[Place]:
        """Those of all that is in a value."""
        yield self._source.places.get(path) or self._source.place_of(path)
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, part in parts:
            yield from self._places(part, (*path, step))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return "null" if value is None else _scalar(value)


def _scalar(text: str) -> str:
    """As it is where that reads the same again; else in quotation marks, as JSON has it."""
    is_plain = _PLAIN.fullmatch(text) and text == text.strip() and text not in ("null", "<<") and not text.endswith(":")
    return text if is_plain else json.dumps(text, ensure_ascii=False).translate(_ESCAPED)
