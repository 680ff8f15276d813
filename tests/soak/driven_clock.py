"""A file in, one clock for several processes out: it moves when somebody moves it, and survives who is killed."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = struct.Struct("<qq")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class DrivenClock:
    """The marketplaces and the engine look at the same hands. It also counts: identifiers follow from their order."""

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        if start is not None:
            path.write_bytes(_FORM.pack((start - _EPOCH) // _MICROSECOND, 0))
        with path.open("r+b") as file:
            self._hands = mmap.mmap(file.fileno(), _FORM.size)

    def now(self) -> datetime:
        return _EPOCH + self._read()[0] * _MICROSECOND

    def sleep(self, seconds: float) -> None:
        """Whoever waits lets the time pass for everybody."""
        self.move_to(self.now() + timedelta(seconds=seconds))

    def move_to(self, instant: datetime) -> None:
        """Never backwards."""
        _, count = self._read()
        _FORM.pack_into(self._hands, 0, max(instant - _EPOCH, self.now() - _EPOCH) // _MICROSECOND, count)

    def new_identifier(self) -> str:
        """The next of a row: a second run gives the same ones."""
        at, count = self._read()
        _FORM.pack_into(self._hands, 0, at, count + 1)
        return f"{count + 1:032x}"

    def _read(self) -> tuple[int, int]:
        at, count = _FORM.unpack_from(self._hands, 0)
        return int(at), int(count)
