"""Instants in and out of the native way of writing them: with Z, in local time, as a day, or as a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Written = Literal[
    "utc_seconds",
    "utc_millis",
    "local_seconds",
    "local_millis",
    "offset_seconds",
    "offset_millis",
    "date",
    "unix_seconds",
    "epoch_ms",
]

_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_COUNT = re.compile(r"-?\d{1,15}")
_PER_SECOND = {"unix_seconds": 1, "epoch_ms": 1000}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a marketplace writes instants, and the zone it lives in."""

    written: Written
    zone: ZoneInfo

    @property
    def is_number(self) -> bool:
        """Whether instants are numbers rather than texts."""
        return self.written in _PER_SECOND

    def write(self, instant: datetime) -> str | int:
        """The instant as this marketplace prints it."""
        if self.is_number:
            return (instant - _EPOCH) // timedelta(milliseconds=1) * _PER_SECOND[self.written] // 1000
        local = instant.astimezone(UTC if self.written.startswith("utc") else self.zone)
        if self.written == "date":
            return local.strftime("%Y-%m-%d")
        millis = f".{local.microsecond // 1000:03d}" if self.written.endswith("millis") else ""
        return local.strftime("%Y-%m-%dT%H:%M:%S") + millis + self._suffix(local)

    def read(self, text: str) -> datetime | None:
        """The instant that a request says, or None: a zone is wanted exactly where this marketplace writes one."""
        try:
            if self.is_number:
                return self._counted(text)
            if not self._form().fullmatch(text):
                return None
            instant = datetime.fromisoformat(text)
            return (instant if instant.tzinfo else instant.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def read_end(self, text: str) -> datetime | None:
        """The last instant that a request means: of a day, its last moment, also where clocks change on that day."""
        instant = self.read(text)
        if instant is None or self.written != "date":
            return instant
        next_day = instant.astimezone(self.zone).replace(tzinfo=None) + timedelta(days=1)
        return next_day.replace(tzinfo=self.zone).astimezone(UTC) - timedelta(microseconds=1)

    def _form(self) -> re.Pattern[str]:
        if self.written == "date":
            return _DAY
        return _LOCAL if self.written.startswith("local") else _ZONED

    def _counted(self, text: str) -> datetime | None:
        if not _COUNT.fullmatch(text):
            return None
        return _EPOCH + timedelta(milliseconds=int(text) * 1000 // _PER_SECOND[self.written])

    def _suffix(self, local: datetime) -> str:
        if self.written.startswith("utc"):
            return "Z"
        if not self.written.startswith("offset"):
            return ""
        offset = local.strftime("%z")
        return f"{offset[:3]}:{offset[3:]}"
