"""A finding that is right here is declared so, with its reason; an `allow` that allows nothing is told."""

from __future__ import annotations

from tests.spec.example import example, load, marked

from stallkeeper.spec.loaded import LoadedChannel

GAP = "retrieval: {catch_up: {every: 1 day, look_back: 6 hours}}"


def _with(allow: str, more: str = GAP) -> LoadedChannel:
    return load({"channel.yaml": example(f"{more}\nallow:\n  - {allow}")})


def test_an_allowed_finding_is_counted_and_not_reported() -> None:
    loaded = _with("{code: window-gap, because: A second window reads everything.}")
    assert loaded.problems == ()
    assert [problem.code for problem in loaded.allowed] == ["window-gap"]
    assert loaded.spec is not None


def test_an_allowance_may_be_for_one_part_of_the_file() -> None:
    there = "{code: window-gap, about: retrieval.catch_up, because: A second window reads everything.}"
    assert _with(there).problems == ()
    elsewhere = "{code: window-gap, about: statuses, because: A second window reads everything.}"
    assert sorted(problem.code for problem in _with(elsewhere).problems) == ["window-gap"]


def test_an_allowance_that_allows_nothing_is_a_warning_at_its_word() -> None:
    [problem] = _with("{code: window-gap, because: A second window reads everything.}", more="").problems
    assert (problem.code, problem.severity, marked(problem)) == ("allows-nothing", "warning", "code")
    assert problem.message == 'nothing here is allowed by this: no finding "window-gap" that may be allowed'


def test_a_misspelt_word_gets_its_near_miss() -> None:
    [problem] = _with("{code: window-gab, because: A second window reads everything.}", more="").problems
    assert (problem.message, problem.hint) == ('no problem is called "window-gab"', "did you mean `window-gap`?")


def test_what_would_not_run_cannot_be_allowed() -> None:
    loaded = _with("{code: undeclared-status, because: We know better.}", "starts_at: closed")
    assert loaded.spec is None
    assert "undeclared-status" in {problem.code for problem in loaded.problems}


def test_an_allowance_without_a_reason_is_no_allowance() -> None:
    loaded = _with("{code: window-gap}")
    assert [problem.message for problem in loaded.problems if problem.code == "missing-key"] == [
        "allowance 1 does not say why it is right here"
    ]


def test_malformed_allowances_are_problems_and_nothing_more() -> None:
    for allow in ("window-gap", "[window-gap]", "{code: [window-gap], because: Yes.}", "{about: {a: b}}"):
        assert {problem.code for problem in _with(allow).problems} & {"wrong-type", "missing-key"}
