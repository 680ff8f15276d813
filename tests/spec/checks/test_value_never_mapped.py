from __future__ import annotations

from tests.spec.example import marked, problems_together

CODE = "value-never-mapped"


def test_a_value_that_the_map_never_gives_is_found() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, delivery_mode: {from: mode, map: {T: trakced, P: plain}}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["order.delivery_mode tracked"]
    assert [marked(problem) for problem in found] == ["order.delivery_mode"]


def test_a_value_that_the_channel_does_not_declare_is_found() -> None:
    text = """
    order_fields: {delivery_mode: {type: text, values: [tracked, plain]}}
    # binding.yaml
    order: {id: id, native_status: status, delivery_mode: {from: mode, map: {T: tracked, P: pick_up}}}
    """
    found = problems_together(text, CODE)
    assert [problem.witness for problem in found] == ["delivery_mode pick_up"]
    assert [marked(problem) for problem in found] == ["delivery_mode"]


def test_what_the_map_gives_otherwise_counts() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, delivery_mode: {from: mode, map: {P: plain}, else: tracked}}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    assert problems_together(text, CODE) == []


def test_a_field_without_a_map_may_be_anything() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [comment]
    # binding.yaml
    order: {id: id, native_status: status, delivery_mode: mode}
    actions:
      ship:
        request: {method: POST, path: /orders/<order.id>/ship, body: {"item?": <fields.comment>}}
        doubt: {read_back_after: 1 minute, then: ask}
    """
    assert problems_together(text, CODE) == []
