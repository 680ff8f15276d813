"""What the engine tells in, records of the standard library's logging out."""

from __future__ import annotations

import logging

from stallkeeper.runtime.progress import PageStored, Progress, ReadingPlanned
from stallkeeper.telemetry.telling import is_worrying, name_of, told_of


class LogRecords:
    """A listener for `on_progress`. A record's message is a word and `key=value` pairs; `record.told` has them as data.

    Nothing is configured: handlers and levels are the application's own. Pages and plans are DEBUG, what somebody may
    have to look at is WARNING, the rest INFO.
    """

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def __call__(self, event: Progress) -> None:
        level = _level(event)
        if not self._logger.isEnabledFor(level):
            return
        told = told_of(event)
        pairs = " ".join(
            f"{name}={value!r}" if isinstance(value, str) else f"{name}={value}" for name, value in told.items()
        )
        self._logger.log(level, "%s %s", name_of(event), pairs, extra={"event": name_of(event), "told": told})


def _level(event: Progress) -> int:
    if is_worrying(event):
        return logging.WARNING
    return logging.DEBUG if isinstance(event, PageStored | ReadingPlanned) else logging.INFO
