from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "undeclared-field"


def test_a_misspelt_field_in_needs_then_and_accepts_is_found_each_time() -> None:
    changes = """
    actions:
      ship:
        results_in: shipped
        needs:
          - carier
          - if: {carrier: Other}
            then: [carrier_nam]
        accepts: [carrier, tracking_numbr]
    """
    assert [problem.hint for problem in problems(changes, CODE)] == [
        "did you mean `carrier`?",
        "did you mean `carrier_name`?",
        "did you mean `tracking_number`?",
    ]


def test_a_condition_on_a_field_that_its_action_does_not_take_is_found() -> None:
    changes = "actions:\n  ship: {results_in: shipped, needs: [{if: {tracking_url: x}, then: [carrier]}]}"
    [problem] = problems(changes, CODE)
    assert problem.message == 'the condition reads "tracking_url", and the action "ship" takes no such field'


def test_a_condition_on_an_order_field_that_nobody_declared_is_found() -> None:
    [problem] = problems("only:\n  - {if: {order.delivry_mode: x}, because: No reason.}", CODE)
    assert (marked(problem), problem.hint) == ("order.delivry_mode", "did you mean `order.delivery_mode`?")


def test_where_no_action_is_at_hand_a_bare_name_means_nothing() -> None:
    [problem] = problems("only:\n  - {if: {carrier: x}, because: No reason.}", CODE)
    assert "no action is at hand here" in problem.message


def test_standard_and_declared_fields_are_known_to_actions_and_conditions() -> None:
    changes = """
    fields: {gift_note: {type: text}}
    order_fields: {corporation: {type: text}}
    actions:
      ship:
        results_in: shipped
        needs: [carrier, {if: {carrier: Other, order.corporation: X, native.status: PENDING}, then: [gift_note]}]
    """
    assert problems(changes, CODE) == []
