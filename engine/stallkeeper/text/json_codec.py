"""JSON bytes in, plain data out, money exact: numbers with a point become Decimal and never pass through a float."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import (
    Clamped,
    Context,
    Decimal,
    DecimalException,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
)
from functools import lru_cache
from typing import Any

import msgspec

from stallkeeper.text.malformed import Malformed

_PROPORTION = 400
"""A number such as 1e999999999 is short to write and ruinous to compute with."""

_EXACT = Context(
    prec=_PROPORTION + 1,
    Emax=_PROPORTION,
    Emin=-_PROPORTION,
    traps=[Clamped, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow],
)
"""Gives every number with all its digits, or raises: one out of all proportion would have to be bent to fit."""

_FAILURES = (msgspec.MsgspecError, ValueError, RecursionError, DecimalException)
_DECODER = msgspec.json.Decoder(float_hook=_EXACT.create_decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def decode(data: bytes) -> Any:
    """The value that `data` (UTF-8) says: whole numbers as int, all others as Decimal; raises Malformed."""
    try:
        return _DECODER.decode(data)
    except _FAILURES as error:
        raise _malformed(error) from None


def encode(value: Any) -> bytes:
    """`value` as compact UTF-8 JSON: Decimal as a number, an instant as ISO 8601; Malformed for NaN and infinity."""
    data = _ENCODER.encode(value)
    if (b"NaN" in data or b"Infinity" in data) and any(not number.is_finite() for number in _decimals(value)):
        raise Malformed("JSON has no word for a number that is not finite")
    return data


def encode_rows(rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Each row as an array of JSON on a line of its own; there is no other line break, for JSON escapes them."""
    return _ENCODER.encode_lines(rows)


def indented(value: Any) -> str:
    """`value` as JSON that people read: a member a line, and a line break at the end; raises Malformed as `encode`."""
    return msgspec.json.format(encode(value), indent=2).decode() + "\n"


def text_writer(names: Sequence[str]) -> Callable[..., bytes]:
    """A function that takes a text or None for each of `names` and encodes the object of those that are not None.

    Half as long as making a dict of them first. The names are members of ours, fit to be Python's.
    """
    members = msgspec.defstruct("Members", [(name, str | None, None) for name in names], omit_defaults=True)
    write = _ENCODER.encode
    return lambda *texts: write(members(*texts))


def compact(data: bytes) -> bytes:
    """The same JSON without the white space between its parts: equal values written alike become equal bytes."""
    try:
        found: bytes = msgspec.json.format(data, indent=-1)
    except _FAILURES as error:
        raise _malformed(error) from None
    return found


def raw_at(data: bytes, path: tuple[str, ...]) -> bytes | None:
    """The raw bytes of the value at `path` (`()`: all of it); None where there is none. Raises Malformed."""
    part: bytes | msgspec.Raw = data
    try:
        for name in path:
            members = _MEMBERS.decode(part)
            if name not in members:
                return None
            part = members[name]
    except msgspec.ValidationError:
        return None
    except _FAILURES as error:
        raise _malformed(error) from None
    return bytes(part).strip()


def decode_records(data: bytes, path: tuple[str, ...]) -> list[bytes] | None:
    """The raw bytes of each element of the array at `path` (`()`: the root); None where there is no array there.

    Raises Malformed where `data` is not JSON. Nothing is decoded twice: two equal records have equal bytes.
    """
    try:
        part = _records_decoder(path).decode(data)
        for _ in path:
            if part is None:
                return None
            part = part.inner
        return None if part is None else [bytes(record) for record in part]
    except msgspec.ValidationError:
        return None
    except _FAILURES as error:
        raise _malformed(error) from None


@lru_cache(64)
def _records_decoder(path: tuple[str, ...]) -> msgspec.json.Decoder[Any]:
    """Goes down `path` and cuts the array there into its elements, all in one pass."""
    kind: Any = list[msgspec.Raw]
    for name in reversed(path):
        kind = msgspec.defstruct("Outer", [("inner", kind | None, None)], rename={"inner": name})
    return msgspec.json.Decoder(kind)


def _malformed(error: Exception) -> Malformed:
    """msgspec says what and at which byte and never quotes the payload; the others are ours to put into words."""
    if isinstance(error, msgspec.MsgspecError):
        return Malformed(f"this is not JSON: {str(error).removeprefix('JSON is malformed: ')}")
    if isinstance(error, RecursionError):
        return Malformed("the JSON is nested too deeply")
    if isinstance(error, UnicodeError):
        return Malformed("the JSON is not UTF-8")
    return Malformed("the JSON holds a number out of all proportion")


def _decimals(value: Any) -> Iterable[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _decimals(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _decimals(member)
