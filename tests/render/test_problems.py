"""Problems in, a report out, in three styles."""

from __future__ import annotations

import json

import pytest

from stallkeeper.problems import Place, Problem
from stallkeeper.render.problems import as_github, as_text, report, summary

MISSING = Problem(
    Place("channels/example/channel.yaml", 92, 3, 6),
    "missing-key",
    'action "refund" does not say what it results in',
    "unknown key; did you mean `results_in`?",
    Place("channels/example/channel.yaml", 93, 5, 6),
    ((92, "  refund:"), (93, "    result: refunding")),
)
REMARK = Problem(Place("c.yaml", 8), "undecided", "too many cases", severity="information", witness="carrier Other")
WARNING = Problem(Place("c.yaml", 7, 1, 5), "native-differs-by-case", "nearly the same word", severity="warning")


def test_a_problem_reads_as_the_language_promises() -> None:
    assert report([MISSING, MISSING], 1) == (
        'channels/example/channel.yaml:92:3  missing-key  action "refund" does not say what it results in\n'
        "   92 |   refund:\n"
        "   93 |     result: refunding\n"
        "      |     ^^^^^^ unknown key; did you mean `results_in`?\n"
        "\n"
        'channels/example/channel.yaml:92:3  missing-key  action "refund" does not say what it results in\n'
        "   92 |   refund:\n"
        "   93 |     result: refunding\n"
        "      |     ^^^^^^ unknown key; did you mean `results_in`?\n"
        "\n"
        "2 problems in 1 channel. `stallkeeper explain missing-key` tells more."
    )


@pytest.mark.parametrize(
    ("problems", "channels", "line"),
    [
        ([], 3, "No problems in 3 channels."),
        ([], 1, "No problems in 1 channel."),
        ([MISSING], 1, "1 problem in 1 channel. `stallkeeper explain missing-key` tells more."),
        ([WARNING], 2, "1 warning in 2 channels. `stallkeeper explain native-differs-by-case` tells more."),
        ([REMARK, REMARK], 1, "2 remarks in 1 channel. `stallkeeper explain undecided` tells more."),
        (
            [REMARK, WARNING, MISSING],
            1,
            "1 problem, 1 warning and 1 remark in 1 channel. `stallkeeper explain missing-key` tells more.",
        ),
        ([WARNING, MISSING], 2, "1 problem and 1 warning in 2 channels. `stallkeeper explain missing-key` tells more."),
    ],
)
def test_the_last_line_counts_and_says_how_to_learn_more(problems: list[Problem], channels: int, line: str) -> None:
    assert summary(problems, channels) == line
    assert report(problems, channels).endswith(line)


def test_a_warning_says_that_it_is_one() -> None:
    assert as_text([WARNING]) == "c.yaml:7:1  native-differs-by-case (warning)  nearly the same word"


def test_what_the_files_allow_is_counted_in_the_last_line() -> None:
    assert summary([], 3, allowed=2) == "No problems in 3 channels. 2 allowed."
    assert summary([MISSING], 1, allowed=1).startswith("1 problem in 1 channel. 1 allowed. `stallkeeper")
    assert json.loads(report([], 1, "json", allowed=2))["allowed"] == 2


def test_a_witness_is_shown_in_every_style() -> None:
    assert as_text([REMARK]).splitlines() == [
        "c.yaml:8:1  undecided (information)  too many cases",
        "      | for instance: carrier Other",
    ]
    assert json.loads(report([REMARK], 1, "json"))["problems"][0]["witness"] == "carrier Other"
    assert as_github([REMARK]).startswith("::notice ") and "for instance: carrier Other" in as_github([REMARK])


def test_a_hint_without_a_line_to_show_still_stands_there() -> None:
    problem = Problem(Place("c.yaml"), "too-large", "the file is larger than 1 MB", "split it")
    assert as_text([problem]).splitlines()[1:] == ["      | split it"]


def test_nothing_in_a_line_moves_the_cursor_and_long_lines_are_cut() -> None:
    line = "a\x1b[2Jb\tc" + "x" * 500
    shown = as_text([Problem(Place("c.yaml", 1, 400, 9), "code", "message", "hint", excerpt=((1, line),))])
    assert "\x1b" not in shown and "\t" not in shown
    assert max(len(text) for text in shown.splitlines()) < 180
    assert shown.endswith("| hint")


def test_a_caret_never_reaches_beyond_its_line() -> None:
    problem = Problem(Place("c.yaml", 1, 3, 90), "code", "message", excerpt=((1, "ab: c"),))
    assert as_text([problem]).splitlines()[-1] == "      |   ^^^"


def test_json_holds_everything_a_program_may_want() -> None:
    content = json.loads(report([MISSING, WARNING], 2, "json"))
    assert (content["channels"], content["errors"], content["warnings"]) == (2, 1, 1)
    assert content["problems"][0] == {
        "path": "channels/example/channel.yaml",
        "line": 92,
        "column": 3,
        "length": 6,
        "code": "missing-key",
        "severity": "error",
        "message": 'action "refund" does not say what it results in',
        "hint": "unknown key; did you mean `results_in`?",
        "witness": "",
        "marked": {"line": 93, "column": 5, "length": 6},
    }
    assert content["problems"][1]["severity"] == "warning"
    assert json.loads(report([], 1, "json"))["problems"] == []


def test_github_shows_each_at_the_marked_place_and_nothing_breaks_out_of_its_line() -> None:
    odd = Problem(Place("a,b:c.yaml", 1, 2), "code", "100% wrong\n::error::injected")
    lines = as_github([MISSING, WARNING, odd]).splitlines()
    assert lines == [
        "::error file=channels/example/channel.yaml,line=93,col=5,title=missing-key::"
        'action "refund" does not say what it results in; unknown key; did you mean `results_in`?',
        "::warning file=c.yaml,line=7,col=1,title=native-differs-by-case::nearly the same word",
        "::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=code::100%25 wrong%0A::error::injected",
    ]
    assert report([], 1, "github") == ""
