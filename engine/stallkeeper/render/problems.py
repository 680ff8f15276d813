"""Problems in, a report out: as text for a person, as JSON for a program, as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from stallkeeper.problems import Place, Problem

_LONGEST_LINE = 160
_NOTHING: Mapping[str, int] = MappingProxyType({})


def report(
    problems: Sequence[Problem], channels: int, style: str = "text", checked: Mapping[str, int] = _NOTHING
) -> str:
    """All problems of `channels` channels in one of the styles text, json, github; problems are shown as sorted.

    `checked` counts what was looked at beside them, by noun (binding, play, story).
    """
    if style == "json":
        return as_json(problems, channels)
    if style == "github":
        return as_github(problems)
    shown = as_text(problems)
    last = summary(problems, channels, checked)
    return f"{shown}\n\n{last}" if shown else last


def as_text(problems: Sequence[Problem]) -> str:
    """Each problem with its place first, then the lines it is about, a caret, and the hint; a blank line between."""
    return "\n\n".join(_text(problem) for problem in problems)


def summary(problems: Sequence[Problem], channels: int, checked: Mapping[str, int] = _NOTHING) -> str:
    """How many problems in how many channels, what was checked, and how to learn more."""
    errors = sum(problem.severity == "error" for problem in problems)
    counts = [_count(errors, "problem")] if errors or not problems else []
    counts += [_count(len(problems) - errors, "warning")] if len(problems) > errors else []
    where = _count(channels, "channel")
    if checked:
        where += f" ({', '.join(_count(number, noun) for noun, number in checked.items())})"
    if not problems:
        return f"No problems in {where}."
    first = min(problems, key=lambda problem: problem.severity != "error")
    return f"{' and '.join(counts)} in {where}. `stallkeeper explain {first.code}` tells more."


def as_json(problems: Sequence[Problem], channels: int) -> str:
    """One object: the counts, and the problems with path, line, column, length, code, severity, message and hint."""
    errors = sum(problem.severity == "error" for problem in problems)
    content = {
        "channels": channels,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [_plain(problem) for problem in problems],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem]) -> str:
    """One workflow command a line, which GitHub shows at the place in a pull request."""
    return "\n".join(_annotation(problem) for problem in problems)


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun != "play" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _text(problem: Problem) -> str:
    place = problem.place
    warning = " (warning)" if problem.severity == "warning" else ""
    head = f"{place.path}:{place.line}:{place.column}  {problem.code}{warning}  {problem.message}"
    return "\n".join((head, *_excerpt(problem)))


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
    }
    if problem.marked is not None:
        marked = problem.marked
        content["marked"] = {"line": marked.line, "column": marked.column, "length": marked.length}
    return content


def _annotation(problem: Problem) -> str:
    place = problem.marked or problem.place
    where = f"file={_property(place.path)},line={place.line},col={place.column}"
    level = "warning" if problem.severity == "warning" else "error"
    message = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return f"::{level} {where},title={_property(problem.code)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
