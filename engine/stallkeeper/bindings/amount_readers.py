"""A mapping that reckons in; one compiled function that gives the number, out: sums, shares of units, quotients.

Amounts are exact: a quotient that no decimal can hold exactly is drift, not a rounded number.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.bindings.choice_readers import items_at
from stallkeeper.bindings.converters import Convert, to_cents, to_decimal, to_whole_number
from stallkeeper.bindings.path_tests import Reader, compile_tests
from stallkeeper.spec.binding_mapping import FieldMapping, shown_path
from stallkeeper.text.paths import Getter, compile_path

_ZERO = Decimal(0)

Factor: TypeAlias = tuple[Getter, str, Convert]
"""Where a number stands in an item, how a drift names that, and how it is read."""


def compile_sum(mapping: FieldMapping, prefix: str) -> Reader:
    """The sum, over the items that fit, of an amount (or a product) and one more; nothing where there is no item."""
    shown = shown_path(mapping.paths[0], prefix)
    items, fits = items_at(mapping.paths[0], shown), compile_tests(mapping.tests, mapping.null_words, shown)
    convert = to_cents if mapping.type == "cents" else to_decimal
    terms = [_factors(mapping.parts, shown, convert)]
    if mapping.plus is not None:
        terms.append(_factors((mapping.plus,), shown, convert))
    whole = mapping.type == "whole_number"

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        found = items(native, record, drift)
        total = _ZERO
        for item in found:
            if fits is None or fits(item, record, drift):
                amounts = [_product(item, factors, drift) for factors in terms]
                if None in amounts:
                    return None
                total += sum(filter(None, amounts), _ZERO)
        if not found:
            return None
        return _whole(total, shown, drift) if whole else total

    return read


def _factors(parts: tuple[str, ...], shown: str, convert: Convert) -> list[Factor]:
    """The first part is an amount, a second one how many times it counts."""
    return [
        (compile_path(part), shown_path(part, shown), to_decimal if at else convert) for at, part in enumerate(parts)
    ]


def _product(item: Any, factors: list[Factor], drift: list[str]) -> Decimal | None:
    """The factors multiplied, what is missing as 0; None where one is no number."""
    result = None
    for get, shown, convert in factors:
        value = get(item)
        number = _ZERO if value is None else convert(value)
        if number is None:
            number = _ZERO
        if number.__class__ is not Decimal:
            drift.append(shown)
            return None
        result = number if result is None else result * number
    return result


def _whole(total: Decimal, shown: str, drift: list[str]) -> int | None:
    number = to_whole_number(total)
    if number.__class__ is int:
        return int(number)
    drift.append(shown)
    return None


def compile_some_of(mapping: FieldMapping, prefix: str) -> Reader:
    """Whether some units, but not all, count. With tests only those of the items that fit are counted."""
    shown = shown_path(mapping.paths[0], prefix)
    items, fits = items_at(mapping.paths[0], shown), compile_tests(mapping.tests, mapping.null_words, shown)
    counted, out_of = (_factors((part,), shown, to_decimal) for part in mapping.parts)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        some, everything = _ZERO, _ZERO
        for item in items(native, record, drift):
            units = _product(item, out_of, drift)
            fitting = fits is None or fits(item, record, drift)
            mine = _product(item, counted, drift) if fitting else _ZERO
            if units is None or mine is None:
                return None
            some, everything = some + mine, everything + units
        return _ZERO < some < everything

    return read


def reckoned(mapping: FieldMapping, read: Reader, prefix: str) -> Reader:
    """The number that `read` gives, less `minus`, divided by `divided_by`."""
    shown = next(mapping.shown_paths(prefix), "")
    less = _operand(mapping.minus) if mapping.minus else None
    divisor = _operand(mapping.divided_by) if mapping.divided_by is not None else None
    whole = mapping.type == "whole_number"

    def reckon(native: Any, record: Any, drift: list[str]) -> Any:
        number = read(native, record, drift)
        if number is None:
            return None
        result = _reckon(number, less and less(native, record), divisor and (divisor(native, record) or _ZERO))
        if result is None:
            drift.append(shown)
            return None
        return _whole(result, shown, drift) if whole else result

    return reckon


def _reckon(number: Any, less: Decimal | None, divisor: Decimal | None) -> Decimal | None:
    """None where the result is no number that can be written exactly."""
    result = Decimal(number)
    if less is not None:
        result -= less
    if divisor is None:
        return result
    if not divisor or not divisor.is_finite():
        return None
    quotient = result / divisor
    return quotient if quotient * divisor == result else None


def _operand(written: str | Decimal) -> Callable[[Any, Any], Decimal]:
    """The number that is written, or stands at the path that is written: 0 where nothing does, NaN for no number."""
    if isinstance(written, Decimal):
        return lambda _native, _record: written
    get, from_record = compile_path(written), written.startswith("/")

    def operand(native: Any, record: Any) -> Decimal:
        value = get(record if from_record else native)
        number = _ZERO if value is None or value == "" else to_decimal(value)
        return number if number.__class__ is Decimal else Decimal("NaN")

    return operand
