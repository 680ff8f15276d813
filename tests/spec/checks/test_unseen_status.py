from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "unseen-status"


def test_a_status_without_a_native_word_that_nothing_else_tells_of_is_found() -> None:
    [problem] = problems("statuses:\n  waiting_shipment: {native: [A], actions: [ship]}\n  shipped: {}", CODE)
    assert marked(problem) == "shipped"


def test_what_lines_decide_what_we_set_ourselves_and_what_the_hub_advances_is_seen() -> None:
    changes = """
    statuses:
      waiting_shipment: {native: [A], actions: [ship]}
      shipped: {native: [B], deadline: {within: 60 days, else: closed, kept_by: us}}
      closed: {advances: {to: refused, when: Never.}}
      refunded: {}
      refused: {}
    lines: {statuses: {refunded: [R]}, decide: [{all: refunded, then: refunded}]}
    """
    assert problems(changes, CODE) == []


def test_a_deadline_that_the_channel_keeps_tells_us_nothing() -> None:
    changes = """
    statuses:
      waiting_shipment: {native: [A], actions: [ship], deadline: {within: 1 day, else: canceled, kept_by: channel}}
      shipped: {native: [B]}
      canceled: {}
    """
    assert [marked(problem) for problem in problems(changes, CODE)] == ["canceled"]
