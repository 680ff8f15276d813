"""The mapping of an object's fields in; one compiled function out that gives their values for a native object.

Most values stand right there and are typed already: one look tells, and no call is needed. An ingest reads fifty
values per order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import tzinfo
from typing import Any, NamedTuple, TypeVar

from stallkeeper.bindings.field_readers import compile_reader, direct
from stallkeeper.bindings.path_tests import Reader
from stallkeeper.orders.quick_values import quick_filler
from stallkeeper.spec.binding_mapping import FieldMapping

Value = TypeVar("Value")


class _Fields(NamedTuple):
    """Names of fields and how their values are found, in the order of the names.

    `straight` ones usually need no work: (the key where the value stands, the type it has then, what the field is when
    nothing is there, the reader for anything else). `worked` ones always go through their reader.
    """

    names: tuple[str, ...]
    straight: tuple[tuple[str, type, Any, Reader], ...]
    worked: tuple[Reader, ...]


def compile_object(
    kind: type[Value], mappings: Sequence[FieldMapping], zone: tzinfo | None, prefix: str
) -> Callable[[Any, Any, list[str]], Value]:
    """The function that makes a `kind` of a native object; what is not mapped, or not there, has its default."""
    found = _fields(kind, mappings, zone, prefix)
    return _reader(found, quick_filler(kind, found.names))


def compile_values(
    kind: type[Any], mappings: Sequence[FieldMapping], zone: tzinfo | None, inner: Mapping[str, Reader]
) -> tuple[tuple[str, ...], Reader]:
    """Names of fields of `kind`, and the function that lists their values; `inner` reads further fields."""
    found = _fields(kind, mappings, zone, "")
    whole = _Fields((*found.names, *inner), found.straight, (*found.worked, *inner.values()))
    return whole.names, _reader(whole, lambda values: values)


def _fields(kind: type[Any], mappings: Sequence[FieldMapping], zone: tzinfo | None, prefix: str) -> _Fields:
    """The fields of `kind` that are mapped, and those that have no default: they are "" then."""
    blanks = {field.name: _blank(field) for field in fields(kind)}
    straight: dict[str, tuple[str, type, Any, Reader]] = {}
    worked: dict[str, Reader] = {}
    for each in mappings:
        if each.target in blanks:
            blank = blanks[each.target]
            read, found = _or(blank, compile_reader(each, zone, prefix)), direct(each)
            if found is None:
                worked[each.target] = read
            else:
                straight[each.target] = (*found, blank, read)
    for name, blank in blanks.items():
        if blank == "" and name not in straight:
            worked.setdefault(name, _nothing)
    return _Fields((*straight, *worked), tuple(straight.values()), tuple(worked.values()))


def _reader(found: _Fields, finish: Callable[[list[Any]], Any]) -> Callable[[Any, Any, list[str]], Any]:
    _, straight, worked = found

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        values = []
        get = native.get
        for key, natural, blank, read_one in straight:
            value = get(key)
            if value is None:
                value = blank
            elif value.__class__ is not natural or (natural is str and not value):
                value = read_one(native, record, drift)
            values.append(value)
        for read_one in worked:
            values.append(read_one(native, record, drift))
        return finish(values)

    return read


def _or(blank: Any, read: Reader) -> Reader:
    if blank is None:
        return read

    def read_or_blank(native: Any, record: Any, drift: list[str]) -> Any:
        value = read(native, record, drift)
        return blank if value is None else value

    return read_or_blank


def _nothing(_object: Any, _record: Any, _drift: list[str]) -> str:
    return ""


def _blank(field: Field[Any]) -> Any:
    """What a field has when nothing is read for it; "" for a text that it cannot do without."""
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else ""
