from __future__ import annotations

from tests.spec.example import example, load, marked, problems

CODE = "impossible-condition"
CARRIERS = "language: 1\nsource: A list\nread: 2026-11-22\ncarriers: [{code: 130, name: Custom}]"


def _need(condition: str, more: str = "") -> str:
    return f"""
{more}
actions:
  ship:
    results_in: shipped
    needs:
      - carrier
      - quantity
      - if: {condition}
        then: [tracking_url]
"""


def test_a_value_outside_the_declared_list_can_never_be() -> None:
    fields = "order_fields: {delivery_mode: {type: text, values: [tracked, standard]}}"
    [problem] = problems(_need("{order.delivery_mode: [tracked, traced]}", fields), CODE)
    assert (marked(problem), problem.hint) == ("order.delivery_mode", "did you mean `tracked`?")


def test_a_word_where_true_or_false_is_meant_can_never_be() -> None:
    [problem] = problems(_need("{order.has_claim: yes}"), CODE)
    assert problem.message == '"order.has_claim" is true or false, so it is never "yes"'


def test_text_is_never_above_a_number() -> None:
    assert len(problems(_need("{carrier: {above: 3}}"), CODE)) == 1


def test_a_whole_number_is_never_a_fraction() -> None:
    assert len(problems(_need("{quantity: 1.5}"), CODE)) == 1


def test_conditions_that_can_hold_are_no_problem() -> None:
    assert (
        problems(_need("{carrier: Other, order.has_claim: true, order.total: {above: 10.5}, quantity: 2}"), CODE) == []
    )


def test_a_code_that_the_list_of_carriers_lacks_is_found_and_the_fallback_is_not() -> None:
    assert _with_carriers("{carrier: 13O}") == ["did you mean `130`?"]
    assert _with_carriers("{carrier: [130, Other]}") == []


def _with_carriers(condition: str) -> list[str]:
    text = example(_need(condition, "carriers: {list: fixed, fallback: Other}"))
    files = {"channel.yaml": text, "carriers.yaml": CARRIERS}
    return [problem.hint for problem in load(files).problems if problem.code == CODE]
