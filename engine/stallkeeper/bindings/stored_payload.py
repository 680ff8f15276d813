"""A stored order's native payload in, the report that a binding makes of it out: the mapping without a marketplace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.orders import OrderReport
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.text import json_codec, xml_codec
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.paths import steps
from stallkeeper.text.xml_data import plain

Rederive: TypeAlias = Callable[[bytes], OrderReport | None]


def payload_reader(binding: BindingSpec) -> Rederive:
    """The function that reads stored payloads by this binding; None for one that it cannot read, or finds no id in."""
    maker = RecordMaker(binding)

    def report(payload: bytes) -> OrderReport | None:
        try:
            native = _read(payload)
        except Malformed:
            return None
        record = maker.record(native, payload)
        return None if record.problem is not None else record.report()

    return report


def given_at(payload: bytes, paths: Iterable[str]) -> frozenset[str]:
    """Those of `paths`, as a drift names them, at which the payload gives anything."""
    try:
        native = _read(payload)
    except Malformed:
        return frozenset()
    return frozenset(path for path in paths if _gives(native, steps(path)))


def _read(payload: bytes) -> Any:
    is_xml = payload.lstrip()[:1] == b"<"
    return plain(xml_codec.parse(payload)) if is_xml else json_codec.decode(payload)


def _gives(value: Any, way: Sequence[str]) -> bool:
    """A path goes through every item of a list without saying so."""
    if isinstance(value, list):
        return any(_gives(item, way) for item in value)
    if not way:
        return value is not None and value != "" and value != {}
    return isinstance(value, dict) and _gives(value.get(way[0]), way[1:])
