"""Problems in, a SARIF 2.1.0 log out: the structure that the standard (OASIS, sections 3.13 to 3.30) requires."""

from __future__ import annotations

import json
import re
from typing import Any

from stallkeeper.problems import Place, Problem
from stallkeeper.render.sarif import as_sarif
from stallkeeper.spec.checks.registry import codes, explain

MISSING = Problem(
    Place("channels/example/channel.yaml", 92, 3, 6),
    "missing-key",
    'action "refund" does not say what it results in',
    "did you mean `results_in`?",
    Place("channels/example/channel.yaml", 93, 5, 6),
    ((92, "  refund:"), (93, "    result: refunding")),
)
GAP = Problem(Place("a b/ü.yaml", 7, 1, 0), "window-gap", "it gapes", severity="warning", witness="day 2")
REMARK = Problem(Place("c.yaml"), "window-gap", "it may gape", severity="information")


def log(*problems: Problem) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(as_sarif(problems, explain, "1.2.3"))
    return content


def test_a_log_has_its_version_and_one_run_by_a_named_tool() -> None:
    content = log(MISSING)
    assert content["version"] == "2.1.0"
    assert content["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = content["runs"]
    assert run["tool"]["driver"]["name"] == "stallkeeper"
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_run_that_finds_nothing_says_so_by_an_empty_list() -> None:
    [run] = log()["runs"]
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []


def test_every_result_points_at_its_rule_and_at_a_region() -> None:
    [run] = log(MISSING, GAP, REMARK)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 2
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["startColumn"] >= 1
        assert region["endColumn"] > region["startColumn"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", location["physicalLocation"]["artifactLocation"]["uri"])


def test_a_result_stands_at_the_marked_place_with_its_line_its_witness_and_its_hint() -> None:
    [run] = log(MISSING, GAP)["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {
        "startLine": 93,
        "startColumn": 5,
        "endColumn": 11,
        "snippet": {"text": "    result: refunding"},
    }
    assert run["results"][0]["message"]["text"].endswith("; did you mean `results_in`?")
    assert run["results"][1]["message"]["text"] == "it gapes; for instance: day 2"
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    assert log(REMARK)["runs"][0]["results"][0]["level"] == "note"


def test_a_path_is_written_as_a_reference() -> None:
    [run] = log(GAP)["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%20b/%C3%BC.yaml"}


def test_the_help_of_a_rule_is_the_page_of_its_word() -> None:
    for word in codes():
        [rule] = log(Problem(Place("c.yaml"), word, "x"))["runs"][0]["tool"]["driver"]["rules"]
        assert rule["help"]["text"] == explain(word)
        assert rule["shortDescription"]["text"] and "\n" not in rule["shortDescription"]["text"]
