from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "undeclared-action"


def test_an_offered_action_that_is_not_declared_is_found_with_what_was_probably_meant() -> None:
    [problem] = problems(
        "statuses:\n  waiting_shipment: {native: [A], actions: [ship, shp], next: [shipped]}\n  shipped: {native: [B]}",
        CODE,
    )
    assert (marked(problem), problem.hint) == ("shp", "did you mean `ship`?")


def test_a_single_action_needs_no_list_and_is_known() -> None:
    assert (
        problems(
            "statuses:\n  waiting_shipment: {native: A, actions: ship, next: shipped}\n  shipped: {native: B}", CODE
        )
        == []
    )
