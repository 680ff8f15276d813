"""Every sentence of the five source pages has one row in docs/sources.md, and every name in a row exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sentences import digest, sentences
from tests.shared_material import ROOT, shared
from tests.sources_table import TABLE, Row, fault, read_contradictions, read_table

PAGES = ("000", "001", "002", "003", "004")
ROWS = read_table(TABLE.read_text("utf-8"))
CONTRADICTIONS = read_contradictions(TABLE.read_text("utf-8"))


def native_word(row: Row) -> str:
    """The marketplace's word that the row's sentence is about, or nothing."""
    found = re.search(r"\.native\[(\w+)\]|#(?:flags|gates)\.(\w+)", " ".join(row.lives_in))
    return (found[1] or found[2]) if found and row.page != "002" else ""


@pytest.mark.parametrize("page", PAGES)
def test_every_sentence_of_a_page_has_exactly_one_row(page: str) -> None:
    (file,) = shared("reference", "seeds").glob(f"{page}_*.txt")
    found = [digest(sentence) for sentence in sentences(file.read_text("utf-8"))]
    assert [row.digest for row in ROWS if row.page == page] == found


@pytest.mark.parametrize("page", PAGES)
def test_no_row_repeats_the_words_of_its_page(page: str) -> None:
    (file,) = shared("reference", "seeds").glob(f"{page}_*.txt")
    long = {sentence.lower() for sentence in sentences(file.read_text("utf-8")) if len(sentence.split()) > 6}
    assert [row.name for row in ROWS if row.page == page and any(it in row.says.lower() for it in long)] == []


def test_the_rows_of_a_page_are_numbered_from_one_without_gaps() -> None:
    for page in PAGES:
        numbers = [row.number for row in ROWS if row.page == page]
        assert numbers == list(range(1, len(numbers) + 1)), page


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everything_a_row_names_exists(row: Row) -> None:
    faults = [why for name in (*row.lives_in, *row.shown_by) if (why := fault(name, row.base))]
    assert faults == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_says_where_the_sentence_lives_and_what_shows_it_or_why_not(row: Row) -> None:
    assert row.says
    assert row.open or (row.lives_in and row.shown_by), "neither shown nor open"
    assert re.fullmatch(r"|(later|not ours): .+", row.open), row.open
    assert not (row.open.startswith("not ours") and (row.lives_in or row.shown_by)), "not ours, and yet it lives here"


@pytest.mark.parametrize("row", [row for row in ROWS if row.page != "002"], ids=lambda row: row.name)
def test_a_scenario_of_a_channel_comes_with_the_native_payload_that_holds_the_word(row: Row) -> None:
    """An invented order alone proves nothing about what a marketplace really sends."""
    stories = [name for name in row.shown_by if name.startswith("scenarios/")]
    payloads = [name for name in row.shown_by if name.startswith("samples/") and "#" in name]
    assert payloads or not stories


@pytest.mark.parametrize("row", [row for row in ROWS if native_word(row)], ids=lambda row: row.name)
def test_a_row_about_a_native_word_has_a_story_that_meets_it_and_a_payload_that_holds_it(row: Row) -> None:
    word = native_word(row)
    stories = [name for name in row.shown_by if name.startswith("scenarios/")]
    traces = [ROOT / row.base / "snapshots" / f"{Path(name).stem}.trace" for name in stories]
    assert any(word in trace.read_text("utf-8") for trace in traces)
    assert any(name.startswith("samples/") and name.endswith(f"#{word}") for name in row.shown_by)


def test_every_contradiction_between_the_pages_has_a_row() -> None:
    listed = re.findall(r"^\| (S\d+) \|", shared("reference", "seeds", "README.md").read_text("utf-8"), re.MULTILINE)
    assert list(CONTRADICTIONS) == sorted(listed, key=lambda number: int(number[1:]))


@pytest.mark.parametrize("number", CONTRADICTIONS)
def test_everything_that_the_reading_of_a_contradiction_names_exists(number: str) -> None:
    names = CONTRADICTIONS[number]
    assert len(names) >= 2
    assert [why for name in names if (why := fault(name, ""))] == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("channel.yaml#statuses.shipped.native[LOST]", "it ends before '[LOST]'"),
        ("channel.yaml#statuses.lost", "it ends before '.lost'"),
        ("scenarios/no-such-story.yaml", "there is no file"),
        ("samples/one-in-each-status.json#NO_SUCH_WORD", "does not hold"),
        ("tests/test_sources.py::test_that_nobody_wrote", "has no test"),
        ("tests/test_nothing.py::test_it", "there is no test file"),
        ("stallkeeper.words:NO_SUCH_NAME", "NO_SUCH_NAME"),
        ("stallkeeper.no_such_module", "no_such_module"),
    ],
)
def test_a_name_of_something_that_does_not_exist_is_found_out(name: str, why: str) -> None:
    assert why in (fault(name, "channels/veepee/") or "")


def test_a_page_is_cut_into_sentences_at_lines_and_full_stops() -> None:
    page = "Heading\n\n  • First thing. Second thing: i.e. still the second.\n❌ None\n-\n 12. Twelfth\n"
    assert sentences(page) == ["Heading", "First thing.", "Second thing: i.e. still the second.", "None", "Twelfth"]
