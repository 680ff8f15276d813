from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "never-mapped"


def test_a_field_that_nothing_fills_is_found_once() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.has_claim: true, order.total: {above: 3}}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, total: sum}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["order.has_claim not given"]
    assert [marked(problem) for problem in found] == ["order.has_claim"]


def test_fields_of_the_channels_own_are_filled_under_extras() -> None:
    text = """
    order_fields: {gift: {type: boolean}}
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.gift: true}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, extras: {gift: is_gift}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    assert problems_together(text, CODE) == []


def test_the_native_status_is_always_there() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: PENDING}
            then: [comment]
    # binding.yaml
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    assert problems_together(text, CODE) == []
