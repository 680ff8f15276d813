"""Times of a spec that no calendar holds, or that are none, are told by `validate`: reckoned with, they would crash."""

from __future__ import annotations

import pytest
from tests.spec.example import example, load, problems

from stallkeeper.durations import LONGEST, parse_duration


@pytest.mark.parametrize("text", ["999999 months", "900000 weeks", "36501 days"])
def test_a_duration_of_more_than_a_hundred_years_is_none(text: str) -> None:
    assert parse_duration(text) is None
    (problem,) = problems(f"retrieval: {{latest: {{every: 15 minutes, look_back: {text}}}}}", "wrong-value")
    assert text in problem.message
    assert parse_duration("36500 days") == LONGEST


def test_a_story_that_waits_for_longer_than_any_calendar_is_told_at_its_step() -> None:
    story = "scenario: A story\norder: {native: PENDING}\nsteps:\n" + "  - wait: 1000 weeks\n" * 100
    loaded = load({"channel.yaml": example(), "scenarios/story.yaml": story})
    (problem,) = [each for each in loaded.problems if each.severity == "error"]
    assert (problem.place.line, problem.code) == (9, "wrong-value")
    assert problem.message == "by this step the story has waited for more than a hundred years"


def test_a_buyers_data_is_not_erased_as_soon_as_it_comes_in() -> None:
    (problem,) = problems("retention: {personal_data: 0 days}", "wrong-value")
    assert "more than nothing" in problem.message


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\U000e0041", "\u202e", "\u2066"])
def test_a_word_with_a_sign_that_nobody_sees_is_told_written_or_escaped(sign: str) -> None:
    escaped = f"\\U{ord(sign):08x}"
    for written in (f"PEN{sign}DING", f'"PEN{escaped}DING"'):
        loaded = load({"channel.yaml": example().replace("PENDING", written)})
        assert {"control-character"} == {each.code for each in loaded.problems if each.severity == "error"}
        assert loaded.spec is None
