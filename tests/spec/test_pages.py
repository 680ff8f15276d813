"""Every word's page is held to what it says: its bad sample has the problem, its good sample has not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from tests.spec.example import example, files_of, load

import stallkeeper
from stallkeeper.spec.checks.registry import checked_codes, codes, explain

GIVE_A_WORD = ("Problem", "Finding", "add", "_report", "_refuse", "_unknown")
OF_ACCOUNTS = ("rules:", "stock:")
"""Samples that stand in stallkeeper.yaml."""
SAMPLES = re.compile(r"^Bad:(?P<bad>.*)^Good:(?P<good>.*)\Z", re.DOTALL | re.MULTILINE)


def _samples(code: str) -> tuple[str, str]:
    found = SAMPLES.search(explain(code) or "")
    assert found, f"the page of {code} shows no bad and no good sample"
    return found["bad"], found["good"]


def _found_exactly(sample: str) -> set[str]:
    return {problem.code for problem in load(files_of(dedent(sample.strip("\n")))).problems}


def _found(sample: str) -> set[str]:
    name = "carriers.yaml" if "carriers:\n      -" in sample else "channel.yaml"
    text = dedent(sample.strip("\n"))
    if name == "channel.yaml":
        text = example() + text if "---" in text else example(text)
    files = {"channel.yaml": example(), name: text}
    return {problem.code for problem in load(files).problems}


def _in_channel(code: str) -> bool:
    """Whether the page's samples are parts of a channel; others are told in a line."""
    bad, _ = _samples(code)
    return bad.startswith("\n\n    ") and not bad.lstrip().startswith(OF_ACCOUNTS)


@pytest.mark.parametrize("code", codes())
def test_a_page_says_what_is_wrong_and_shows_it_bad_and_good(code: str) -> None:
    bad, good = _samples(code)
    assert bad.strip() and good.strip()


@pytest.mark.parametrize("code", [code for code in codes() if _in_channel(code) and code not in checked_codes()])
def test_the_bad_sample_of_a_page_has_the_problem_and_the_good_one_has_not(code: str) -> None:
    bad, good = _samples(code)
    assert code in _found(bad)
    assert code not in _found(good)


@pytest.mark.parametrize("code", [code for code in checked_codes() if _in_channel(code)])
def test_the_bad_sample_of_a_check_has_this_problem_alone_and_the_good_one_none(code: str) -> None:
    bad, good = _samples(code)
    assert _found_exactly(bad) == {code}
    assert _found_exactly(good) == set()


def _words_in(file: Path) -> Iterator[str]:
    """Every word that the module gives to a problem."""
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and _name(call.func) in GIVE_A_WORD:
            arguments = [part for argument in call.args[:3] for part in ast.walk(argument)]
            words = [part.value for part in arguments if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield from (word for word in words if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", word))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_word_that_the_engine_gives_to_a_problem_has_a_page() -> None:
    package = Path(stallkeeper.__file__).parent
    files = [
        file for file in package.rglob("*.py") if "diff" not in file.parts
    ]  # what it finds are changes, no problems
    words = {word: file.name for file in files for word in _words_in(file)}
    assert len(words) > 30
    assert {word: file for word, file in words.items() if word not in codes() and not word.startswith("x-")} == {}


def test_a_word_that_is_none_has_no_page() -> None:
    assert explain("no-such-word") is None
