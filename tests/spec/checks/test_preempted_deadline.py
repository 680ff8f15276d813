from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "preempted-deadline"


def test_where_the_hub_moves_on_at_once_no_deadline_passes() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], advances: {to: shipped, when: At once.},
        deadline: {within: 5 days, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > shipped"]
    assert [marked(problem) for problem in found] == ["deadline"]


def test_counting_from_a_cancellation_that_is_excluded_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {if: {order.partially_canceled: {given: false}},
        since: partial_cancel, within: 5 days, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["order.partially_canceled true"]


def test_counting_from_a_cancellation_is_no_problem() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship],
        deadline: {since: partial_cancel, within: 5 days, else: [shipped], kept_by: channel}}
      shipped: {native: [SHIPPED]}
    """
    assert problems(text, CODE) == []
