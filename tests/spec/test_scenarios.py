"""A scenario's file in, its typed story out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.spec.example import example, load

from stallkeeper.spec.scenario_spec import Promise, ScenarioLine, ScenarioSpec

CHANGES = """
statuses:
  waiting_shipment:
    native: [PENDING]
    actions: [ship]
    next: [shipped]
    deadline: {id: late, within: 3 days, else: shipped, kept_by: us}
  shipped: {native: [SHIPPED]}
actions:
  ship: {results_in: shipped, needs: [carrier], accepts: [quantity, refund_price]}
"""
STORY = """
scenario: A story
order:
  native: PENDING
  age: 2 days
  has_claim: false
  total: 12.50
  lines: [{sku: A-1, quantity: 2, native_status: PACKED}, {sku: 0130}]
steps:
  - do: ship
    with: {carrier: 130, quantity: 2}
    sends: {carrier: 130, quantity: 2, refund_price: 1.50}
    status: shipped
  - channel_reports: SHIPPED
    with: {has_claim: true}
    lines: [SENT, PACKED]
    unforeseen: false
    flags: [cancel_requested]
  - wait: 2 weeks
    overdue: []
  - ask: actions
    offered: []
  - ask: why
    action: ship
    with: {carrier: DPD}
    reasons: [wrong_status]
"""


def story() -> ScenarioSpec:
    loaded = load({"channel.yaml": example(CHANGES), "scenarios/a-story.yaml": STORY})
    assert loaded.problems == ()
    [found] = loaded.scenarios
    return found


def test_the_story_is_called_like_its_file() -> None:
    assert (story().id, story().title, story().path) == ("a-story", "A story", "example/scenarios/a-story.yaml")


def test_the_order_is_typed_by_its_fields() -> None:
    order = story().order
    assert (order.native, order.arrives_as, order.age) == ("PENDING", None, timedelta(days=2))
    assert dict(order.fields) == {"has_claim": False, "total": Decimal("12.50")}
    assert order.lines == (ScenarioLine("A-1", 2, "PACKED"), ScenarioLine("0130"))


def test_what_is_given_with_an_action_stays_text_as_from_a_command_line() -> None:
    step = story().steps[0]
    assert (step.verb, step.subject, dict(step.given)) == ("do", "ship", {"carrier": "130", "quantity": "2"})


def test_what_is_promised_to_leave_is_typed() -> None:
    sends = story().steps[0].promise.sends
    assert sends is not None
    assert dict(sends) == {"carrier": "130", "quantity": 2, "refund_price": Decimal("1.50")}


def test_a_report_changes_typed_order_fields_and_gives_the_lines_their_words() -> None:
    step = story().steps[1]
    assert (step.verb, step.subject, dict(step.given)) == ("channel_reports", "SHIPPED", {"has_claim": True})
    assert step.lines == ("SENT", "PACKED")
    assert step.promise == Promise(unforeseen=False, flags=("cancel_requested",))


def test_promising_nothing_and_promising_an_empty_list_are_two_things() -> None:
    _, _, wait, ask, why = story().steps
    assert (wait.duration, wait.promise.overdue, wait.promise.flags) == (timedelta(weeks=2), (), None)
    assert (ask.subject, ask.promise.offered) == ("actions", ())
    assert (why.subject, why.action, dict(why.given), why.promise.reasons) == (
        "why",
        "ship",
        {"carrier": "DPD"},
        ("wrong_status",),
    )


def test_every_key_of_a_step_knows_its_line() -> None:
    step = story().steps[0]
    assert (step.place.line, step.places["sends"].line, step.places["status"].line) == (10, 12, 13)
