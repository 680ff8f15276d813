"""JSON text in, a `Source` out: every scalar as it was written, and the place of every key and value."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from stallkeeper.problems import Place, Problem
from stallkeeper.text.json_codec import decode
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.source import Path, Source
from stallkeeper.text.wording import quoted

DEEPEST = 100
MOST_VALUES = 1_000_000

_TOKEN = re.compile(r'[ \t\r\n]*(?:([{}\[\]:,])|("(?:[^"\\\x00-\x1f]|\\.)*")|([^\s{}\[\]:,"]+))')


class _Refused(Exception):
    """Reading stops here."""

    def __init__(self, at: int, code: str, message: str) -> None:
        super().__init__(message)
        self.at, self.code, self.message = at, code, message


def read_json(text: str, path: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """The document's data with places; null reads as None, every other scalar as its text. Sorted problems beside it.

    The Source is None where this is not JSON, is nested deeper than 100 levels or holds more than a million values.
    """
    reader = _Reader(text, path)
    try:
        decode(text.encode("utf-8", "surrogatepass"))
        data = reader.value(())
    except Malformed as error:
        return None, (Problem(Place(path), "not-json", str(error)),)
    except _Refused as refused:
        return None, (Problem(reader.place(refused.at, 1), refused.code, refused.message),)
    return Source(path, text, data, reader.places, reader.keys), tuple(sorted(reader.problems))


class _Reader:
    """One pass over a text that is known to be JSON."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path, self._at, self._values = text, path, 0, 0
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}

    def place(self, at: int, length: int) -> Place:
        line = bisect_right(self._lines, at)
        return Place(self._path, line, at - self._lines[line - 1] + 1, max(1, length))

    def value(self, path: Path) -> Any:
        mark, text, word, at = self._token()
        self._guard(path, at)
        self.places[path] = self.place(at, len(mark or text or word or ""))
        if mark == "{":
            return self._object(path)
        if mark == "[":
            return self._array(path)
        if text is not None:
            return self._string(text)
        return None if word == "null" else word

    def _token(self) -> tuple[str | None, str | None, str | None, int]:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise _Refused(self._at, "not-json", "this is not JSON")
        self._at = found.end()
        mark, text, word = found.groups()
        return mark, text, word, found.end() - len(mark or text or word or "")

    def _guard(self, path: Path, at: int) -> None:
        self._values += 1
        if len(path) > DEEPEST:
            raise _Refused(at, "too-deep", f"the file is nested deeper than {DEEPEST} levels")
        if self._values > MOST_VALUES:
            raise _Refused(at, "too-large", f"the file holds more than {MOST_VALUES} values")

    def _string(self, token: str) -> str:
        if "\\" not in token:
            return token[1:-1]
        said: str = decode(token.encode("utf-8", "surrogatepass"))
        return said

    def _object(self, path: Path) -> dict[str, Any]:
        members: dict[str, Any] = {}
        while True:
            mark, text, _, at = self._token()
            if mark == "}":
                return members
            if text is None:
                continue  # a comma
            key = self._string(text)
            self._token()  # the colon
            if key in members:
                message = f"the key {quoted(key)} stands here a second time"
                hint = f"first on line {self.keys[*path, key].line}"
                self.problems.append(Problem(self.place(at, len(text)), "duplicate-key", message, hint))
                self._forget((*path, key))
            self.keys[*path, key] = self.place(at, len(text))
            members[key] = self.value((*path, key))

    def _forget(self, path: Path) -> None:
        """What stood under a key that comes again is not part of the data."""
        for places in (self.places, self.keys):
            for each in [each for each in places if each[: len(path)] == path]:
                del places[each]

    def _array(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while True:
            start = self._at
            mark, _, _, _ = self._token()
            if mark == "]":
                return items
            if mark != ",":
                self._at = start
            items.append(self.value((*path, len(items))))
