from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "blind-resend"


def test_sending_again_without_looking_is_found() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    retrieval:
      overlap: 5 minutes
      settle: 1 minute
      first_pull: 30 days
      list: {request: {method: GET, path: /orders}, records: orders, paging: {kind: none}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship}
        doubt: {read_back_after: 1 minute, then: resend}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["ship, its answer lost, and ship again"]
    assert [marked(problem) for problem in found] == ["doubt"]


def test_looking_first_is_no_problem() -> None:
    text = """
    starts_at: waiting_shipment
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
        doubt: {read_back_after: 1 minute, then: resend}
    """
    assert problems_together(text, CODE) == []
