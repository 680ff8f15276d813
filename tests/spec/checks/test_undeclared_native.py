from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "undeclared-native"


def test_a_gate_a_window_and_a_condition_have_to_use_words_that_some_status_has() -> None:
    changes = """
    retrieval: {refunds: {every: 1 day, native: [SHIPED]}}
    gates: {PENDNG: The payment is being validated.}
    only: [{if: {native.status: [PENDING, NEVER]}, because: No reason.}]
    """
    assert [(marked(problem), problem.hint) for problem in problems(changes, CODE)] == [
        ("SHIPED", "did you mean `SHIPPED`?"),
        ("PENDNG", "did you mean `PENDING`?"),
        ("native.status", "one of: PENDING, SHIPPED"),
    ]


def test_words_of_statuses_are_known() -> None:
    assert problems("gates: {PENDING: The payment is being validated.}", CODE) == []
