from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unbounded-wait"


def test_waiting_without_an_action_and_a_deadline_is_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [shipped]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > refunding"]
    assert [marked(problem) for problem in found] == ["refunding"]


def test_a_deadline_whose_time_nobody_names_is_enough() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [shipped],
        deadline: {within: unknown, else: [shipped], kept_by: channel}}
    """
    assert problems(text, CODE) == []


def test_where_the_seller_can_act_nobody_waits_for_others() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    """
    assert problems(text, CODE) == []
