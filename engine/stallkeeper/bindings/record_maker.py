"""A binding in, a function out that makes records of native orders: mapping compiled once, ids read at once."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from stallkeeper.bindings.field_readers import compile_reader
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.order_mapper import LONGEST_WORD, compile_mapper
from stallkeeper.bindings.path_tests import Reader
from stallkeeper.orders import OrderReport
from stallkeeper.spec.binding_spec import BindingSpec


class RecordMaker:
    """Makes records for one binding; shared by everything that reads orders of one account."""

    def __init__(self, spec: BindingSpec) -> None:
        self._mapper = compile_mapper(spec.order, spec.times.zone)
        self.fingerprint = spec.fingerprint
        self._id = self._reader(spec, "id")
        self._status = self._reader(spec, "native_status")

    def _reader(self, spec: BindingSpec, target: str) -> Reader:
        zone = ZoneInfo(spec.times.zone) if spec.times.zone else None
        return next(compile_reader(each, zone) for each in spec.order.fields if each.target == target)

    def record(self, native: Any, raw: bytes) -> NativeRecord:
        """A record; one that is no object, or has no id, says so in `problem`."""
        identity = self._id(native, native, []) if native.__class__ is dict else None
        return NativeRecord(native, raw, identity if identity and len(identity) <= LONGEST_WORD else None, self)

    def unreadable(self, order_id: str, why: str) -> NativeRecord:
        """A record of an order that could not be read, which says why."""
        record = NativeRecord(None, b"", order_id, self)
        record.problem = why
        return record

    def report(self, native: Any) -> OrderReport:
        """The order in our fields."""
        return self._mapper(native)

    def native_status(self, native: Any) -> str | None:
        """The native status alone, for picking records before they are mapped."""
        status: str | None = self._status(native, native, []) if native.__class__ is dict else None
        return status
