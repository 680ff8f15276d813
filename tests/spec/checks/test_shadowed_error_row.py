from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "shadowed-error-row"


def test_a_narrower_row_behind_a_wider_one_is_found() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {status: [400, 409], means: validation}
      - {status: [409], message: shipped, means: already_done}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["409, shipped is validation"]
    assert [marked(problem) for problem in found] == ["{"]


def test_part_of_a_text_hides_the_whole_of_it() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {message: Shipped, means: already_done}
      - {message: not yet shipped, means: state_conflict}
    """
    assert [problem.witness for problem in problems_together(text, CODE)] == ["not yet shipped is already_done"]


def test_rows_for_other_codes_hide_nothing() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {status: [400], means: validation}
      - {status: [400, 409], means: state_conflict}
    """
    assert problems_together(text, CODE) == []


def test_the_narrower_row_first_is_no_problem() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {status: [409], message: shipped, means: already_done}
      - {status: [409], means: state_conflict}
    """
    assert problems_together(text, CODE) == []
