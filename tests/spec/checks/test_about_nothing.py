from __future__ import annotations

from tests.spec.example import problems

CODE = "about-nothing"


def test_an_about_that_names_nothing_is_found_in_sources_and_assumptions() -> None:
    changes = """
    sources:
      - {id: page, title: A page, read: 2026-11-22, about: [retrieval, starts_at, statuses, action]}
    assumptions: [{about: statuses.shiped.native, because: A guess.}]
    """
    assert [problem.hint for problem in problems(changes, CODE)] == [
        "did you mean `actions`?",
        "did you mean `statuses.shipped.native`?",
    ]


def test_a_path_into_the_file_is_something() -> None:
    assert problems("assumptions: [{about: statuses.shipped.native, because: A guess.}]", CODE) == []
