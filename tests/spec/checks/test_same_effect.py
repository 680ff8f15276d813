from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "same-effect"


def test_two_words_for_one_thing_are_found() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refuse, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refuse: {results_in: canceled}
      cancel: {results_in: canceled}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["waiting_shipment: any order"]
    assert [marked(problem) for problem in found] == ["cancel"]


def test_what_they_need_may_tell_them_apart() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refuse, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refuse: {results_in: canceled}
      cancel: {results_in: canceled, needs: [reason]}
    """
    assert problems(text, CODE) == []


def test_conditions_that_exclude_each_other_tell_them_apart() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refuse, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refuse: {results_in: canceled, if: {order.total: {above: 10}}}
      cancel: {results_in: canceled, if: {order.total: {below: 10}}}
    """
    assert problems(text, CODE) == []


def test_conditions_that_overlap_do_not() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refuse, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refuse: {results_in: canceled, if: {order.total: {above: 10}}}
      cancel: {results_in: canceled, if: {order.total: {below: 20}}}
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["waiting_shipment: order.total 11"]
