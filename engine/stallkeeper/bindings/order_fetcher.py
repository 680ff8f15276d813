"""An order's id in, the order as it stands now out: read by itself, with the further answers that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.bindings.answers import Read, records_of
from stallkeeper.bindings.bookmark import Bookmark
from stallkeeper.bindings.context import Context, QueryValues
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.bindings.paging import RepeatGuard, follow, next_bookmark
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.spec.retrieval_spec import FetchSpec, MoreSpec
from stallkeeper.text import json_codec
from stallkeeper.text.paths import many, steps, walk

_OF_THE_MOMENT = ("transient", "rate_limited", "auth")
"""What says nothing about the order that was asked for: the whole page is read again."""

_MOST_ITEMS = 100_000


class OrderFetcher:
    """Reads single orders of one account. `values` are those of the list parameter, where there is one."""

    def __init__(self, session: Session, maker: RecordMaker, hosts: Mapping[str, str], values: tuple[Any, ...]) -> None:
        self._session = session
        self._maker = maker
        self._hosts = hosts
        self._values = values

    def fetch(self, order_id: str) -> NativeRecord | None:
        """One order, or None. Raises ChannelError where the binding has no way to read one."""
        spec = self._session.spec.retrieval.fetch
        if spec is None:
            raise ChannelError("this channel's binding does not say how one order is read", "permanent")
        for each in self._values if spec.each else (None,):
            found = self._fetched(spec, order_id, each)
            if found is not None:
                return self.completed(*found)
        return None

    def of_list(self, order_id: str) -> NativeRecord | None:
        """The same for an order that a thin list names: one that cannot be read does not stand in the others' way."""
        try:
            return self.fetch(order_id)
        except ChannelError as error:
            if error.kind in _OF_THE_MOMENT:
                raise
            return self._maker.unreadable(order_id, str(error))

    def _fetched(self, spec: FetchSpec, order_id: str, each: Any) -> tuple[Any, bytes] | None:
        judge = self._session.judge(spec.answer, (order_id,))
        try:
            read: Read = self._session.read(
                lambda: self._session.build(spec.request, self._session.context(order_id=order_id, each=each)),
                judge.read,
            )
        except ChannelError as error:
            if error.kind == "not_found":
                return None
            raise
        found = {
            self._maker.record(native, raw).id: (native, raw) for native, raw in records_of(read, spec.record) or []
        }
        if order_id not in found and "" in found:  # nobody can tell that it is not the one: that is no absence
            raise ChannelError(f"{read.answer.where} answered with an order without an id", "unknown")
        return found.get(order_id)

    def completed(self, native: Any, raw: bytes) -> NativeRecord:
        """The record of a native order, with what further requests say of it put into its payload."""
        more = self._session.spec.retrieval.more
        record = self._maker.record(native, raw)
        if not more or record.problem is not None:
            return record
        whole = dict(native)
        for spec in more:
            value = self._more(spec, record.id)
            if value is not None:
                whole[spec.name] = value
        return self._maker.record(whole, json_codec.encode(whole))

    def _more(self, spec: MoreSpec, order_id: str) -> Any:
        """What one further request says; lists of several pages in one. None where the marketplace has nothing."""
        here: Bookmark | None = Bookmark(spec.paging.first)
        gathered: list[Any] = []
        guard = RepeatGuard(spec.paging.most)
        while here is not None:
            read = self._read_more(spec, order_id, here)
            if read is None:
                return gathered or None
            value = walk(read.data, steps(spec.take))
            if spec.paging.kind == "none":
                return value
            items = many(value) or []
            guard.check(here, map(json_codec.encode, items))
            gathered += items
            if len(gathered) > _MOST_ITEMS:
                raise ChannelError(f"{read.answer.where} gave more than {_MOST_ITEMS} items of one order", "permanent")
            here = next_bookmark(spec.paging, here, read, len(items))
        return gathered

    def _read_more(self, spec: MoreSpec, order_id: str, here: Bookmark) -> Read | None:
        now = self._session.clock.now()
        asked = QueryValues(None, now, (), here.number, spec.paging.size, here.offset, here.link)

        def request() -> Any:
            context: Context = self._session.context(order_id=order_id, query=asked)
            return follow(self._session.build(spec.request, context), here, spec.paging, self._hosts)

        try:
            read: Read = self._session.read(request, self._session.judge(spec.answer, (order_id,)).read)
        except ChannelError as error:
            if error.kind == "not_found":
                return None
            raise
        return read
