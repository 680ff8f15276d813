from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "fulfilled-and-offered"


def test_the_way_from_where_they_arrive_to_the_action_is_shown() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: accepted}
    statuses:
      accepted: {native: [NEW], next: [waiting_shipment],
        deadline: {within: unknown, else: [waiting_shipment], kept_by: channel}}
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED]}
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["accepted > waiting_shipment"]
    assert [marked(problem) for problem in found] == ["actions"]


def test_an_action_that_holds_only_for_the_others_is_no_problem() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: waiting_shipment}
    actions:
      ship: {results_in: shipped, if: {order.fulfilled_by_channel: {not: true}}}
    """
    assert problems(text, CODE) == []


def test_arriving_behind_the_action_is_no_problem() -> None:
    text = """
    fulfilled_by_channel: {flag: inside, arrives_as: shipped}
    """
    assert problems(text, CODE) == []
