"""Every word's page is held to what it says: its bad sample has the problem, its good sample has not."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from tests.spec.example import example, load

from stallkeeper.spec.checks.registry import codes, explain

SAMPLES = re.compile(r"^Bad:(?P<bad>.*)^Good:(?P<good>.*)\Z", re.DOTALL | re.MULTILINE)


def _samples(code: str) -> tuple[str, str]:
    found = SAMPLES.search(explain(code) or "")
    assert found, f"the page of {code} shows no bad and no good sample"
    return found["bad"], found["good"]


def _found(sample: str) -> set[str]:
    name = "carriers.yaml" if "carriers:\n      -" in sample else "channel.yaml"
    text = dedent(sample.strip("\n"))
    if name == "channel.yaml":
        text = example() + text if "---" in text else example(text)
    files = {"channel.yaml": example(), name: text}
    return {problem.code for problem in load(files).problems}


def _in_channel(code: str) -> bool:
    """Whether the page's samples are parts of a channel (others are prose, or parts of a binding)."""
    bad, _ = _samples(code)
    return bad.startswith("\n\n    ") and not code.startswith("binding-")


@pytest.mark.parametrize("code", codes())
def test_a_page_says_what_is_wrong_and_shows_it_bad_and_good(code: str) -> None:
    bad, good = _samples(code)
    assert bad.strip() and good.strip()


@pytest.mark.parametrize("code", [code for code in codes() if _in_channel(code)])
def test_the_bad_sample_of_a_page_has_the_problem_and_the_good_one_has_not(code: str) -> None:
    bad, good = _samples(code)
    assert code in _found(bad)
    assert code not in _found(good)


def test_a_word_that_is_none_has_no_page() -> None:
    assert explain("no-such-word") is None
