"""A field's list of values goes in, what a seller may choose from comes out: by code, or by what the code means."""

from __future__ import annotations

from typing import Any, NamedTuple

from stallkeeper.machine.wording import list_text, near_misses, value_text
from stallkeeper.orders import Lists
from stallkeeper.spec.channel_spec import FieldSpec

LONG_LIST = 10
"""A list of more values than this is not told in a sentence."""


class Choice(NamedTuple):
    """One value: its code as an author writes it, and its label (empty: none)."""

    code: str
    label: str = ""


def choices_of(field: FieldSpec, lists: Lists) -> tuple[Choice, ...]:
    """What the channel's own list holds where it is known, else the declared values; none: any value is taken."""
    fetched = lists.get(field.values_from) if field.values_from is not None else None
    if fetched:
        return tuple(Choice(each.code, each.label if each.label != each.code else "") for each in fetched)
    written = (value_text(value) for value in field.values)
    return tuple(Choice(code, field.labels.get(code, "")) for code in written)


def code_of(choices: tuple[Choice, ...], given: Any) -> Any:
    """`given`, or the code where it is the label of exactly one choice, whatever the case; a code is never a label."""
    if not isinstance(given, str) or any(choice.code == given.strip() for choice in choices):
        return given
    for form in (str, str.casefold):
        meant = {choice.code for choice in choices if choice.label and form(choice.label) == form(given.strip())}
        if len(meant) == 1:
            return meant.pop()
    return given


def choices_text(choices: tuple[Choice, ...]) -> str:
    """A or B · one of its 45 values."""
    if len(choices) > LONG_LIST:
        return f"one of its {len(choices)} values"
    return list_text((f"{each.code} ({each.label})" if each.label else each.code for each in choices), "or")


def meant_by(choices: tuple[Choice, ...], word: str) -> tuple[str, ...]:
    """The codes that `word` looks like, or whose labels it does."""
    codes = {choice.label: choice.code for choice in choices if choice.label} | {
        each.code: each.code for each in choices
    }
    return tuple(dict.fromkeys(codes[near] for near in near_misses(word, codes)))
