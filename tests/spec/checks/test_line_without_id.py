from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "line-without-id"


def test_an_action_about_a_line_without_an_id_is_found() -> None:
    text = """
    actions:
      ship: {results_in: shipped, accepts: [line]}
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {sku: sku}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.line>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["ship with a line"]
    assert [marked(problem) for problem in found] == ["lines"]


def test_orders_without_lines_are_found_too() -> None:
    text = """
    actions:
      ship: {results_in: shipped, accepts: [line]}
    # binding.yaml
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.line>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["ship with a line"]
    assert [marked(problem) for problem in found] == ["order"]


def test_an_action_about_the_whole_order_needs_none() -> None:
    text = """
    starts_at: waiting_shipment
    # binding.yaml
    order:
      id: id
      native_status: status
      lines: {at: items, fields: {sku: sku}}
    """
    assert problems_together(text, CODE) == []
