"""Words and dates that a person types: the right ones taken, the wrong ones refused with what was meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stallkeeper.cli.choices import instant, one_of
from stallkeeper.errors import UsageError


def test_a_known_word_is_taken() -> None:
    assert one_of("status", "shipped", ["new", "shipped"]) == "shipped"


def test_a_misspelt_word_gets_its_near_misses() -> None:
    with pytest.raises(UsageError, match=r'no status is called "shiped"; did you mean shipped\?'):
        one_of("status", "shiped", ["new", "shipped", "closed"])


def test_a_far_word_gets_all_there_are() -> None:
    with pytest.raises(UsageError, match=r"there are latest, catch_up"):
        one_of("window", "zzz", ["latest", "catch_up"])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T10:00:00+01:00", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22 10:00", datetime(2026, 11, 22, 10, tzinfo=UTC)),
    ],
)
def test_days_and_instants_are_read_as_utc(text: str, read: datetime) -> None:
    assert instant("--since", text) == read


@pytest.mark.parametrize("text", ["yesterday", "22/11/2026", "2026-13-01", ""])
def test_what_is_no_date_is_refused_with_its_option(text: str) -> None:
    with pytest.raises(UsageError, match="--until"):
        instant("--until", text)
