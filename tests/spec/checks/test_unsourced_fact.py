from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unsourced-fact"


def test_a_part_that_no_source_and_no_assumption_is_about_is_found_at_its_key() -> None:
    [problem] = problems("retention: {personal_data: 6 months}", CODE)
    assert (marked(problem), problem.message) == ("retention", "no source and no assumption is about `retention`")


def test_a_claim_about_a_detail_covers_that_detail_only() -> None:
    changes = """
    sources:
      - {id: page, title: A page, read: 2026-11-22, about: [retrieval, starts_at, actions, statuses.shipped]}
    """
    assert [problem.message for problem in problems(changes, CODE)] == [
        "no source and no assumption is about `statuses.waiting_shipment`"
    ]


def test_an_assumption_covers_what_no_source_does() -> None:
    changes = """
    retention: {personal_data: 6 months}
    assumptions: [{about: retention.personal_data, because: The law of most countries.}]
    """
    assert problems(changes, CODE) == []
