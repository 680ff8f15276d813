from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "unmapped-line-status"


def test_words_of_lines_that_nothing_reads_are_found() -> None:
    text = """
    lines: {statuses: {shipped: [SENT]}}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku}}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["a line that is SENT"]
    assert [marked(problem) for problem in found] == ["lines"]


def test_words_of_lines_that_are_read_are_no_problem() -> None:
    text = """
    lines: {statuses: {shipped: [SENT]}}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku, native_status: state}}
    """
    assert problems_together(text, CODE) == []


def test_a_channel_without_words_of_lines_needs_none() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {id: id, sku: sku}}
    """
    assert problems_together(text, CODE) == []
