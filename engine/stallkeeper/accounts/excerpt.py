"""A problem of a stallkeeper.yaml in; the line it is about with a caret under the mistake, and nothing else of it, out.

Somebody may have written a secret into the file, under a misspelt key or beside one. So a line is shown up to the end
of what is marked, and what stands before that only where it is keys.
"""

from __future__ import annotations

import re
from dataclasses import replace

from stallkeeper.problems import Problem

_LONGEST = 120
_KEYS_ONLY = re.compile(r"[\s{\[-]*([A-Za-z0-9_.-]{1,60}:\s*[{\[]?\s*){0,9}\"?")


_QUOTED = re.compile(r'"[^"]*"')
_PASSWORD = re.compile(r"//[^/@\s\"]*@")

_SIGNS_OF_YAML = frozenset({"alias", "anchor", "tag"})
"""Problems of a value that begins with a sign which means something to YAML; a password may."""


def bared(problem: Problem) -> Problem:
    """The problem at the key or value it marks, with no more of the file than may be shown."""
    place = problem.marked or problem.place
    text = dict(problem.excerpt).get(place.line)
    if text is None or problem.code in _SIGNS_OF_YAML or _PASSWORD.search(text):
        lines: tuple[tuple[int, str], ...] = ()
    else:
        lines = ((place.line, _line(text, place.column - 1, place.length)),)
    message = _PASSWORD.sub("//…@", problem.message)
    if problem.code in _SIGNS_OF_YAML:
        message = _QUOTED.sub('"…"', message)
    return replace(problem, place=place, marked=None, message=message, excerpt=lines)


def drawn(problem: Problem) -> str:
    """The line of a bared problem with its number, and the caret below; empty where there is none."""
    place = problem.place
    return "".join(
        f"\n{number:5} | {text}\n      | {' ' * (place.column - 1)}{'^' * place.length}"
        for number, text in problem.excerpt
        if place.column + place.length <= _LONGEST
    )


def _line(text: str, start: int, length: int) -> str:
    before, shown, after = text[:start], text[start : start + length], text[start + length :]
    if not _KEYS_ONLY.fullmatch(before):
        before = "…".ljust(start)
    more = " …" if after.strip(" :") else ""
    return "".join(sign if sign.isprintable() else " " for sign in f"{before}{shown}{more}")
