"""Instants in and out of the native way of writing them: with Z, or in the marketplace's local time without zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Written = Literal["utc_seconds", "utc_millis", "local_millis"]

_ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?")


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a marketplace writes instants, and the zone it lives in."""

    written: Written
    zone: ZoneInfo

    def write(self, instant: datetime) -> str:
        """The instant as this marketplace prints it."""
        if self.written == "local_millis":
            local = instant.astimezone(self.zone)
            return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03d}"
        utc = instant.astimezone(UTC)
        if self.written == "utc_seconds":
            return utc.strftime("%Y-%m-%dT%H:%M:%SZ")
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"

    def read(self, text: str) -> datetime | None:
        """The instant that a request says, or None: a zone is wanted exactly where this marketplace writes one."""
        form = _LOCAL if self.written == "local_millis" else _ZONED
        if not form.fullmatch(text):
            return None
        try:
            instant = datetime.fromisoformat(text)
            return (instant if instant.tzinfo else instant.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
