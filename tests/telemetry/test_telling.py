"""What a log or a trace may know of what the engine tells: words, ids, counts, states, times; never a sentence."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import pytest

from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderKey
from stallkeeper.runtime.progress import (
    DeadlineNear,
    DeadlinePassed,
    ErrorCaught,
    IncidentRaised,
    Progress,
    ReadingPlanned,
    SubmissionMoved,
    SweepEnded,
    SweepStarted,
)
from stallkeeper.telemetry.telling import LEFT_OUT, Listeners, is_worrying, name_of, told_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = OrderKey("our-shop", "bazaar", "A1")
IDS_AND_COUNTS = {
    *("account", "window", "submission", "order", "action", "rule", "kind", "subject", "state", "moved_to"),
    *("page", "records", "created", "changed", "unchanged", "left_out", "total", "seen", "level"),
    *("since", "until", "resumed", "at"),
}


@pytest.mark.parametrize("kind", get_args(Progress))
def test_each_field_of_what_is_told_is_known_to_be_an_id_or_is_left_out(kind: type) -> None:
    assert {field.name for field in fields(kind)} <= IDS_AND_COUNTS | LEFT_OUT


def test_sentences_are_left_out() -> None:
    told = told_of(
        SubmissionMoved("shop", "s1", KEY, "ship", "rejected", "Ms Marked of 1 Marked Street is not at home")
    )
    assert "Marked" not in str(told)
    assert told == {
        "account": "shop",
        "submission": "s1",
        "scope": "our-shop",
        "channel": "bazaar",
        "order": "A1",
        "action": "ship",
        "state": "rejected",
    }
    assert told_of(IncidentRaised("shop", "drift", "total", "Ms Marked")).keys() == {"account", "kind", "subject"}


def test_an_error_is_its_type_and_its_kind() -> None:
    assert told_of(ErrorCaught("shop", ValueError("Ms Marked"))) == {"account": "shop", "type": "ValueError"}
    assert told_of(ErrorCaught("shop", ChannelError("Ms Marked", "auth")))["kind"] == "auth"


def test_times_are_written_out_and_what_is_not_there_is_not_told() -> None:
    told = told_of(SweepStarted("shop", "fast", None, AT, resumed=False))
    assert told == {"account": "shop", "window": "fast", "until": "2026-03-01T12:00:00+00:00", "resumed": False}


def test_a_name_is_the_words_of_its_type() -> None:
    assert name_of(SweepEnded("shop", "fast", "complete", 1)) == "sweep_ended"
    assert name_of(ReadingPlanned("shop", "fast", AT)) == "reading_planned"


@pytest.mark.parametrize(
    ("event", "worrying"),
    [
        (SweepEnded("shop", "fast", "complete", 1), False),
        (SweepEnded("shop", "fast", "incomplete", 1, "no answer"), True),
        (SubmissionMoved("shop", "s1", KEY, "ship", "confirmed"), False),
        (SubmissionMoved("shop", "s1", KEY, "ship", "in_doubt"), True),
        (IncidentRaised("shop", "auth", "", "refused"), True),
        (DeadlinePassed("shop", KEY, "ship_by", None), False),
        (DeadlineNear("shop", KEY, "ship_by", 80), True),
    ],
)
def test_what_somebody_may_have_to_look_at_is_worrying(event: Progress, worrying: bool) -> None:
    assert is_worrying(event) is worrying


def test_several_listeners_each_hear_everything() -> None:
    first: list[Progress] = []
    second: list[Progress] = []
    event = SweepEnded("shop", "fast", "complete", 1)
    Listeners(first.append, second.append)(event)
    assert first == second == [event]
