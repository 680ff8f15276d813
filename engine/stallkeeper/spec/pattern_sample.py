"""A pattern of a field in, a text of that form out: as short as its parts allow, or None where that is not found."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]  # the standard library's own reading of a pattern
from typing import Any

_LONGEST = 200


def sample_of(pattern: str) -> str | None:
    """A text that the whole pattern matches; it is tried before it is given."""
    try:
        text = _text(_parser.parse(pattern))
        return text if len(text) <= _LONGEST and re.fullmatch(pattern, text) else None
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _text(parts: Any) -> str:
    return "".join(_part(str(code), argument) for code, argument in parts)


def _part(code: str, argument: Any) -> str:
    match code:
        case "LITERAL":
            return chr(argument)
        case "IN":
            return _member(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = argument
            return _text(inner) * min(int(least), _LONGEST + 1)
        case "SUBPATTERN":
            return _text(argument[-1])
        case "BRANCH":
            return _text(argument[1][0])
        case "ANY" | "NOT_LITERAL":
            return "x" if argument != ord("x") else "y"
    return ""


def _member(members: Any) -> str:
    """The first sign of a set; of a set of what must not stand there, one that is not in it."""
    codes = [(str(code), argument) for code, argument in members]
    if codes and codes[0][0] == "NEGATE":
        return next((sign for sign in "aA0- ._" if not any(_covers(sign, *code) for code in codes[1:])), "")
    code, argument = codes[0]
    if code == "LITERAL":
        return chr(argument)
    if code == "RANGE":
        return chr(argument[0])
    return {"CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}.get(str(argument), "")


def _covers(sign: str, code: str, argument: Any) -> bool:
    if code == "LITERAL":
        return ord(sign) == int(argument)
    if code == "RANGE":
        return bool(argument[0] <= ord(sign) <= argument[1])
    tests = {"CATEGORY_DIGIT": sign.isdigit(), "CATEGORY_SPACE": sign.isspace(), "CATEGORY_WORD": sign.isalnum()}
    return tests.get(str(argument), True)
