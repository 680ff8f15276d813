"""Problems in, one SARIF 2.1.0 log out, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from stallkeeper.problems import Place, Problem

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note"}


def as_sarif(problems: Sequence[Problem], page: Callable[[str], str | None], version: str) -> str:
    """The log of one run. `page` gives the page of a problem's word, which becomes the help of its rule."""
    words = sorted({problem.code for problem in problems})
    driver = {
        "name": "stallkeeper",
        "semanticVersion": version,
        "rules": [_rule(word, page(word) or word) for word in words],
    }
    results = [_result(problem, words.index(problem.code)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(word: str, page: str) -> dict[str, object]:
    headline = page.partition("\n\n")[0].replace("\n", " ")
    return {
        "id": word,
        "name": "".join(part.title() for part in word.split("-")),
        "shortDescription": {"text": headline},
        "fullDescription": {"text": headline},
        "help": {"text": page},
    }


def _result(problem: Problem, rule: int) -> dict[str, object]:
    witness = f"for instance: {problem.witness}" if problem.witness else ""
    message = "; ".join(part for part in (problem.message, witness, problem.hint) if part)
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": message},
        "locations": [_location(problem.marked or problem.place, problem)],
    }


def _location(place: Place, problem: Problem) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + max(place.length, 1),
    }
    line = dict(problem.excerpt).get(place.line)
    if line is not None:
        region["snippet"] = {"text": line}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": region}}


def _uri(path: str) -> str:
    """The path as a reference: what may not stand in one is written as its bytes."""
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    signs = path.replace("\\", "/")
    return "".join(sign if sign in plain else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in signs)
