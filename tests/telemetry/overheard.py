"""What anything logs and what the store keeps of buyers, while a test runs; whatever stands in both."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stallkeeper import LogRecords
from stallkeeper.orders import Address
from stallkeeper.runtime import engine
from stallkeeper.runtime.progress import OnProgress, Progress, one_at_a_time
from stallkeeper.store import order_writes
from stallkeeper.store.personal_rows import address_cell
from tests.telemetry.buyers import words_of

LOGGERS = ("stallkeeper", "httpx", "httpcore")
"""Whoever tells of orders, requests and answers, down to the last detail."""


class Overheard(logging.Handler):
    """Its `lines` are the log, its `buyers` words of people."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.buyers: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def told(self) -> list[str]:
        """Lines that bear a buyer's word, which they must not."""
        if not self.buyers or not self.lines:
            return []
        words = "|".join(map(re.escape, sorted(self.buyers, key=len, reverse=True)))
        bears = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        return [line for line in self.lines if bears.search(line)]

    def keep(self, address: Address | None) -> str | None:
        """In place of the store's own: the same, and its words are known here from now on."""
        if address is not None:
            self.buyers |= words_of(address)
        return address_cell(address)

    def also(self, tell: OnProgress) -> OnProgress:
        """In place of the engine's own: what it tells is logged too, as by an application that logs all there is."""
        record = LogRecords(logging.getLogger(LOGGERS[0]))

        def telling(event: Progress) -> None:
            record(event)
            tell(event)

        return one_at_a_time(telling)


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Everything of this process, until the block ends."""
    heard = Overheard()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_writes, "address_cell", heard.keep)
        patch.setattr(engine, "one_at_a_time", heard.also)
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        logging.getLogger().addHandler(heard)
        try:
            yield heard
        finally:
            logging.getLogger().removeHandler(heard)
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
