"""The table of bad input is whole: a row for every word promised, a test for every row, a row for every test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.bad_input.table import PROMISE, TABLE

FOLDER = Path(__file__).parent


def promised() -> list[str]:
    """The kinds that the promise lists, in its order."""
    sentence = re.sub(r" \([^)]*\)", "", PROMISE).rstrip(".")
    return [part.removeprefix("or ") for part in sentence.split(", ")]


def found_here() -> set[str]:
    """Every test beside this one, with its module."""
    return {
        f"{file.stem}.{node.name}"
        for file in FOLDER.glob("test_*.py")
        if file != Path(__file__)
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_word_of_the_promise_has_a_row_and_no_row_is_made_up() -> None:
    assert promised() == list(TABLE)


def test_every_row_names_tests_that_exist_and_every_test_is_in_one_row() -> None:
    named = [test for tests in TABLE.values() for test in tests]
    assert all(TABLE.values()) and len(named) == len(set(named))
    assert set(named) == found_here()
