"""Scenarios that name what their channel does not have."""

from __future__ import annotations

from textwrap import indent

import pytest
from tests.spec.example import example, load, marked

CHANGES = """
order_fields: {delivery_mode: {type: text, values: [tracked, standard]}}
statuses:
  waiting_shipment:
    native: [PENDING]
    actions: [ship]
    next: [shipped]
    deadline: {id: late, within: 3 days, else: shipped, kept_by: us}
  shipped: {native: [SHIPPED], deadline: {within: 9 days, else: closed, kept_by: us}}
  closed: {}
actions:
  ship: {results_in: shipped, accepts: [carrier]}
sources:
  - {id: page, title: A page, read: 2026-11-22, about: [retrieval, starts_at, statuses, actions, order_fields]}
"""


def _found(steps: str, order: str = "{native: PENDING}") -> list[tuple[str, str, str]]:
    story = f"scenario: A story\norder: {order}\nsteps:\n{indent(steps, '  ')}\n"
    loaded = load({"channel.yaml": example(CHANGES), "scenarios/story.yaml": story})
    return [(problem.code, marked(problem), problem.hint) for problem in loaded.problems]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("- {do: shp}", ("undeclared-action", "do", "did you mean `ship`?")),
        ("- {ask: actions, offered: [shp]}", ("undeclared-action", "offered", "did you mean `ship`?")),
        ("- {ask: why, action: shp, reasons: [gate]}", ("undeclared-action", "action", "did you mean `ship`?")),
        (
            "- {wait: 1 day, status: refunded}",
            ("undeclared-status", "status", "one of: waiting_shipment, shipped, closed"),
        ),
        (
            "- {channel_reports: X, line_statuses: [shipped, new]}",
            ("undeclared-status", "line_statuses", "one of: waiting_shipment, shipped, closed"),
        ),
        ("- {wait: 1 day, overdue: [lat]}", ("undeclared-deadline", "overdue", "did you mean `late`?")),
        ("- {do: ship, missing: [carier]}", ("undeclared-field", "missing", "did you mean `carrier`?")),
        ("- {do: ship, reports: SHIPED}", ("undeclared-native", "reports", "did you mean `SHIPPED`?")),
        ("- {do: ship, sends: {carier: 1}}", ("undeclared-field", "sends", "did you mean `carrier`?")),
        ("- {channel_reports: X, with: {has_clam: true}}", ("undeclared-field", "with", "did you mean `has_claim`?")),
        ("- {channel_reports: X, with: {has_claim: yes}}", ("wrong-type", "with", "")),
    ],
)
def test_a_name_that_the_channel_does_not_have_is_found_at_its_key(step: str, expected: tuple[str, str, str]) -> None:
    assert _found(step) == [expected]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("{arrives_as: refunded}", "undeclared-status"),
        ("{arrives_as: closed}", "unseen-status"),
        ("{native: PENDING, delivery_mode: traked}", "wrong-value"),
        ("{native: PENDING, total: lots}", "wrong-type"),
        ("{native: PENDING, nothing_known: x}", "undeclared-field"),
    ],
)
def test_an_order_that_cannot_be_on_this_channel_is_found(order: str, code: str) -> None:
    assert [found for found, _, _ in _found("- {wait: 1 day}", order)] == [code]


def test_a_story_may_show_what_is_refused_unknown_or_wrong() -> None:
    steps = """\
- {do: refund, refused: unknown_action}
- {ask: why, action: refund, reasons: [unknown_action]}
- {do: ship, with: {shoe_size: 43}, wrong: [shoe_size]}
- {channel_reports: NEVER_HEARD, unknown: true}
- {wait: 9 days, overdue: [late, shipped], status: closed}
- {channel_reports: PENDING, with: {delivery_mode: tracked, total: 12.50, has_claim: false}}
"""
    assert _found(steps, "{arrives_as: shipped, delivery_mode: standard, age: 2 days}") == []
