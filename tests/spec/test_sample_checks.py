"""The paths of a binding against the channel's own sample orders."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.bindings.arranged import BINDING, CHANNEL, changed
from tests.channel_folders import BUNDLED

from stallkeeper.problems import Problem
from stallkeeper.spec.load import load_channel

ORDER = {
    "id": 7,
    "status": "OPEN",
    "at": "2026-11-22T09:00:00Z",
    "gift": False,
    "total": {"amount": 5, "currency": "EUR"},
    "lines": [{"no": 1, "sku": "A", "count": 1, "price": 5}],
    "to": {"name": "Leo Muster", "street": "Weg 1", "mail": "leo@example.invalid"},
}
XML = "<order><id>7</id><status>OPEN</status><total><amount>5</amount></total><lines><no>1</no></lines></order>"


def found(folder: Path, binding: str, samples: dict[str, Any]) -> list[Problem]:
    """The warnings about paths that this binding has beside these samples."""
    (folder / "samples").mkdir()
    (folder / "channel.yaml").write_text(CHANNEL)
    (folder / "binding.yaml").write_text(binding)
    for name, content in samples.items():
        (folder / "samples" / name).write_text(content if isinstance(content, str) else json.dumps(content))
    problems = load_channel(folder, "corner_shop").problems
    assert all(problem.severity == "warning" for problem in problems if problem.code == "path-finds-nothing")
    return [problem for problem in problems if problem.code == "path-finds-nothing"]


def written(problem: Problem) -> str:
    """What the caret stands under."""
    (line,) = (text for number, text in problem.excerpt if number == problem.place.line)
    return line[problem.place.column - 1 : problem.place.column - 1 + problem.place.length]


@pytest.mark.parametrize(
    "samples",
    [
        {"answer-orders.json": {"orders": [ORDER, ORDER]}},
        {"answer-order.json": ORDER},
        {"play-order.json": ORDER},
        {"all.json": [ORDER]},
        {"answer-orders.json": {"orders": [{"id": 8}]}, "play-order.json": ORDER},
    ],
)
def test_paths_that_are_met_in_one_sample_are_well(tmp_path: Path, samples: dict[str, Any]) -> None:
    assert found(tmp_path, BINDING, samples) == []


def test_a_number_that_turns_a_sign_round_is_no_path(tmp_path: Path) -> None:
    turned = changed(BINDING, ("ordered_at: at", "ordered_at: at\n  refunded: {sum: lines, of: price, divided_by: -1}"))
    assert found(tmp_path, turned, {"answer-order.json": ORDER}) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ("currency: total.currency", "currency: total.curr", "total.curr", "did you mean `total.currency`?"),
        ("ordered_at: at", "ordered_at: place", "place", "there is: id, status, at, gift, total, lines, to"),
        ("at: lines", "at: line", "line", "did you mean `lines`?"),
        ("quantity: count", "quantity: countt", "countt", "did you mean `count`?"),
        ("quantity: count", "quantity: /total.amnt", "/total.amnt", "did you mean `/total.amount`?"),
        ("street: street", "street: {first_of: [strit, street]}", "strit", "did you mean `street`?"),
        ("street: street", "street: street.name", "street.name", "`street` is no object there"),
        ("extras: {gift: gift}", "extras: {gift: gifts}", "gifts", "did you mean `gift`?"),
        ("ordered_at: at", "ordered_at: at\n  refunded: {sum: lines, of: prise}", "prise", "did you mean `price`?"),
    ],
)
def test_a_path_that_no_sample_has_is_told_where_it_is_written(
    tmp_path: Path, old: str, new: str, path: str, hint: str
) -> None:
    (problem,) = found(tmp_path, changed(BINDING, (old, new)), {"answer-orders.json": {"orders": [ORDER]}})
    assert (written(problem), problem.hint) == (path, hint)


def test_nothing_is_told_where_there_is_no_sample_order(tmp_path: Path) -> None:
    wrong = changed(BINDING, ("at: lines", "at: line"))
    samples = {"answer-refused.json": {"error": {"code": 1}}, "request-order.json": ORDER, "answer-orders.json": "{"}
    assert found(tmp_path, wrong, samples) == []


def test_an_order_whose_id_and_status_are_not_found_is_one_finding_and_not_twenty(tmp_path: Path) -> None:
    wrong = changed(BINDING, ("  id: id", "  id: number"), ("native_status: status", "native_status: state"))
    (problem,) = found(tmp_path, wrong, {"answer-orders.json": {"orders": [ORDER]}})
    assert "no order of samples/" in problem.message and "`records`" in problem.hint


def test_what_an_empty_object_would_hold_cannot_be_known(tmp_path: Path) -> None:
    assert found(tmp_path, BINDING, {"answer-order.json": {**ORDER, "to": None, "lines": []}}) == []


def test_a_sample_in_xml_is_read_too(tmp_path: Path) -> None:
    problems = found(tmp_path, BINDING, {"play-order.xml": XML})
    assert {written(problem) for problem in problems} >= {"total.currency", "sku"}
    assert not {written(problem) for problem in problems} & {"id", "status", "total.amount", "lines", "no"}


def test_no_sample_outside_of_the_folder_is_read_and_no_pipe_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "channel"
    (folder / "samples").mkdir(parents=True)
    (tmp_path / "outside.json").write_text(json.dumps({**ORDER, "total": 5}))
    (folder / "samples" / "linked-order.json").symlink_to(tmp_path / "outside.json")
    os.mkfifo(folder / "samples" / "pipe-order.json")
    (folder / "channel.yaml").write_text(CHANNEL)
    (folder / "binding.yaml").write_text(BINDING)
    assert "path-finds-nothing" not in {problem.code for problem in load_channel(folder, "c").problems}


@pytest.mark.parametrize("folder", BUNDLED.values(), ids=BUNDLED)
def test_every_path_of_a_bundled_channel_is_shown_by_one_of_its_samples(folder: Path) -> None:
    assert "path-finds-nothing" not in {problem.code for problem in load_channel(folder).problems}
