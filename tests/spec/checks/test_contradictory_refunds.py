from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from tests.shared_material import ROOT
from tests.spec.example import marked, problems

from stallkeeper.spec.load import load_channel

CODE = "contradictory-refunds"
WITH_REFUND = """
statuses:
  waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
  shipped: {native: [SHIPPED], actions: [refund]}
  refunded: {native: [REFUNDED]}
actions:
  ship: {results_in: shipped}
  refund: {results_in: refunded}
"""


@pytest.mark.parametrize(
    ("refunds", "key", "words"),
    [
        ("{mode: notified, seen: [back_office]}", "mode", '"refund" makes one'),
        ("{mode: action, seen: []}", "seen", "those made through us are not seen"),
        ("{mode: both, seen: [back_office]}", "seen", "those made through us are not seen"),
        ("{mode: both, seen: [through_us]}", "seen", "those of the back office are not seen"),
        ("{mode: action, seen: [through_us, back_office]}", "seen", "and yet those of the back office are seen"),
        ("{mode: action, seen: [through_us], gives: amount}", "gives", "not said to be unknown"),
        ("{mode: action, seen: [through_us], gives: lines, line: unknown}", "line", "gives its lines"),
        ("{mode: action, seen: [through_us], line: unknown}", "line", "not said to give its amount"),
    ],
)
def test_a_contradiction_is_found_at_its_key(refunds: str, key: str, words: str) -> None:
    [problem] = problems(f"{WITH_REFUND}refunds: {refunds}", CODE)
    assert marked(problem) == key
    assert words in problem.message


@pytest.mark.parametrize("mode", ["action", "both"])
def test_a_refund_that_no_action_makes_is_found(mode: str) -> None:
    seen = "[through_us]" if mode == "action" else "[through_us, back_office]"
    [problem] = problems(f"refunds: {{mode: {mode}, seen: {seen}}}", CODE)
    assert marked(problem) == "mode"


def test_a_refund_that_is_only_heard_of_is_seen_in_the_back_office() -> None:
    [problem] = problems("refunds: {mode: notified, seen: []}", CODE)
    assert marked(problem) == "seen"


@pytest.mark.parametrize(
    "refunds",
    [
        "{mode: action, seen: [through_us], gives: amount, line: unknown}",
        "{mode: both, seen: [through_us, back_office], gives: lines}",
        "{seen: [through_us]}",
    ],
)
def test_rules_that_agree_are_no_problem(refunds: str) -> None:
    assert problems(f"{WITH_REFUND}refunds: {refunds}", CODE) == []


def test_a_channel_that_only_hears_of_refunds_is_no_problem() -> None:
    assert problems("refunds: {mode: notified, seen: [back_office]}", CODE) == []


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("  mode: action\n", "  mode: notified\n"),
        ("  mode: action\n", "  mode: both\n"),
        ("  seen: [through_us]\n", "  seen: []\n"),
        ("  seen: [through_us]\n", "  seen: [back_office]\n"),
        ("  seen: [through_us]\n", "  seen: [through_us, back_office]\n"),
        ("  gives: amount\n", "  gives: lines\n"),
        ("  gives: amount\n", ""),
        ("  line: unknown\n", "  line: known\n"),
        ("  line: unknown\n", ""),
    ],
)
def test_no_key_of_a_bundled_channels_refunds_can_be_changed_alone(tmp_path: Path, written: str, instead: str) -> None:
    folder = tmp_path / "veepee"
    copytree(ROOT / "channels" / "veepee", folder)
    file = folder / "channel.yaml"
    text = file.read_text("utf-8")
    assert text.count(written) == 1
    file.write_text(text.replace(written, instead), "utf-8")
    loaded = load_channel(folder, with_binding=False, with_scenarios=False)
    assert {problem.code for problem in loaded.problems} == {CODE}


UNMOVED = WITH_REFUND.replace("refund: {results_in: refunded}", "refund: {results_in: unchanged}")


def test_a_refund_that_moves_nothing_is_a_refund_that_we_do() -> None:
    assert problems(f"{UNMOVED}refunds: {{mode: action, seen: [through_us]}}", CODE) == []


def test_a_refund_that_moves_nothing_contradicts_refunds_that_are_only_heard_of() -> None:
    [problem] = problems(f"{UNMOVED}refunds: {{mode: notified, seen: [back_office]}}", CODE)
    assert '"refund" makes one' in problem.message


def test_another_name_is_a_refund_by_the_reason_it_asks_for_and_not_because_it_moves_nothing() -> None:
    other = UNMOVED.replace("[refund]", "[give]").replace("refund: {results_in", "give: {results_in")
    rules = "refunds: {mode: action, seen: [through_us]}"
    assert [each.code for each in problems(f"{other}{rules}", CODE)] == [CODE]
    asked = other.replace("results_in: unchanged}", "results_in: unchanged, needs: [refund_reason]}")
    assert problems(f"{asked}{rules}", CODE) == []
