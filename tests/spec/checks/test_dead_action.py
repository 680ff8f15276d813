from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "dead-action"


def test_an_action_that_no_status_offers_is_dead() -> None:
    [problem] = problems("actions:\n  ship: {results_in: shipped}\n  refund: {results_in: shipped}", CODE)
    assert (marked(problem), problem.message) == ("refund", 'action "refund" is offered in no status')


def test_an_action_that_one_status_offers_is_alive() -> None:
    assert problems("", CODE) == []


def test_nothing_is_called_dead_while_the_statuses_themselves_are_broken() -> None:
    changes = "statuses:\n  waiting_shipment: {native: [A], acts: [ship], next: [shipped]}\n  shipped: {native: [B]}"
    assert problems(changes, CODE) == []
    assert len(problems(changes, "unknown-key")) == 1
