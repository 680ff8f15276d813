"""Conditions and values go in, English comes out: the words that reasons, guides and machine listings share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from stallkeeper.spec.conditions import Condition, written_literal


def value_text(value: Any) -> str:
    """A literal as an author would write it: true, 130, 12.50."""
    return written_literal(value)


def literal_text(value: Any) -> str:
    """A condition's literal in words; an instant as an author would write it: 2026-11-22T12:00Z."""
    return f"{value:%Y-%m-%dT%H:%MZ}" if isinstance(value, datetime) else value_text(value)


def list_text(items: Iterable[str], joint: str = "and") -> str:
    """Items in a sentence: a · a and b · a, b and c."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} {joint} {last}" if head else last


def _choice_text(value: Any) -> str:
    return list_text((literal_text(each) for each in value), "or") if isinstance(value, tuple) else literal_text(value)


def condition_text(condition: Condition) -> str:
    """A condition as a clause: order.delivery_mode is suivi or recommandé."""
    match condition.operator:
        case "given":
            return f"{condition.name} is {'given' if condition.value else 'not given'}"
        case "above" | "below":
            return f"{condition.name} is {condition.operator} {_choice_text(condition.value)}"
        case "not":
            return f"{condition.name} is not {_choice_text(condition.value)}"
        case _:
            return f"{condition.name} is {_choice_text(condition.value)}"


def conditions_text(conditions: Sequence[Condition]) -> str:
    """Conditions that all have to hold, as one clause."""
    return list_text(condition_text(condition) for condition in conditions)


def near_misses(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Known words that look like `word`, the likest first; case does not count."""
    by_fold = {each.casefold(): each for each in known}
    return tuple(by_fold[fold] for fold in difflib.get_close_matches(word[:100].casefold(), by_fold, limit, 0.7))


def did_you_mean(suggestions: Sequence[str]) -> str:
    """A closing half-sentence, or nothing."""
    return f"; did you mean {list_text(suggestions, 'or')}?" if suggestions else ""
