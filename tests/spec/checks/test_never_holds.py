from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "never-holds"


def test_a_native_word_of_another_status_is_never_met() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: SHIPPED}
            then: [comment]
    """
    found = problems(text, CODE)
    assert [problem.witness for problem in found] == ["native.status is one of PENDING"]
    assert [marked(problem) for problem in found] == ["native.status"]


def test_a_limit_beyond_those_of_the_field_is_never_met() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - quantity
          - if: {quantity: {below: 1}}
            then: [comment]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["quantity is at least 1 and always given"]


def test_what_contradicts_the_actions_own_condition_never_holds() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        if: {order.has_claim: false}
        needs:
          - if: {order.has_claim: true}
            then: [comment]
    """
    assert [problem.witness for problem in problems(text, CODE)] == ["order.has_claim is anything"]


def test_a_word_that_the_marketplace_goes_on_saying_is_met() -> None:
    text = """
    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship], next: [shipped]}
      shipped: {native: [SHIPPED], deadline: {within: 5 days, else: [closed], kept_by: us}}
      closed: {actions: [reopen]}
    actions:
      ship: {results_in: shipped}
      reopen: {results_in: shipped, if: {native.status: SHIPPED}}
    """
    assert problems(text, CODE) == []


def test_a_word_that_nobody_has_is_told_by_another_check() -> None:
    text = """
    actions:
      ship:
        results_in: shipped
        needs:
          - if: {native.status: SHIPED}
            then: [comment]
    """
    assert problems(text, CODE) == []
