"""YAML text in, a `Source` out: every scalar as it was written, every place remembered, every trick of YAML refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path as FilePath

from stallkeeper.problems import Place, Problem
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_events import MOST_VALUES, read_events

LARGEST = 1_000_000
"""A file of more bytes than this is refused unread."""

_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\xac\xae-\u200a\u200c-\u2027\u202f-\u205f\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U000dffff\U000e0080-\U0010ffff]"
)
"""Among them what turns the direction of a line or takes no room in it, so that a file reads otherwise than it is."""


def read_source(
    text: str | bytes, path: str, *, largest: int = LARGEST, most_values: int = MOST_VALUES
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The file's data with places, and every problem found, sorted; `path` is how the file is shown to people.

    Refused: duplicate keys, anchors, aliases, tags, merge keys, several documents, more than 1 MB, nesting deeper than
    40, anything not UTF-8, control characters. The Source is None where no data can be had at all (broken YAML, an
    alias, too large, too deep); it is given with the problems where the rest of the file can still be judged.
    """
    decoded = _decode(text, path, largest)
    if isinstance(decoded, Problem):
        return None, (decoded,)
    source, problems = _read(decoded, path, most_values)
    lines = source or Source(path, decoded, None, {}, {})
    return source, tuple(sorted(replace(problem, excerpt=lines.excerpt_for(problem)) for problem in problems))


def _read(text: str, path: str, most_values: int) -> tuple[Source | None, list[Problem]]:
    strange = _UNPRINTABLE.search(text)
    return (None, [_unprintable(text, strange.start(), path)]) if strange else read_events(text, path, most_values)


def read_file(
    file: FilePath, shown_as: str, *, inside: FilePath | None = None
) -> tuple[Source | None, tuple[Problem, ...]]:
    """`read_source` of a file on disk; a file that cannot be opened is a problem too, and a huge one is not read.

    `inside` is the folder that the file may not leave: what a folder from elsewhere links to is neither read nor shown.
    """
    try:
        if inside is not None and (strays := _strays(file, inside)):
            return None, (Problem(Place(shown_as), "unreadable-file", f"the file is not read: {strays}"),)
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return None, (Problem(Place(shown_as), "no-such-file", "there is no such file"),)
    except OSError as error:
        return None, (Problem(Place(shown_as), "unreadable-file", f"the file cannot be read: {error.strerror}"),)
    return read_source(data, shown_as)


def _strays(file: FilePath, inside: FilePath) -> str | None:
    """Why the file is not a plain one of that folder, where it is not; opening a pipe would wait for ever."""
    if file.exists() and not file.is_file():
        return "it is no ordinary file"
    try:
        here = file.resolve().is_relative_to(inside.resolve())
    except RuntimeError:
        return "it is a link to itself"
    return None if here else "it is a link that leads out of its channel's folder"


def _decode(given: str | bytes, path: str, largest: int) -> str | Problem:
    if len(given) > largest:
        return Problem(Place(path), "too-large", "the file is larger than 1 MB", "a spec is a page or two: split it")
    try:
        text = given.decode("utf-8") if isinstance(given, bytes) else given
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Problem(Place(path, line), "not-utf-8", "the file is not UTF-8 text", "save it as UTF-8")
    return text.removeprefix("\ufeff")


def _unprintable(text: str, at: int, path: str) -> Problem:
    before = Source(path, text[:at], None, {}, {}).lines
    place = Place(path, len(before), len(before[-1]) + 1)
    message = f"the character U+{ord(text[at]):04X} cannot stand in a text file"
    return Problem(place, "control-character", message, "remove it")
