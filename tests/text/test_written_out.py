"""A source as lines of YAML: they read as the same data, and each knows where it was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.channel_folders import BUNDLED

from stallkeeper.text.source import Source
from stallkeeper.text.written_out import written_out
from stallkeeper.text.yaml_door import read_source

TEXT = """\
title: A shop
statuses:
  shipped:
    native: [SENT,
      GONE]
    deadline: {within: 5 days, else: [canceled]}
notes:
  - {about: "a: b", because: 'it''s so'}
  - about: c
    because:
    - one

nothing: ~
empty: {}
"""


def source(text: str) -> Source:
    read, problems = read_source(text, "file.yaml")
    assert read is not None and not problems, problems
    return read


def again(read: Source) -> Source:
    return source("\n".join(line.text for line in written_out(read)) + "\n")


def test_each_line_knows_where_it_was_written() -> None:
    assert [(line.text, line.place.line) for line in written_out(source(TEXT))] == [
        ("title: A shop", 1),
        ("statuses:", 2),
        ("  shipped:", 3),
        ("    native:", 4),
        ("      - SENT", 4),
        ("      - GONE", 5),
        ("    deadline: {within: 5 days, else: [canceled]}", 6),
        ("notes:", 7),
        ('  - {about: "a: b", because: "it\'s so"}', 8),
        ("  - about: c", 9),
        ("    because: [one]", 10),
        ("nothing: null", 13),
        ("empty: {}", 14),
    ]


def test_what_is_too_long_for_one_line_takes_several() -> None:
    words = ", ".join(f"word_{number}" for number in range(20))
    lines = list(written_out(source(f"list: [{words}]")))
    assert len(lines) == 21 and {line.place.line for line in lines} == {1}


@pytest.mark.parametrize("file", [file for folder in BUNDLED.values() for file in folder.glob("*.yaml")], ids=str)
def test_a_bundled_file_reads_as_the_same_again(file: Path) -> None:
    read = source(file.read_text(encoding="utf-8"))
    assert again(read).data == read.data


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
KEYS = WORDS.filter(bool)
VALUES = st.none() | WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(KEYS, WORDS, max_size=3)


@example({"<<": None})
@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, VALUES))
def test_any_text_reads_as_the_same_again(data: dict[str, object]) -> None:
    plain = Source("file.yaml", "", data, {}, {})
    text = "\n".join(line.text for line in written_out(plain))
    read, problems = read_source(text, "file.yaml")
    if data and not [each for each in problems if each.code == "control-character"]:
        assert read is not None and read.data == data, text
