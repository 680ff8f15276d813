"""YAML's event stream in, data with places out: the only importer of yaml, and nothing of YAML's own types is used.

Events are read one by one, so an alias is refused before anything it stands for could be built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from stallkeeper.problems import Place, Problem
from stallkeeper.text.source import Path, Source
from stallkeeper.text.wording import quoted

# without libyaml: slower, and stricter about a `?` in a flow mapping
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 40
MOST_VALUES = 50_000

_NOTHING = frozenset({"", "~", "null"})
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_HINTS = (
    ("tab character", "indent with spaces"),
    ("cannot start any token", "indent with spaces, not tabs; quote a text that starts with a sign"),
    ("mapping values are not allowed", "quote a text that holds a colon and a space"),
    ("could not find expected ':'", "a key is followed by a colon"),
    ("did not find expected key", "a key or a bracket is missing, or the indentation changed"),
    ("did not find expected '-' indicator", "items of a list stand under each other, each after a dash"),
    ("did not find expected ',' or", "a comma or a closing bracket is missing"),
    ("unexpected end of stream", "a quote is not closed"),
)


class Refused(Exception):
    """Reading stops here: going on would mean building what the file must not contain."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_events(text: str, path: str, most_values: int = MOST_VALUES) -> tuple[Source | None, list[Problem]]:
    """The one document in `text`, or None and the problem that stopped the reading; other problems are collected."""
    composer = _Composer(text, path, most_values)
    try:
        data = composer.document()
    except Refused as refused:
        return None, [*composer.problems, refused.problem]
    except yaml.YAMLError as error:
        return None, [*composer.problems, _not_yaml(error, path)]
    except (ValueError, OverflowError):  # numbers in directives and escapes that PyYAML does not guard
        return None, [*composer.problems, Problem(Place(path), "not-yaml", "this is not YAML")]
    return Source(path, text, data, composer.places, composer.keys), composer.problems


def _not_yaml(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    hint = next((hint for sign, hint in _HINTS if sign in what), "")
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    return Problem(place, "not-yaml", f"this is not YAML: {what}", hint)


class _Composer:
    """One pass over the events of one text."""

    def __init__(self, text: str, path: str, most_values: int) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self._values = 0
        self._most_values = most_values
        self._parser = _Parser(text)

    def document(self) -> Any:
        self._next()  # the start of the stream
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            self.places[()] = Place(self.path)
            return None
        self._refuse_directives(event)
        data = self._node(self._next(), ())
        self._next()  # the end of the document
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._report(event, "several-documents", "a second document starts here", "keep one document per file")
        return data

    def _next(self) -> Any:
        return self._parser.get_event()

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if start.line == end.line else 1
        return Place(self.path, start.line + 1, start.column + 1, max(1, length))

    def _report(self, event: Any, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self._place(event), code, message, hint))

    def _refuse(self, event: Any, code: str, message: str, hint: str = "") -> None:
        raise Refused(Problem(self._place(event), code, message, hint))

    def _refuse_directives(self, event: Any) -> None:
        if event.tags:
            self._report(event, "tag", "the file declares tags of its own", "remove the %TAG line")

    def _node(self, event: Any, path: Path) -> Any:
        self._guard(event, path)
        self.places[path] = self._place(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event)

    def _guard(self, event: Any, path: Path) -> None:
        """Refuse what makes a short file mean a long one, and report tags."""
        self._values += 1
        if isinstance(event, yaml.AliasEvent):
            self._refuse(
                event,
                "alias",
                f"the alias {quoted(f'*{event.anchor}')} repeats another part of the file",
                "write it out",
            )
        if event.anchor:
            message = f"the anchor {quoted(f'&{event.anchor}')} names a part of the file"
            self._report(event, "anchor", message, "remove it; quote a text that starts with &")
        if len(path) > DEEPEST:
            self._refuse(event, "too-deep", f"the file is nested deeper than {DEEPEST} levels")
        if self._values > self._most_values:
            self._refuse(event, "too-large", f"the file holds more than {self._most_values} values")
        if event.tag:
            self._report(
                event, "tag", f"the tag {quoted(event.tag)} asks for a type", "remove it: a field's type is declared"
            )

    def _scalar(self, event: Any) -> str | None:
        text: str = event.value
        if not event.style and text in _NOTHING:
            return None
        self._check_text(event, text)
        return text

    def _check_text(self, event: Any, text: str) -> None:
        strange = _CONTROL.search(text)
        if strange:
            message = f"the escaped character U+{ord(strange[0]):04X} cannot stand in a text"
            self._report(event, "control-character", message, "remove it")

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        event = self._next()
        while not isinstance(event, yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
            event = self._next()
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        members: dict[str, Any] = {}
        event = self._next()
        while not isinstance(event, yaml.MappingEndEvent):
            self._member(event, path, members)
            event = self._next()
        return members

    def _member(self, event: Any, path: Path, members: dict[str, Any]) -> None:
        key = self._key(event, path, members)
        if key is None:
            with self._aside():
                self._node(self._next(), (*path, "?"))
            return
        self.keys[*path, key] = self._place(event)
        members[key] = self._node(self._next(), (*path, key))

    def _key(self, event: Any, path: Path, members: dict[str, Any]) -> str | None:
        """The key's text, or None (and a problem) when what follows it must not become a member."""
        self._guard(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            self._report(event, "wrong-key", "a key is one word here, not a list or a mapping")
            with self._aside():
                self._rest_of(event, path)
            return None
        key: str = event.value
        self._check_text(event, key)
        if not key:
            self._report(event, "wrong-key", "a key is empty", "name it")
        elif key == "<<" and not event.style:
            self._report(event, "merge-key", "a merge key copies another part of the file", "write the keys out")
        elif key in members:
            first = self.keys[*path, key].line
            self._report(
                event, "duplicate-key", f"the key {quoted(key)} stands here a second time", f"first on line {first}"
            )
        else:
            return key
        return None

    def _rest_of(self, event: Any, path: Path) -> None:
        read = self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence
        read((*path, "?"))

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Read on without remembering places: what is read does not become part of the data."""
        kept = self.places, self.keys
        self.places, self.keys = {}, {}
        try:
            yield
        finally:
            self.places, self.keys = kept
