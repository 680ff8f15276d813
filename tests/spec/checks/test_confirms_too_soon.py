from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "confirms-too-soon"


def test_less_time_than_between_two_readings_is_found() -> None:
    text = """
    retrieval: {latest: {every: 2 hours}}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
        confirm_within: 1 hour
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["done at 00:00, overdue after 1 hour, read after 2 hours"]
    assert [marked(problem) for problem in found] == ["confirm_within"]


def test_where_one_order_can_be_read_nobody_waits_for_the_window() -> None:
    text = """
    retrieval: {latest: {every: 2 hours}}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
      one: {request: {method: GET, path: /orders/<order.id>}, record: .}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
        confirm_within: 1 hour
    """
    assert problems_together(text, CODE) == []


def test_time_without_a_limit_is_enough() -> None:
    text = """
    retrieval: {latest: {every: 2 hours}}
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    assert problems_together(text, CODE) == []
