"""A native value in, a typed one out, or DRIFT where it is not what the binding expects; nothing here raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeAlias

from stallkeeper.spec.binding_mapping import Converter

Convert: TypeAlias = Callable[[Any], Any]


class Drift(Enum):
    """Stands for a value of another type than expected."""

    DRIFT = "drift"


DRIFT = Drift.DRIFT

_BOOLEANS: Mapping[Any, bool] = {"true": True, "false": False, "1": True, "0": False, "True": True, "False": False}
_LONGEST_NUMBER = 40
_LONGEST_WHOLE = 10**_LONGEST_NUMBER
_LARGEST = 2**63
"""No count and no instant needs more than 64 bits, and a store's columns have no more."""


def to_text(value: Any) -> Any:
    """Text as it is; a whole number in digits (ids come as either)."""
    kind = value.__class__
    if kind is str:
        return value or None
    return str(value) if kind is int else DRIFT


def to_decimal(value: Any) -> Any:
    """An exact decimal from a number or from a number written as text."""
    kind = value.__class__
    if kind is Decimal:
        return value if value.is_finite() else DRIFT
    if kind is int:
        return Decimal(value) if abs(value) < _LONGEST_WHOLE else DRIFT
    if kind is not str or len(value) > _LONGEST_NUMBER:
        return DRIFT
    return _decimal(value.strip())


def _decimal(text: str) -> Any:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return DRIFT
    return number if number.is_finite() and "_" not in text and abs(number.adjusted()) <= _LONGEST_NUMBER else DRIFT


def to_whole_number(value: Any) -> Any:
    """A whole number of at most 64 bits, from a number without a fraction or from digits."""
    number = value if value.__class__ is int else to_decimal(value)
    if number.__class__ is not int and number.__class__ is not Decimal:
        return number
    if not -_LARGEST <= number < _LARGEST:
        return DRIFT
    return int(number) if number == int(number) else DRIFT


def to_boolean(value: Any) -> Any:
    """True or false, also as the texts true, false, 1 and 0."""
    if value.__class__ is bool:
        return value
    if value.__class__ is not str:
        return DRIFT
    return _BOOLEANS.get(value.strip(), DRIFT) if value else None


def to_cents(value: Any) -> Any:
    """An amount from a whole number of hundredths."""
    number = to_whole_number(value)
    return Decimal(number).scaleb(-2) if number.__class__ is int else number


def to_instant(zone: tzinfo | None) -> Convert:
    """Reads ISO 8601. A time without an offset is in `zone`; where there is none it is drift."""

    def convert(value: Any) -> Any:
        if value.__class__ is not str:
            return DRIFT
        try:
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is UTC:
                return instant
            if instant.tzinfo is None:
                if zone is None:
                    return DRIFT
                instant = instant.replace(tzinfo=zone)
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            return DRIFT if value else None

    return convert


def from_epoch(per_second: int) -> Convert:
    """Reads seconds (or thousandths) since 1970."""

    def convert(value: Any) -> Any:
        number = to_whole_number(value)
        if number.__class__ is not int:
            return number
        try:
            seconds, rest = divmod(number, per_second)
            return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1_000_000 // per_second)
        except (ValueError, OverflowError, OSError):
            return DRIFT

    return convert


def converter(name: Converter, zone: tzinfo | None) -> Convert:
    """The converter of that name."""
    plain: dict[str, Convert] = {
        "text": to_text,
        "decimal": to_decimal,
        "whole_number": to_whole_number,
        "boolean": to_boolean,
        "cents": to_cents,
    }
    if name == "instant":
        return to_instant(zone)
    if name in ("unix_seconds", "epoch_ms"):
        return from_epoch(1 if name == "unix_seconds" else 1000)
    return plain[name]
