"""A carrier's code in, its name out: from the known list, or from the channel's own, read when first needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stallkeeper.bindings.answers import Read, records_of
from stallkeeper.bindings.client import CarrierEntry
from stallkeeper.bindings.field_readers import compile_reader
from stallkeeper.bindings.session import Session
from stallkeeper.errors import ChannelError


class CarrierBook:
    """The carriers of one channel. The channel's own list is kept for as long as the binding says it holds."""

    def __init__(self, session: Session, known: tuple[CarrierEntry, ...]) -> None:
        self._session = session
        self._known = known
        self._listing = session.spec.carriers
        self._listed: tuple[CarrierEntry, ...] = ()
        self._read_at: datetime | None = None

    def name_of(self, code: str) -> str:
        """The name of the carrier with that code; a code (or a name) that is on no list stands for itself."""
        for entries in (self._known, self._listed):
            for entry in entries:
                if code in (entry.code, entry.name):
                    return entry.name
        if not code.isdecimal() or self._listing is None:
            return code
        return next((entry.name for entry in self.entries() if entry.code == code), code)

    def entries(self) -> tuple[CarrierEntry, ...]:
        """The channel's own list, or the known one where the channel has none."""
        if self._listing is None:
            return self._known
        now = self._session.clock.now()
        if self._read_at is None or now - self._read_at >= self._listing.holds:
            self._listed = self._read()
            self._read_at = now
        return self._listed

    def _read(self) -> tuple[CarrierEntry, ...]:
        listing = self._listing
        assert listing is not None
        judge = self._session.judge(listing.answer)
        read: Read = self._session.read(
            lambda: self._session.build(listing.request, self._session.context()), judge.read
        )
        found = records_of(read, listing.records)
        if found is None:
            raise ChannelError(f"{read.answer.where} answered without a list of carriers", "permanent")
        readers = {each.target: compile_reader(each, None) for each in listing.mapping.fields}
        rows = [
            {target: _trimmed(reader(native, native, [])) for target, reader in readers.items()}
            for native, _ in found
            if isinstance(native, dict)
        ]
        return tuple(CarrierEntry(**row) for row in rows if row.get("code") and row.get("name"))


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
