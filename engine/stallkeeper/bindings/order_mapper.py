"""A binding's mapping in, one compiled function out that turns a native order into an OrderReport."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, replace
from datetime import tzinfo
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from stallkeeper.bindings.field_readers import compile_reader, direct
from stallkeeper.bindings.paths import compile_path, many, steps
from stallkeeper.bindings.quick_values import quick_maker
from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel
from stallkeeper.spec.binding_mapping import FieldMapping, ObjectMapping, OrderMapping

Mapper: TypeAlias = Callable[[Any], OrderReport]
_ObjectReader: TypeAlias = Callable[[Any, Any, list[str]], Any]


LONGEST_WORD = 200
"""A status or an id of more characters is none: it would flood every list and message it stands in."""


def compile_mapper(mapping: OrderMapping, zone_name: str | None) -> Mapper:
    """The function that maps one native order (an object). It never raises on data: what does not fit is drift."""
    zone = ZoneInfo(zone_name) if zone_name else None
    slots = {field.name: at for at, field in enumerate(fields(OrderReport))}
    fill, make = _filler(OrderReport, mapping.fields, zone, ""), quick_maker(OrderReport)
    inner = _inner(mapping, zone, slots)
    at_drift, at_status = slots["drift"], slots["native_status"]
    status_path = next((each.paths[0] for each in mapping.fields if each.target == "native_status" and each.paths), "")

    def report(native: Any) -> OrderReport:
        drift: list[str] = []
        values = fill(native, native, drift)
        for at, read_object in inner:
            values[at] = read_object(native, native, drift)
        if not 0 < len(values[at_status]) <= LONGEST_WORD:
            values[at_status] = ""
            drift.append(status_path)
        if drift:
            values[at_drift] = tuple(dict.fromkeys(drift))
        finished: OrderReport = make(values)
        return finished

    return report


def _filler(kind: type, mappings: tuple[FieldMapping, ...], zone: tzinfo | None, prefix: str) -> _ObjectReader:
    """A function that gives the values of a `kind` by position; what is not mapped, or not there, has its default."""
    slots = {field.name: at for at, field in enumerate(fields(kind))}
    blank = _blank(kind)
    known = [each for each in mappings if each.target in slots]
    ready = tuple(
        (slots[each.target], *key_and_type, compile_reader(each, zone, prefix))
        for each in known
        if (key_and_type := direct(each)) is not None
    )
    worked = tuple((slots[each.target], compile_reader(each, zone, prefix)) for each in known if direct(each) is None)

    def fill(native: Any, record: Any, drift: list[str]) -> list[Any]:
        values = blank.copy()
        get = native.get
        for at, key, natural, read in ready:
            value = get(key)
            if value.__class__ is natural:
                if value or natural is not str:
                    values[at] = value
            elif value is not None:
                value = read(native, record, drift)
                if value is not None:
                    values[at] = value
        for at, read in worked:
            value = read(native, record, drift)
            if value is not None:
                values[at] = value
        return values

    return fill


def _inner(mapping: OrderMapping, zone: tzinfo | None, slots: dict[str, int]) -> tuple[tuple[int, _ObjectReader], ...]:
    found: list[tuple[int, _ObjectReader]] = []
    if mapping.lines:
        found.append((slots["lines"], _unique(_list_reader(OrderLine, mapping.lines, zone))))
    if mapping.parcels:
        found.append((slots["parcels"], _list_reader(Parcel, mapping.parcels, zone)))
    for name, each in (("billing", mapping.billing), ("delivery", mapping.delivery)):
        if each:
            found.append((slots[name], _address_reader(each, zone)))
    if mapping.extras:
        found.append((slots["extras"], _extras_reader(mapping.extras, zone)))
    if mapping.flags:
        found.append((slots["flags"], _flags_reader(mapping.flags, zone)))
    return tuple(found)


def _blank(kind: type) -> list[Any]:
    """The defaults of a dataclass by position; "" for a text that it cannot do without."""
    return [_default(field) for field in fields(kind)]


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else ""


def _object_maker(kind: type, mapping: ObjectMapping, zone: tzinfo | None) -> _ObjectReader:
    fill, make = _filler(kind, mapping.fields, zone, mapping.at), quick_maker(kind)
    return lambda native, record, drift: make(fill(native, record, drift))


def _list_reader(kind: type, mapping: ObjectMapping, zone: tzinfo | None) -> _ObjectReader:
    get, make = compile_path(mapping.at), _object_maker(kind, mapping, zone)
    shown = ".".join(steps(mapping.at))

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        items = many(get(native))
        if items is None:
            drift.append(shown)
            return ()
        if all(item.__class__ is dict for item in items):
            return tuple([make(item, record, drift) for item in items])
        drift.append(shown)
        return tuple(make(item, record, drift) for item in items if item.__class__ is dict)

    return read


def _unique(read_lines: _ObjectReader) -> _ObjectReader:
    """Lines with ids that differ within the order: the second of two alike gets its number after it."""

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        lines = read_lines(native, record, drift)
        if len(lines) < 2 and not (lines and not lines[0].id):
            return lines
        return _numbered(lines)

    return read


def _numbered(lines: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
    taken: set[str] = set()
    result = []
    for number, line in enumerate(lines, 1):
        name = line.id or str(number)
        if name in taken:
            name = f"{name}#{number}"
        taken.add(name)
        result.append(line if name == line.id else replace(line, id=name))
    return tuple(result)


def _address_reader(mapping: ObjectMapping, zone: tzinfo | None) -> _ObjectReader:
    """An address that is missing, or of which nothing that makes one is there, is None: not given yet."""
    get, make = compile_path(mapping.at), _object_maker(Address, mapping, zone)
    shown = ".".join(steps(mapping.at))
    given_by = tuple(compile_path(path) for path in mapping.given_by)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        found = get(native)
        if found.__class__ is not dict:
            if found is not None and found != "":
                drift.append(shown)
            return None
        if given_by and not any(one(found) for one in given_by):
            return None
        if not any(value is not None for value in found.values()):
            return None
        return make(found, record, drift)

    return read


def _extras_reader(mappings: tuple[FieldMapping, ...], zone: tzinfo | None) -> _ObjectReader:
    readers = tuple((each.target, compile_reader(each, zone)) for each in mappings)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        found = ((name, reader(native, record, drift)) for name, reader in readers)
        return {name: value for name, value in found if value is not None}

    return read


def _flags_reader(mappings: tuple[FieldMapping, ...], zone: tzinfo | None) -> _ObjectReader:
    readers = tuple((each.target, compile_reader(each, zone)) for each in mappings)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        return tuple(name for name, reader in readers if reader(native, record, drift) is True)

    return read
