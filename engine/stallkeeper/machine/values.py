"""A value as it was given and the field's declaration go in; the typed value, or what is wrong with it, comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from stallkeeper.machine.choices import Choice, choices_of, choices_text, code_of, meant_by
from stallkeeper.machine.guards import equal
from stallkeeper.machine.wording import did_you_mean, value_text
from stallkeeper.orders import NO_LISTS, Lists
from stallkeeper.spec.channel_spec import FieldSpec

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNSPEAKABLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
_UNSPEAKABLE = re.compile(rf"[{UNSPEAKABLE}\ud800-\udfff]")
"""What neither JSON nor XML can carry to a marketplace."""

LONGEST_TEXT = 10_000
"""Characters; a field without a `max_length` of its own takes no more than this."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that the field does not take, in words that go on after the field's name."""

    why: str


def typed_value(field: FieldSpec, given: Any, lists: Lists = NO_LISTS) -> Any | Wrong:
    """`given` in the field's type, checked against its list, limits, length and pattern; else a `Wrong`.

    Text (as from a command line) is read in the declared type: true/false, 12, 12.50, 2026-11-22; a label is taken for
    its value. A float is refused: it is no exact amount. `lists` are those that the channel gives, as far as known.
    """
    choices = choices_of(field, lists)
    value = _READERS[field.type](code_of(choices, given))
    if isinstance(value, Wrong):
        return value
    return _outside_list(field, choices, value) or _outside_limits(field, value) or _bad_text(field, value) or value


def read_value(field: FieldSpec, given: Any) -> Any | Wrong:
    """`given` in the field's type, whatever its limits."""
    return _READERS[field.type](given)


def _text(given: Any) -> str | Wrong:
    if isinstance(given, int) and not isinstance(given, bool):
        given = value_text(given) if abs(given) < 10**18 else ""
    if not isinstance(given, str):
        return Wrong("has to be text")
    if _UNSPEAKABLE.search(given):
        return Wrong("holds a control character")
    return given.strip()


def _boolean(given: Any) -> bool | Wrong:
    if isinstance(given, bool):
        return given
    word = given.strip().casefold() if isinstance(given, str) else ""
    return {"true": True, "false": False}.get(word, Wrong("has to be true or false"))


def _whole_number(given: Any) -> int | Wrong:
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**18:
        return given
    if isinstance(given, str) and _WHOLE.fullmatch(given.strip()):
        return int(given)
    return Wrong("has to be a whole number, such as 2")


def _decimal(given: Any) -> Decimal | Wrong:
    if isinstance(given, Decimal) and given.is_finite() and abs(given.adjusted()) < 18:
        return given
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**18:
        return Decimal(given)
    if isinstance(given, str) and _DECIMAL.fullmatch(given.strip()):
        return Decimal(given.strip())
    return Wrong("has to be a decimal number with a point, such as 12.50")


def _date(given: Any) -> date | Wrong:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if isinstance(given, str) and _DATE.fullmatch(given.strip()):
        with suppress(ValueError):  # the right form of a day that there is not
            return date.fromisoformat(given.strip())
    return Wrong("has to be a date such as 2026-11-22")


_READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"text": _text, "boolean": _boolean, "whole_number": _whole_number, "decimal": _decimal, "date": _date}
)


def _outside_list(field: FieldSpec, choices: tuple[Choice, ...], value: Any) -> Wrong | None:
    if not choices or field.free or any(equal(value, _READERS[field.type](each.code)) for each in choices):
        return None
    return Wrong(f"has to be {choices_text(choices)}{did_you_mean(meant_by(choices, value_text(value)))}")


def _outside_limits(field: FieldSpec, value: Any) -> Wrong | None:
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return None
    if field.minimum is not None and value < field.minimum:
        return Wrong(f"has to be at least {value_text(field.minimum)}")
    if field.maximum is not None and value > field.maximum:
        return Wrong(f"has to be at most {value_text(field.maximum)}")
    return None


def _bad_text(field: FieldSpec, value: Any) -> Wrong | None:
    if not isinstance(value, str):
        return None
    longest = field.max_length if field.max_length is not None else LONGEST_TEXT
    if len(value) > longest:
        return Wrong(f"has {len(value)} characters; {longest} are the most")
    if field.pattern is not None and not _matches(field.pattern, value):
        return Wrong(f"has to look like {field.pattern}")
    return None


def _matches(pattern: str, value: str) -> bool:
    """Whether the whole value has the pattern's form; a pattern that is none (a check reports it) refuses nothing."""
    try:
        return re.fullmatch(pattern, value) is not None
    except (re.error, RecursionError, OverflowError):
        return True
