"""The iCalendar feed: events that a calendar takes, and text from outside that cannot break out of its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from stallkeeper.orders import OrderKey
from stallkeeper.render.calendar import calendar
from stallkeeper.runtime.due_dates import RunningDeadline

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DEADLINE = RunningDeadline(
    OrderKey("company", "corner_shop", "A1"),
    "my-shop",
    "waiting_acceptance",
    "answer",
    datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    "canceled by the channel",
    "The seller did not answer.",
    50,
    datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
)


def test_a_deadline_is_an_event_at_its_time() -> None:
    lines = calendar([DEADLINE], NOW).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261124T100000Z" in lines
    assert "SUMMARY:A1 (my-shop): canceled by the channel" in lines


def test_the_same_deadline_keeps_its_uid_from_feed_to_feed() -> None:
    moved = replace(DEADLINE, due_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC), spent=30)
    first, second = (
        [line for line in calendar([each], NOW).split("\r\n") if line.startswith("UID:")] for each in (DEADLINE, moved)
    )
    assert first == second == ["UID:corner_shop/company/A1/answer"]


def test_text_from_a_marketplace_begins_no_line_of_its_own() -> None:
    hostile = replace(DEADLINE, key=OrderKey("company", "corner_shop", "A1\r\nEND:VCALENDAR;x,y"))
    lines = calendar([hostile], NOW).split("\r\n")
    assert lines.count("END:VCALENDAR") == 1
    assert any("\\;x\\,y" in line for line in lines)


def test_a_long_line_is_folded_by_octets() -> None:
    text = "é" * 200
    feed = calendar([replace(DEADLINE, because=text)], NOW)
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))
    assert f"DESCRIPTION:{text}" in feed.replace("\r\n ", "")
