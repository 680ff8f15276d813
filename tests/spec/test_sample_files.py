"""Files in samples/ that could never be read are told by `validate`, whoever was to read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.spec.example import EXAMPLE

from stallkeeper.problems import Problem
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.sample_files import LARGEST, MOST_BYTES, MOST_FILES
from stallkeeper.spec.story_files import MOST_STORIES


def channel(folder: Path) -> Path:
    (folder / "samples").mkdir(parents=True)
    (folder / "channel.yaml").write_text(EXAMPLE)
    return folder


def told(folder: Path) -> list[Problem]:
    return [each for each in load_channel(folder, "example").problems if each.severity == "error"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("answer.json", b'{"orders": ['),
        ("answer.json", '{"a": 1}'.encode("utf-16")),
        ("answer.json", b'{"a": NaN}'),
        ("answer.json", b"[" * 100_000 + b"]" * 100_000),
        ("answer.json", b""),
        ("answer.xml", b"<orders><order></orders>"),
        ("answer.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("request-ship.json", b"{carrier: DPD}"),
        ("play-order.json", b"{"),
    ],
    ids=["cut off", "UTF-16", "NaN", "too deep", "empty", "not closed", "an entity", "a request", "of no play"],
)
def test_a_sample_that_cannot_be_read_is_told_with_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    folder = channel(tmp_path)
    (folder / "samples" / name).write_bytes(content)
    (problem,) = told(folder)
    assert (problem.code, problem.place.path) == ("broken-sample", f"example/samples/{name}")
    assert problem.message.startswith("the sample is of no use: ") and len(problem.message) <= 300


def test_a_sample_that_is_a_link_or_a_pipe_is_neither_read_nor_waited_for(tmp_path: Path) -> None:
    folder = channel(tmp_path / "example")
    (tmp_path / "secret.json").write_text("{}")
    (folder / "samples" / "away.json").symlink_to(tmp_path / "secret.json")
    os.mkfifo(folder / "samples" / "pipe.json")
    (folder / "samples" / "folder.xml").mkdir()
    assert [(each.place.path, each.code) for each in told(folder)] == [
        ("example/samples/away.json", "unreadable-file"),
        ("example/samples/folder.xml", "unreadable-file"),
        ("example/samples/pipe.json", "unreadable-file"),
    ]


def test_a_sample_that_is_too_large_is_told_unread(tmp_path: Path) -> None:
    folder = channel(tmp_path)
    (folder / "samples" / "year.json").write_bytes(b"[" + b" " * LARGEST + b"]")
    assert [each.code for each in told(folder)] == ["too-large"]


def test_more_samples_than_are_read_are_told_with_their_number(tmp_path: Path) -> None:
    folder = channel(tmp_path)
    for number in range(MOST_FILES + 1):
        (folder / "samples" / f"answer-{number}.json").write_text("{}")
    (problem,) = told(folder)
    assert (problem.code, problem.message) == ("too-many-files", "samples/ holds 201 files; at most 200 are read")


def test_more_stories_than_are_run_are_told_with_their_number(tmp_path: Path) -> None:
    folder = channel(tmp_path)
    (folder / "scenarios").mkdir()
    for number in range(MOST_STORIES + 1):
        (folder / "scenarios" / f"story-{number}.yaml").write_text("")
    found = told(folder)
    assert found[0].code == "too-many-files" or "too-many-files" in {each.code for each in found}
    assert "scenarios/ holds 501 stories; at most 500 are read" in {each.message for each in found}


def test_sound_samples_and_what_else_lies_beside_them_are_not_told(tmp_path: Path) -> None:
    folder = channel(tmp_path)
    (folder / "samples" / "answer.json").write_text('{"orders": []}')
    (folder / "samples" / "answer.xml").write_text("<orders/>")
    (folder / "samples" / "README.md").write_bytes(b"\xff")
    (folder / "samples" / "expected.yaml").write_text("orders: []")
    assert told(folder) == []


@pytest.mark.parametrize("name", ["play.yaml", "carriers.yaml", "binding.yaml"])
def test_a_folder_where_a_file_belongs_is_told(tmp_path: Path, name: str) -> None:
    folder = channel(tmp_path)
    (folder / name).mkdir()
    assert (f"example/{name}", "unreadable-file") in {(each.place.path, each.code) for each in told(folder)}


@pytest.mark.parametrize("name", ["scenarios", "samples", "snapshots"])
def test_a_file_where_a_folder_belongs_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "channel.yaml").write_text(EXAMPLE)
    (tmp_path / name).write_text("")
    (problem,) = told(tmp_path)
    assert problem.message == f'"{name}" is not read: it is a file, and has to be a folder'


@pytest.mark.parametrize(("inside", "ending"), [("samples", "json"), ("scenarios", "yaml")])
def test_files_that_are_too_large_together_are_told_with_their_size_and_none_is_read(
    tmp_path: Path, inside: str, ending: str
) -> None:
    folder = channel(tmp_path)
    (folder / inside).mkdir(exist_ok=True)
    for number in range(MOST_BYTES // LARGEST + 1):
        (folder / inside / f"page-{number}.{ending}").write_text("[" + " " * (LARGEST - 2) + "]")
    (problem,) = told(folder)
    most = {"samples": 10, "scenarios": 2}[inside]
    assert (problem.code, problem.message) == ("too-large", f"{inside}/ holds 11 MB; at most {most} MB are read")


def test_a_folder_that_is_a_link_out_of_the_channel_is_not_read_and_told(tmp_path: Path) -> None:
    folder = channel(tmp_path / "example")
    (tmp_path / "elsewhere").mkdir()
    (folder / "scenarios").symlink_to(tmp_path / "elsewhere")
    (problem,) = load_channel(folder, "example").problems
    assert (problem.code, problem.hint) == ("unknown-file", "put a copy in its place: it is a link")


@pytest.mark.parametrize(
    ("file", "meant"), [("scenarios/story.YAML", "story.yaml"), ("samples/answer.JSON", "answer.json")]
)
def test_a_file_whose_ending_is_shouted_is_not_read_and_told(tmp_path: Path, file: str, meant: str) -> None:
    folder = channel(tmp_path)
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text("{")
    (problem,) = load_channel(folder, "example").problems
    assert (problem.code, problem.hint) == ("unknown-file", f"did you mean `{meant}`?")


def test_a_folder_inside_of_samples_is_not_read_and_told(tmp_path: Path) -> None:
    folder = channel(tmp_path)
    (folder / "samples" / "old").mkdir()
    assert [each.message for each in load_channel(folder, "example").problems] == ['nothing reads the folder "old"']


@pytest.mark.parametrize("second", ["DPD ", " DPD"])
def test_a_carrier_that_differs_by_spaces_alone_is_listed_twice(tmp_path: Path, second: str) -> None:
    folder = channel(tmp_path)
    text = f"language: 1\nsource: A page\nread: 2026-11-22\ncarriers:\n  - DPD\n  - {second!r}\n"
    (folder / "carriers.yaml").write_text(text)
    assert "duplicate-carrier" in {each.code for each in told(folder)}
