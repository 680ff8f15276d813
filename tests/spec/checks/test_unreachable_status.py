from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unreachable-status"


def test_a_status_that_nothing_leads_to_is_found() -> None:
    changes = """
    statuses:
      waiting_shipment: {native: [A], actions: [ship]}
      shipped: {native: [B]}
      refunded: {native: [C]}
    """
    [problem] = problems(changes, CODE)
    assert marked(problem) == "refunded"


def test_actions_deadlines_advances_lines_and_fulfilment_lead_on() -> None:
    changes = """
    statuses:
      waiting_shipment:
        native: [A]
        actions: [ship]
        deadline: {within: 1 day, else: canceled, kept_by: channel}
      shipped: {native: [B], advances: {to: closed, when: Two weeks have passed.}}
      canceled: {native: [C]}
      closed: {native: [D]}
      refunded: {native: [E]}
      to_pickup: {native: [F]}
    lines: {statuses: {refunded: [R]}, decide: [{if: {native.status: B}, all: refunded, then: refunded}]}
    fulfilled_by_channel: {flag: theirs, arrives_as: to_pickup}
    """
    assert problems(changes, CODE) == []


def test_a_rule_about_lines_leads_nowhere_from_words_that_no_order_here_can_have() -> None:
    changes = """
    statuses:
      waiting_shipment: {native: [A], actions: [ship]}
      shipped: {native: [B]}
      refunded: {native: [E]}
      closed: {native: [D]}
    lines: {statuses: {refunded: [R]}, decide: [{if: {native.status: D}, all: refunded, then: refunded}]}
    """
    assert [marked(problem) for problem in problems(changes, CODE)] == ["refunded", "closed"]
