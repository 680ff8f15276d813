"""A field's mapping in, one compiled function out that reads it from a native object.

Every reader takes the object, the record it is in, and a list to which it adds the path of a value that has drifted.
An ingest maps fifty values per order, so `direct` tells which of them need no call at all when nothing is odd.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from stallkeeper.bindings.amount_readers import compile_some_of, compile_sum, reckoned
from stallkeeper.bindings.choice_readers import compile_among, compile_cases, compile_find, compile_latest
from stallkeeper.bindings.converters import DRIFT, Convert, converter
from stallkeeper.bindings.path_tests import Reader
from stallkeeper.spec.binding_mapping import UNSET, FieldMapping, shown_path
from stallkeeper.text.paths import ASTRAY, EVERY, Getter, compile_path, steps

_NATURAL: Mapping[str, type] = {"text": str, "decimal": Decimal, "boolean": bool}
"""What JSON gives for a type, where any such value will do; a whole number may be too large."""


def compile_reader(mapping: FieldMapping, zone: tzinfo | None, prefix: str = "") -> Reader:
    """The reader of one field. `prefix` is where the object stands, for the paths in a drift."""
    read = _compiled(mapping, zone, prefix)
    if mapping.minus is None and mapping.divided_by is None:
        return read
    return reckoned(mapping, read, prefix)


def _compiled(mapping: FieldMapping, zone: tzinfo | None, prefix: str) -> Reader:
    kind = mapping.kind
    if kind == "constant":
        constant = mapping.constant
        return lambda _object, _record, _drift: constant
    if kind in ("sum", "some_of"):
        return compile_sum(mapping, prefix) if kind == "sum" else compile_some_of(mapping, prefix)
    if kind in ("find", "among"):
        inner = compile_reader(mapping.inner[0], zone, shown_path(mapping.paths[0], prefix))
        return compile_find(mapping, inner, prefix) if kind == "find" else compile_among(mapping, inner, prefix)
    if kind == "cases":
        then = [compile_reader(case.then, zone, prefix) for case in mapping.cases]
        return compile_cases(mapping, then, [compile_reader(each, zone, prefix) for each in mapping.inner], prefix)
    return _read_at(mapping, zone, prefix)


def _read_at(mapping: FieldMapping, zone: tzinfo | None, prefix: str) -> Reader:
    """The reader of what stands at one path, or at several of which one counts, or all are joined."""
    convert = _converted(mapping, zone)
    if mapping.kind in ("latest_of", "earliest_of"):
        return compile_latest(mapping, convert, prefix)
    readers = tuple(_one(path, convert, mapping, prefix) for path in mapping.paths)
    readers += tuple(compile_reader(each, zone, prefix) for each in mapping.inner)
    if mapping.kind == "join":
        return _join(readers, mapping.separator)
    return readers[0] if len(readers) == 1 else _first_of(readers)


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
    if EVERY in way:
        return _at(_first_found(compile_path(path)), path.startswith("/"), convert, absent, shown)
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


def _first_found(get: Getter) -> Getter:
    """The first value of those that a path through a list finds."""

    def first(value: Any) -> Any:
        found = get(value)
        return (found[0] if found else None) if found.__class__ is list else found

    return first


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
