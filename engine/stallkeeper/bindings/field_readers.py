"""A field's mapping in, one compiled function out that reads it from a native object.

Every reader takes the object, the record it is in, and a list to which it adds the path of a value that has drifted.
An ingest maps fifty values per order, so `direct` tells which of them need no call at all when nothing is odd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from decimal import Decimal
from typing import Any, TypeAlias

from stallkeeper.bindings.converters import DRIFT, Convert, converter, to_decimal
from stallkeeper.spec.binding_mapping import UNSET, FieldMapping
from stallkeeper.text.paths import ASTRAY, Getter, compile_path, many, steps, walk

Reader: TypeAlias = Callable[[Any, Any, list[str]], Any]

_NATURAL: Mapping[str, type] = {"text": str, "decimal": Decimal, "boolean": bool}
"""What JSON gives for a type, where any such value will do; a whole number may be too large."""


def compile_reader(mapping: FieldMapping, zone: tzinfo | None, prefix: str = "") -> Reader:
    """The reader of one field. `prefix` is where the object stands, for the paths in a drift."""
    if mapping.kind == "constant":
        constant = mapping.constant
        return lambda _object, _record, _drift: constant
    convert = _converted(mapping, zone)
    if mapping.kind == "sum":
        return _sum(mapping, shown_path(mapping.paths[0], prefix))
    if mapping.kind == "some_of":
        return _some_of(mapping, shown_path(mapping.paths[0], prefix))
    readers = tuple(_one(path, convert, mapping, prefix) for path in mapping.paths)
    if mapping.kind == "join":
        return _join(readers, mapping.separator)
    return readers[0] if len(readers) == 1 else _first_of(readers)


def shown_path(path: str, prefix: str) -> str:
    """The path as an author would look for it: from the record's root, without indexes."""
    whole = path[1:] if path.startswith("/") else f"{prefix}.{path}"
    return ".".join(steps(whole))


def _converted(mapping: FieldMapping, zone: tzinfo | None) -> Convert:
    convert = converter(mapping.type, zone)
    nulls = mapping.null_words
    if mapping.values is not None:
        convert = _looked_up(mapping.values, mapping.otherwise)
    if not nulls:
        return convert
    return lambda value: None if value.__class__ is str and value in nulls else convert(value)


def _looked_up(values: Mapping[str, Any], otherwise: Any) -> Convert:
    fallback = DRIFT if otherwise is UNSET else otherwise

    def convert(value: Any) -> Any:
        if value.__class__ is bool:
            value = "true" if value else "false"
        return values.get(str(value), fallback) if value.__class__ in (str, int) else DRIFT

    return convert


def direct(mapping: FieldMapping) -> tuple[str, type] | None:
    """The key and the type of a field whose value usually needs no work: it stands right there, typed already."""
    if mapping.kind != "path" or mapping.values is not None or mapping.null_words or mapping.paths[0].startswith("/"):
        return None
    way, natural = steps(mapping.paths[0]), _NATURAL.get(mapping.type)
    return (way[0], natural) if len(way) == 1 and natural is not None else None


def _one(path: str, convert: Convert, mapping: FieldMapping, prefix: str) -> Reader:
    shown = shown_path(path, prefix)
    absent = mapping.otherwise if mapping.values is not None and mapping.otherwise is not UNSET else None
    way = steps(path)
    if len(way) == 1:
        return _right_there(way[0], path.startswith("/"), convert, absent, shown)
    return _at(compile_path(path), path.startswith("/"), convert, absent, shown)


def _right_there(key: str, from_record: bool, convert: Convert, absent: Any, shown: str) -> Reader:
    """The reader of a value that stands in the object (or the record) itself: both are known to be objects."""

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        value = (record if from_record else native).get(key)
        if value is None:
            return absent
        value = convert(value)
        if value is DRIFT:
            drift.append(shown)
            return None
        return value

    return read


def _at(get: Getter, from_record: bool, convert: Convert, absent: Any, shown: str) -> Reader:
    def read(native: Any, record: Any, drift: list[str]) -> Any:
        value = get(record if from_record else native)
        if value is None:
            return absent
        value = DRIFT if value is ASTRAY else convert(value)
        if value is DRIFT:
            drift.append(shown)
            return None
        return value

    return read


def _first_of(readers: tuple[Reader, ...]) -> Reader:
    def read(native: Any, record: Any, drift: list[str]) -> Any:
        for reader in readers:
            value = reader(native, record, drift)
            if value is not None:
                return value
        return None

    return read


def _join(readers: tuple[Reader, ...], separator: str) -> Reader:
    def read(native: Any, record: Any, drift: list[str]) -> Any:
        values = (reader(native, record, drift) for reader in readers)
        return separator.join(value for value in values if value is not None) or None

    return read


def _amounts(native: Any, path: str, part: str) -> list[Any] | None:
    """The decimals at `part` of every item of the list at `path`; None when one of them is no decimal."""
    items = many(walk(native, steps(path)))
    if items is None:
        return None
    amounts = [walk(item, steps(part)) for item in items]
    numbers = [Decimal(0) if amount is None else to_decimal(amount) for amount in amounts]
    return None if any(number.__class__ is not Decimal for number in numbers) else numbers


def _sum(mapping: FieldMapping, shown: str) -> Reader:
    (path, (part,)) = mapping.paths[0], mapping.parts

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        amounts = _amounts(record if path.startswith("/") else native, path, part)
        if amounts is None:
            drift.append(f"{shown}.{part}")
        return sum(amounts, Decimal(0)) if amounts else None

    return read


def _some_of(mapping: FieldMapping, shown: str) -> Reader:
    (path, (counted, out_of)) = mapping.paths[0], mapping.parts

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        source = record if path.startswith("/") else native
        some, everything = _amounts(source, path, counted), _amounts(source, path, out_of)
        if some is None or everything is None:
            drift.append(shown)
            return None
        return Decimal(0) < sum(some) < sum(everything)

    return read
