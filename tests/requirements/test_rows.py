"""The table of requirements names tests that exist, all forty rows, and says what is open."""

from __future__ import annotations

import re

import pytest

from tests.requirements.rows import ROWS, Row
from tests.shared_material import ROOT


def test_all_forty_are_there_in_their_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, 41))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_names_tests_that_exist_or_says_what_is_open(row: Row) -> None:
    assert row.shown_by or row.open
    for named in row.shown_by:
        path, _, name = named.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {name or 'test_'}", text, re.MULTILINE), named
        assert not name or re.search(rf"^def {name}\b", text, re.MULTILINE), named
