from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "dead-end"


def test_a_status_that_nothing_leads_on_from_is_shown_with_the_way_to_it() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], next: [refunding]}
      refunding: {native: [REFUNDING]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment > shipped > refunding"]
    assert [marked(problem) for problem in found] == ["refunding"]


def test_a_status_where_an_order_is_done_may_be_the_end() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    """
    assert problems(text, CODE) == []


def test_a_deadline_is_a_way_on() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], deadline: {within: 5 days, else: [refunded], kept_by: channel}}
      refunded: {native: [REFUNDED]}
    """
    assert problems(text, CODE) == []


def test_leading_only_to_itself_is_no_way_on() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped, refunding]}
      shipped: {native: [SHIPPED]}
      refunding: {native: [REFUNDING], next: [refunding]}
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["waiting_shipment > refunding"]
