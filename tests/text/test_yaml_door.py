"""The strict door: text in, data with places out, every trick of YAML refused with a place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stallkeeper.problems import Place
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import LARGEST, read_file, read_source

PIECES = st.sampled_from(
    [
        *"abc:-?!&*|>%@`'\"#{}[],<=~ \n\t\\é€\x00\x1b\u2028\ud800",
        "- ",
        ": ",
        "<<: ",
        "--- ",
        "!!x ",
        "&a ",
        "*a ",
        "\\U",
    ]
)


def data_of(text: str) -> object:
    source, problems = read_source(text, "file.yaml")
    assert source is not None and problems == ()
    return source.data


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in read_source(text, "file.yaml")[1]]


def test_every_scalar_stays_the_text_it_was_written_as() -> None:
    text = "[NO, 0130, 12:30, 1_000, 1e3, on, .5, 2026-11-22, None, true, '', \"null\", 0x1F, +1, 1.0]"
    written = [
        "NO",
        "0130",
        "12:30",
        "1_000",
        "1e3",
        "on",
        ".5",
        "2026-11-22",
        "None",
        "true",
        "",
        "null",
        "0x1F",
        "+1",
        "1.0",
    ]
    assert data_of(text) == written


def test_nothing_a_tilde_and_null_say_nothing() -> None:
    assert data_of("a:\nb: ~\nc: null\nd: NULL") == {"a": None, "b": None, "c": None, "d": "NULL"}


def test_an_empty_file_says_nothing_and_is_no_problem_yet() -> None:
    assert data_of("") is None
    assert data_of("# only a comment\n") is None


def test_every_key_and_every_value_keeps_its_place() -> None:
    source, _ = read_source("statuses:\n  shipped:\n    native: [SHIPPED, Expédié]\n", "channel.yaml")
    assert source is not None
    assert source.keys[("statuses", "shipped")] == Place("channel.yaml", 2, 3, 7)
    assert source.places[("statuses", "shipped", "native", 1)] == Place("channel.yaml", 3, 23, 7)
    assert source.place_of(("statuses", "shipped", "native", 7)) == Place("channel.yaml", 3, 5, 6)


def test_columns_are_counted_in_characters_also_behind_accents_and_after_a_byte_order_mark() -> None:
    source, problems = read_source("\ufefftitre: {é: 1, ça: 2}".encode(), "f")
    assert source is not None and problems == ()
    assert source.keys[("titre", "ça")].column == 15


def test_an_excerpt_holds_the_line_and_its_neighbours() -> None:
    source, _ = read_source("a: 1\nb: 2\nc: 3\n", "f")
    assert source is not None
    assert source.excerpt(2) == ((1, "a: 1"), (2, "b: 2"), (3, "c: 3"))
    assert source.excerpt(1, around=0) == ((1, "a: 1"),)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2", "duplicate-key"),
        ("a: *b", "alias"),
        ("a: &b 1", "anchor"),
        ("? &k a\n: 1", "anchor"),
        ("<<: {a: 1}", "merge-key"),
        ("a: !!int 1", "tag"),
        ("a: ! 1", "tag"),
        ("a: !!python/name:os.system x", "tag"),
        ("%TAG ! tag:example,2026:\n---\na: 1", "tag"),
        ("a: 1\n---\nb: 2", "several-documents"),
        ("? [a]\n: 1", "wrong-key"),
        ("? {a: 1}\n: 1", "wrong-key"),
        ("? \n: 1", "wrong-key"),
        ("a: [1", "not-yaml"),
        ("a:\n\t- 1", "not-yaml"),
        ("%YAML 99999999999999999999.1\n---\na", "not-yaml"),
        ('a: "\\U7FFFFFFF"', "not-yaml"),
        (b"\xff\xfea: 1", "not-utf-8"),
        (b"a: \xe9", "not-utf-8"),
        ("a: \x00", "control-character"),
        ("a: \x1b[2J", "control-character"),
        ("a: \ud800", "control-character"),
        ('a: "\\0"', "control-character"),
        ('"\\e": 1', "control-character"),
        ("[" * 50 + "]" * 50, "too-deep"),
        ("a: " + "x" * LARGEST, "too-large"),
        ("[" + "a," * 60_000 + "]", "too-large"),
    ],
)
def test_what_makes_a_text_mean_more_than_it_shows_is_refused(text: str | bytes, code: str) -> None:
    assert codes(text) == [code]


def test_a_quoted_word_is_only_a_word() -> None:
    assert data_of("'<<': 1\n'&a': '*a'\n\"!!int\": '---'") == {"<<": "1", "&a": "*a", "!!int": "---"}


def test_the_first_of_two_equal_keys_wins_and_keeps_its_place() -> None:
    source, [problem] = read_source("a: {x: 1}\na: {y: 2}", "f")
    assert source is not None
    assert source.data == {"a": {"x": "1"}}
    assert ("a", "y") not in source.keys
    assert (problem.place.line, problem.hint) == (2, "first on line 1")


def test_aliases_of_aliases_are_refused_before_anything_is_built() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    source, problems = read_source("\n".join(lines), "f")
    assert source is None
    assert [problem.code for problem in problems] == ["anchor", "anchor", "alias"]


def test_a_problem_shows_its_line_even_where_nothing_could_be_read() -> None:
    _, [problem] = read_source("title: 'Example\n", "f")
    assert problem.excerpt[0][0] == problem.place.line


def test_a_file_that_is_not_there_and_one_that_is_a_folder_are_problems(tmp_path: Path) -> None:
    assert [problem.code for problem in read_file(tmp_path / "none.yaml", "none.yaml")[1]] == ["no-such-file"]
    assert [problem.code for problem in read_file(tmp_path, "folder")[1]] == ["unreadable-file"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_huge_file_is_not_read_to_its_end() -> None:
    assert [problem.code for problem in read_file(Path("/dev/zero"), "huge.yaml")[1]] == ["too-large"]


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200) | st.lists(PIECES, max_size=40).map("".join))
@example("? &a\n? *a")
@example("%YAML 1.1\n%YAML 1.1\n---")
@example("- |99999999999\n a")
@example('"\\xZZ"')
@example("{" * 39 + "a")
def test_whatever_comes_in_a_source_or_problems_come_out(text: str | bytes) -> None:
    source, problems = read_source(text, "file.yaml")
    assert source is not None or problems
    for problem in problems:
        assert problem.place.line >= 1 and problem.place.column >= 1 and len(problem.message) <= 300
    if source is not None:
        _holds_only_text(source)


def _holds_only_text(source: Source) -> None:
    waiting = [((), source.data)]
    while waiting:
        path, value = waiting.pop()
        assert path in source.places
        if isinstance(value, dict):
            assert all((*path, key) in source.keys for key in value)
            waiting += [((*path, key), member) for key, member in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), item) for index, item in enumerate(value)]
        else:
            assert value is None or type(value) is str


def test_reading_changes_nothing_in_the_interpreter() -> None:
    before = sys.getrecursionlimit()
    codes("[" * 1000)
    assert sys.getrecursionlimit() == before
