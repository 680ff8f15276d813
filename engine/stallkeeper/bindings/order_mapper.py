"""A binding's mapping in, one compiled function out that turns a native order into an OrderReport."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from stallkeeper.bindings.field_readers import compile_reader
from stallkeeper.bindings.object_reader import compile_object, compile_values
from stallkeeper.bindings.path_tests import Reader
from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel
from stallkeeper.orders.quick_values import quick_filler
from stallkeeper.spec.binding_mapping import FieldMapping, ObjectMapping, OrderMapping, shown_path
from stallkeeper.text.paths import EVERY, Getter, compile_path, many, steps

Mapper: TypeAlias = Callable[[Any], OrderReport]


LONGEST_WORD = 200
"""A status or an id of more characters is none: it would flood every list and message it stands in."""

NOTHING_TOLD = Parcel()


def compile_mapper(mapping: OrderMapping, zone_name: str | None) -> Mapper:
    """The function that maps one native order (an object). It never raises on data: what does not fit is drift."""
    zone = ZoneInfo(zone_name) if zone_name else None
    names, read = compile_values(OrderReport, mapping.fields, zone, _inner(mapping, zone))
    fill, at_status = quick_filler(OrderReport, (*names, "drift")), names.index("native_status")
    status_path = next((each.told_at() for each in mapping.fields if each.target == "native_status"), "")

    def report(native: Any) -> OrderReport:
        drift: list[str] = []
        values = read(native, native, drift)
        if not 0 < len(values[at_status]) <= LONGEST_WORD:
            values[at_status] = ""
            drift.append(status_path)
        values.append(tuple(dict.fromkeys(drift)) if drift else ())
        return fill(values)

    return report


def _inner(mapping: OrderMapping, zone: tzinfo | None) -> dict[str, Reader]:
    """The readers of those fields of a report that are objects themselves, lists of them, or mappings."""
    found: dict[str, Reader] = {}
    if mapping.lines:
        found["lines"] = _unique(_list_reader(OrderLine, mapping.lines, zone))
    if mapping.parcels:
        read = _list_reader(Parcel, mapping.parcels, zone)
        found["parcels"] = read if steps(mapping.parcels.at) else _telling(read)
    for name, each in (("billing", mapping.billing), ("delivery", mapping.delivery)):
        if each:
            found[name] = _address_reader(each, zone)
    if mapping.extras:
        found["extras"] = _extras_reader(mapping.extras, zone)
    if mapping.flags:
        found["flags"] = _flags_reader(mapping.flags, zone)
    return found


def _list_reader(kind: type[Any], mapping: ObjectMapping, zone: tzinfo | None) -> Reader:
    """The items of a list. A parcel that several lines tell of, where the path goes through them, is one parcel."""
    get, make = compile_path(mapping.at), compile_object(kind, mapping.fields, zone, mapping.at)
    shown, told_by_lines = shown_path(mapping.at, ""), kind is Parcel and EVERY in steps(mapping.at)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        items = many(get(native))
        if items is None:
            drift.append(shown)
            return ()
        made = [make(item, record, drift) for item in items if item.__class__ is dict]
        if len(made) < len(items):
            drift.append(shown)
        return tuple(dict.fromkeys(made)) if told_by_lines else tuple(made)

    return read


def _telling(read_parcels: Reader) -> Reader:
    """Parcels of which something is told, where the order itself holds their keys: before it is shipped without values.

    A parcel that stands in a list is there even if nothing is told of it: it may be the only trace of what we did.
    """

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        parcels = read_parcels(native, record, drift)
        return tuple(parcel for parcel in parcels if parcel != NOTHING_TOLD) if NOTHING_TOLD in parcels else parcels

    return read


def _unique(read_lines: Reader) -> Reader:
    """Lines with ids that differ within the order: the second of two alike gets its number after it."""

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        lines = read_lines(native, record, drift)
        ids = {line.id for line in lines}
        return lines if len(ids) == len(lines) and "" not in ids else _numbered(lines)

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


def _address_reader(mapping: ObjectMapping, zone: tzinfo | None) -> Reader:
    """An address that is missing, or of which nothing that makes one is there, is None: not given yet.

    Where the path goes through a list, such as the order's lines, the first that is given counts.
    """
    make = compile_object(Address, mapping.fields, zone, mapping.at)
    get, shown = compile_path(mapping.at), shown_path(mapping.at, "")
    in_a_list = EVERY in steps(mapping.at)
    is_given = _given(tuple(compile_path(path) for path in mapping.given_by))

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        found = get(native)
        if in_a_list and found.__class__ is list:
            found = next((each for each in found if each.__class__ is not dict or is_given(each)), None)
        if found.__class__ is not dict:
            if found is not None and found != "":
                drift.append(shown)
            return None
        return make(found, record, drift) if is_given(found) else None

    return read


def _given(paths: tuple[Getter, ...]) -> Callable[[dict[str, Any]], bool]:
    """Whether an object is an address: something that makes one is there, and not nothing but nulls."""

    def given(found: dict[str, Any]) -> bool:
        return not (paths and not any(one(found) for one in paths)) and not _is_blank(found)

    return given


def _is_blank(found: dict[str, Any]) -> bool:
    """Whether nothing but nulls is there. The first value tells in most cases."""
    return next(iter(found.values()), None) is None and all(value is None for value in found.values())


def _extras_reader(mappings: tuple[FieldMapping, ...], zone: tzinfo | None) -> Reader:
    readers = tuple((each.target, compile_reader(each, zone)) for each in mappings)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        found = {}
        for name, reader in readers:
            value = reader(native, record, drift)
            if value is not None:
                found[name] = value
        return found

    return read


def _flags_reader(mappings: tuple[FieldMapping, ...], zone: tzinfo | None) -> Reader:
    readers = tuple((each.target, compile_reader(each, zone)) for each in mappings)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        return tuple(name for name, reader in readers if reader(native, record, drift) is True)

    return read
