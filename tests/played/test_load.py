"""Mistakes in a play.yaml: each is a problem with a place, and none is missed because of another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stallkeeper.played.load import load_play
from stallkeeper.problems import Problem
from tests.channel_folders import folder_of
from tests.played.speaking import CHANNELS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "veepee"
    (copied / "samples").mkdir(parents=True)
    shutil.copy(CHANNELS / "veepee" / "play.yaml", copied)
    for sample in (CHANNELS / "veepee" / "samples").glob("play-*"):
        shutil.copy(sample, copied / "samples")
    return copied


def changed(folder: Path, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    file = folder / "play.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    spec, problems = load_play(folder)
    assert (spec is None) == bool(problems)
    return problems


def line_of(folder: Path, text: str) -> int:
    lines = (folder / "play.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("channel", ["cdiscount/soap", "manomano", "veepee"])
def test_the_played_channels_load_without_a_problem(channel: str) -> None:
    spec, problems = load_play(folder_of(channel))
    assert problems == ()
    assert spec is not None and spec.name == channel.partition("/")[0]


MISTAKES = [
    ("after: 5 days", "after: 0 minutes", "wrong-move"),
    ("  id: orderId", "  id: orderID", "unknown-path"),
    ("order: path.order_id", "order: path..order_id", "wrong-path"),
    ("order: path.order_id", "order: path/order_id", "wrong-value"),
    ("becomes: SHIPPED", "becomes: SHIPED", "unknown-status"),
    ("from: [PENDING]", "from: [PENDNG]", "unknown-status"),
    ("in: shop_channels", "in: shops", "unknown-list"),
    ("answer: {give: <order>}", "answer: {give: <orders>}", "unknown-name"),
    ("order <order.orderId>", "order <order.orderID>", "unknown-path"),
    ("<digits2> chemin", "<digits2|upper> chemin", "wrong-template"),
    ("after: 2 hours", "after: a while", "wrong-value"),
    ("zone: Europe/Paris", "zone: Europe/Pari", "unknown-zone"),
    ("sample: play-shop-channels.json", "sample: play-shops.json", "no-such-sample"),
    ("sample: play-shop-channels.json", "sample: ../channel.yaml", "wrong-value"),
    ("{ledger.refunded: {above: 0}", "{ledger.refunded: {over: 0}", "unknown-key"),
    ("{item.carrierId: 130}", "{itm.carrierId: 130}", "unknown-name"),
    ("lines: orderLines", "lines: deliveryDetails", "no-lines"),
    ("each_night: 03:00", "after: 1 hour, each_night: 03:00", "wrong-move"),
    ("outcome: whole_order", "outcome: every_order", "unknown-outcome"),
    ("format: json", "format: soap", "wrong-format"),
    ("{field: order.status, is: query.status}", "{field: order.status, from: query.status}", "wrong-filter"),
    ("{amount: [7.90, 149.00]}", "{amount: [149.00, 7.90]}", "wrong-growth"),
    ("{amount: [7.90, 149.00]}", "{amount: [7.90, 149.00], pick: [a]}", "wrong-growth"),
    ("request: GET /v4/carriers", "request: FETCH /v4/carriers", "wrong-value"),
    ("    one: path.order_id", "    won: path.order_id", "unknown-key"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), MISTAKES, ids=[f"{wrong}-{code}" for _, wrong, code in MISTAKES])
def test_a_mistake_is_a_problem_at_its_line(folder: Path, right: str, wrong: str, code: str) -> None:
    at = line_of(folder, right.strip())
    problems = changed(folder, (right, wrong))
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert at in {problem.place.line for problem in found}


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    problems = changed(folder, ("becomes: SHIPPED", "becomes: SHIPED"), ("zone: Europe/Paris", "zone: Mars"))
    assert [problem.code for problem in problems] == ["unknown-zone", "unknown-status"]
    assert problems[1].hint == "did you mean `SHIPPED`?"


def test_a_weightless_life_and_a_shape_in_a_circle_are_problems(folder: Path) -> None:
    text = (folder / "play.yaml").read_text(encoding="utf-8")
    weightless = [(f"weight: {number}", "weight: 0") for number in ("60", "10", "20", "10", "5", "5")]
    assert [problem.code for problem in changed(folder, *weightless)] == ["no-arrival"]
    circle = text.replace("body: {fields: {carrierId", "body: {shape: around, optional: true, fields: {carrierId", 1)
    circle += "\nshapes:\n  around: {fields: {again: {shape: around}}}\n"
    (folder / "play.yaml").write_text(circle, encoding="utf-8")
    assert [problem.code for problem in load_play(folder)[1]] == ["unknown-shape"]


def test_a_misspelt_outcome_and_a_misspelt_zone_are_told_with_the_right_one(folder: Path) -> None:
    (outcome,) = changed(folder, ("outcome: whole_order", "outcome: whole_oder"))
    assert (outcome.code, outcome.hint) == ("unknown-outcome", "did you mean `whole_order`?")
    (zone,) = changed(folder, ("outcome: whole_oder", "outcome: whole_order"), ("zone: Europe/Paris", "zone: Paris"))
    assert (zone.code, zone.hint) == ("unknown-zone", "did you mean `Europe/Paris`?")


def test_a_sample_that_is_no_json_is_a_problem_of_the_sample(folder: Path) -> None:
    (folder / "samples" / "play-carriers.json").write_text("[{", encoding="utf-8")
    problems = load_play(folder)[1]
    assert {problem.code for problem in problems} == {"broken-sample", "no-such-sample"}
    assert any(problem.place.path.endswith("play-carriers.json") for problem in problems)


def test_a_sample_that_is_a_link_is_not_followed(folder: Path) -> None:
    sample = folder / "samples" / "play-carriers.json"
    outside = folder.parent / "secret.json"
    sample.rename(outside)
    sample.symlink_to(outside)
    assert "no-such-sample" in {problem.code for problem in load_play(folder)[1]}


def test_a_folder_without_a_play_is_a_problem(tmp_path: Path) -> None:
    spec, problems = load_play(tmp_path)
    assert spec is None and [problem.code for problem in problems] == ["no-such-file"]


def test_texts_that_look_like_code_stay_texts(folder: Path) -> None:
    strange = "<__import__('os').system('true')>"
    problems = changed(folder, ("message: no such resource", f'message: "{strange}"'))
    assert [problem.code for problem in problems] == ["wrong-template"]
