"""The lists of values that a channel gives in, each as it was last read out: kept for as long as the binding says."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

from stallkeeper.bindings.answers import Read, records_of
from stallkeeper.bindings.field_readers import compile_reader
from stallkeeper.bindings.path_tests import compile_tests
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError
from stallkeeper.orders import ListedValue
from stallkeeper.spec.retrieval_spec import ValueListing

_MOST = 10_000
_REST = timedelta(minutes=1)
"""So long a list that could not be read is not asked for again."""


class ValueBook:
    """The lists of one account. Safe to use from several threads.

    A list that cannot be read again is used on as it was; one that was never read is not asked for again at once.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[str, tuple[datetime, tuple[ListedValue, ...]]] = {}
        self._failed: dict[str, tuple[datetime, ChannelError]] = {}
        self._lock = threading.Lock()

    def values(self, name: str) -> tuple[ListedValue, ...]:
        """The list called `name`. Raises ChannelError where the binding has none, and where it cannot be read."""
        listing = self._session.spec.lists.get(name)
        if listing is None:
            raise ChannelError(f"the binding does not say how the list `{name}` is read", "permanent")
        with self._lock:
            now = self._session.clock.now()
            held = self._read.get(name)
            if held is not None and now - held[0] < listing.holds:
                return held[1]
            return self._again(listing, held, now)

    def _again(
        self, listing: ValueListing, held: tuple[datetime, tuple[ListedValue, ...]] | None, now: datetime
    ) -> tuple[ListedValue, ...]:
        failed = self._failed.get(listing.name)
        if failed is None or now - failed[0] >= _REST:
            try:
                values = self._fetched(listing)
            except ChannelError as error:
                failed = self._failed[listing.name] = (now, error)
            else:
                self._read[listing.name] = (now, values)
                return values
        if held is None:
            raise failed[1]
        return held[1]

    def _fetched(self, listing: ValueListing) -> tuple[ListedValue, ...]:
        judge = self._session.judge(listing.answer)
        read: Read = self._session.read(
            lambda: self._session.build(listing.request, self._session.context()), judge.read
        )
        found = records_of(read, listing.records)
        if found is None:
            raise ChannelError(f"{read.answer.where} answered without a list at `{listing.records}`", "permanent")
        readers = {each.target: compile_reader(each, None) for each in listing.mapping.fields}
        fits = compile_tests(listing.only, frozenset(), "")
        values = {}
        for native, _ in found[:_MOST]:
            if native.__class__ is dict and (fits is None or fits(native, native, [])):
                row = {target: _trimmed(read_one(native, native, [])) for target, read_one in readers.items()}
                if row.get("code"):
                    values[row["code"]] = ListedValue(row["code"], row.get("label") or "")
        return tuple(values.values())


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
