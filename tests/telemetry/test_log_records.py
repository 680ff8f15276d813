"""Log records: the application's own handlers and levels, a word and pairs as the message, the pairs as data."""

from __future__ import annotations

import logging

import pytest

from stallkeeper import LogRecords
from stallkeeper.runtime.progress import IncidentRaised, PageStored, SweepEnded


@pytest.fixture
def logger(caplog: pytest.LogCaptureFixture) -> logging.Logger:
    caplog.set_level(logging.INFO, "a.seller")
    return logging.getLogger("a.seller")


def test_a_record_has_a_word_and_pairs_and_the_same_as_data(
    logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    LogRecords(logger)(SweepEnded("my shop", "fast", "complete", 2))
    (record,) = caplog.records
    assert record.getMessage() == "sweep_ended account='my shop' window='fast' state='complete' seen=2"
    assert record.levelname == "INFO"
    assert vars(record)["event"] == "sweep_ended"
    assert vars(record)["told"] == {"account": "my shop", "window": "fast", "state": "complete", "seen": 2}


def test_a_line_break_in_an_id_begins_no_line_of_the_log(
    logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    LogRecords(logger)(IncidentRaised("shop", "drift", "a\nERROR all is lost", "…"))
    assert "\n" not in caplog.records[0].getMessage()


def test_levels_follow_what_somebody_has_to_look_at(logger: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    told = LogRecords(logger)
    told(PageStored("shop", "fast", 1, 1, 1, 0, 0, 0))
    told(IncidentRaised("shop", "auth", "", "refused"))
    assert [record.levelname for record in caplog.records] == ["WARNING"], "a page is DEBUG, and nobody asked for that"
