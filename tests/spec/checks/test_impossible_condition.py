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


def test_a_day_is_never_above_a_number_and_an_instant_never_below_one() -> None:
    for condition in (
        "{shipping_date: {above: 3}}",
        "{order.ordered_at: {below: 3}}",
        "{quantity: {above: 2026-11-22}}",
    ):
        [problem] = problems(_need(condition).replace("- quantity", "- quantity\n      - shipping_date"), CODE)
        assert "so it is never" in problem.message


def test_each_of_several_unwanted_values_has_to_be_possible() -> None:
    fields = "order_fields: {delivery_mode: {type: text, values: [tracked, standard]}}"
    assert problems(_need("{order.delivery_mode: {not: [tracked, standard]}}", fields), CODE) == []
    assert len(problems(_need("{order.delivery_mode: {not: [tracked, fast]}}", fields), CODE)) == 1


def test_bounds_of_days_instants_and_numbers_are_no_problem() -> None:
    conditions = (
        "shipping_date: {above: 2026-11-22}, order.ordered_at: {below: 2026-11-22T10:00Z}, quantity: {below: 3}"
    )
    rules = _need(f"{{{conditions}}}").replace("- quantity", "- quantity\n      - shipping_date")
    assert problems(rules, CODE) == []


def test_a_document_reads_no_field_of_an_action_and_nothing_impossible() -> None:
    assert problems("documents: {invoice: {made_by: seller, if: {order.has_claim: false}}}", CODE) == []
    assert len(problems("documents: {invoice: {made_by: seller, if: {order.has_claim: no}}}", CODE)) == 1
    assert len(problems("documents: {invoice: {made_by: seller, if: {carrier: X}}}", "undeclared-field")) == 1


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
