"""Forms of text: what they take and what not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.text.formats import FORMATS, is_bounded_pattern


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", ["2026-11-22", "2024-02-29"], ["2026-02-30", "22.11.2026", "20261122", "2026-1-2", "٢٠٢٦-١١-٢٢", ""]),
        ("time-of-day", ["06:00", "23:59"], ["24:00", "6:00", "06:00:00", "6 am"]),
        ("duration", ["15 minutes", "1 day", "3 weeks"], ["15min", "1.5 days", "-1 day", "1 year", "99999999 days"]),
        ("instant", ["2026-11-22T06:00:00Z", "2026-11-22T06:00:00+01:00"], ["2026-11-22T06:00:00", "yesterday"]),
        ("bounded-pattern", ["[A-Z]{2}[0-9]{1,9}", "^\\d{5}$", "FR-[0-9]{3}", ""], ["(a+)+", "a*", ".*", "a|b", "[a"]),
    ],
)
def test_a_format_takes_what_it_should_and_nothing_else(name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not FORMATS[name](text)] == []
    assert [text for text in bad if FORMATS[name](text)] == []


@given(st.text(max_size=30) | st.from_regex(r"[\[\]{}()*+?|\\a-c0-9,-]{1,20}", fullmatch=True))
def test_a_pattern_that_is_taken_can_be_compiled_and_repeats_nothing_without_end(pattern: str) -> None:
    if is_bounded_pattern(pattern):
        re.compile(pattern)
        assert not re.search(r"(?<!\\)[*+]", re.sub(r"\[[^]]*\]", "", pattern))


def test_a_format_says_nothing_of_what_is_no_text() -> None:
    assert all(holds(12) for holds in FORMATS.values())


def test_a_rhythm_is_longer_than_nothing() -> None:
    assert FORMATS["positive-duration"]("1 second") and FORMATS["positive-duration"](7)
    assert not FORMATS["positive-duration"]("0 minutes") and not FORMATS["positive-duration"]("soon")
