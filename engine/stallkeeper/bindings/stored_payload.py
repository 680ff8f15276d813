"""A stored order's native payload in, the report that a binding makes of it out: the mapping without a marketplace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.orders import OrderReport
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.text import json_codec, xml_codec
from stallkeeper.text.malformed import Malformed
from stallkeeper.text.xml_data import plain

Rederive: TypeAlias = Callable[[bytes], OrderReport | None]


def payload_reader(binding: BindingSpec) -> Rederive:
    """The function that reads stored payloads by this binding; None for one that it cannot read, or finds no id in."""
    maker = RecordMaker(binding)

    def report(payload: bytes) -> OrderReport | None:
        try:
            is_xml = payload.lstrip()[:1] == b"<"
            native = plain(xml_codec.parse(payload)) if is_xml else json_codec.decode(payload)
        except Malformed:
            return None
        record = maker.record(native, payload)
        return None if record.problem is not None else record.report()

    return report
