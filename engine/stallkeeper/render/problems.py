"""Problems in, a report out: as text for a person, as JSON or SARIF for a program, as annotations for GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from stallkeeper.problems import Place, Problem

_LONGEST_LINE = 160
_NOUNS = {"error": "problem", "warning": "warning", "information": "remark"}
_LEVELS = {"error": "error", "warning": "warning", "information": "notice"}
_NOTHING: Mapping[str, int] = MappingProxyType({})


def report(
    problems: Sequence[Problem],
    channels: int,
    style: str = "text",
    checked: Mapping[str, int] = _NOTHING,
    allowed: int = 0,
) -> str:
    """All problems of `channels` channels in one of the styles text, json, github; problems are shown as sorted.

    `checked` counts what was looked at beside them, by noun (binding, play, story); `allowed` what the files allow.
    """
    if style == "json":
        return as_json(problems, channels, allowed)
    if style == "github":
        return as_github(problems)
    shown = as_text(problems)
    last = summary(problems, channels, checked, allowed)
    return f"{shown}\n\n{last}" if shown else last


def as_text(problems: Sequence[Problem]) -> str:
    """Each problem with its place first, then the lines it is about, a caret, and the hint; a blank line between."""
    return "\n\n".join(_text(problem) for problem in problems)


def summary(problems: Sequence[Problem], channels: int, checked: Mapping[str, int] = _NOTHING, allowed: int = 0) -> str:
    """How many problems in how many channels, what was checked, how many are allowed, and how to learn more."""
    of_kind = Counter(_NOUNS[problem.severity] for problem in problems)
    counts = [_count(of_kind[noun], noun) for noun in _NOUNS.values() if of_kind[noun]]
    where = _count(channels, "channel")
    if checked:
        where += f" ({', '.join(_count(number, noun) for noun, number in checked.items())})"
    let = f" {allowed} allowed." if allowed else ""
    if not problems:
        return f"No problems in {where}.{let}"
    first = min(problems, key=lambda problem: problem.severity != "error")
    return f"{_and(counts)} in {where}.{let} `stallkeeper explain {first.code}` tells more."


def as_json(problems: Sequence[Problem], channels: int, allowed: int = 0) -> str:
    """One object: the counts, and the problems with path, line, column, length, code, severity, message and hint."""
    of_kind = Counter(problem.severity for problem in problems)
    content = {
        "channels": channels,
        "errors": of_kind["error"],
        "warnings": of_kind["warning"],
        "information": of_kind["information"],
        "allowed": allowed,
        "problems": [_plain(problem) for problem in problems],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem]) -> str:
    """One workflow command a line, which GitHub shows at the place in a pull request."""
    return "\n".join(_annotation(problem) for problem in problems)


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun != "play" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _text(problem: Problem) -> str:
    place = problem.place
    severity = f" ({problem.severity})" if problem.severity != "error" else ""
    head = f"{place.path}:{place.line}:{place.column}  {problem.code}{severity}  {problem.message}"
    witness = [f"      | for instance: {_visible(problem.witness)}"] if problem.witness else []
    return "\n".join((head, *_excerpt(problem), *witness))


def _excerpt(problem: Problem) -> list[str]:
    marked = problem.marked or problem.place
    shown: list[str] = []
    for number, text in problem.excerpt:
        shown.append(f"{number:5} | {_visible(text[:_LONGEST_LINE])}".rstrip())
        if number == marked.line:
            shown.append(_caret(marked, text, problem.hint))
    if problem.hint and not any(number == marked.line for number, _ in problem.excerpt):
        shown.append(f"      | {problem.hint}")
    return shown


def _caret(marked: Place, text: str, hint: str) -> str:
    if marked.column > _LONGEST_LINE:
        return f"      | {hint}".rstrip()
    room = max(1, min(len(text), _LONGEST_LINE) - marked.column + 1)
    return f"      | {' ' * (marked.column - 1)}{'^' * min(marked.length, room)} {hint}".rstrip()


def _visible(text: str) -> str:
    """One column for each character, and none that moves a terminal's cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _plain(problem: Problem) -> dict[str, object]:
    place = problem.place
    content: dict[str, object] = {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "length": place.length,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "witness": problem.witness,
    }
    if problem.marked is not None:
        marked = problem.marked
        content["marked"] = {"line": marked.line, "column": marked.column, "length": marked.length}
    return content


def _annotation(problem: Problem) -> str:
    place = problem.marked or problem.place
    where = f"file={_property(place.path)},line={place.line},col={place.column}"
    witness = f"for instance: {problem.witness}" if problem.witness else ""
    message = "; ".join(part for part in (problem.message, witness, problem.hint) if part)
    return f"::{_LEVELS[problem.severity]} {where},title={_property(problem.code)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
