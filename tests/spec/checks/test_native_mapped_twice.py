from __future__ import annotations

from tests.spec.example import marked, problems

CODE = "native-mapped-twice"


def test_one_word_for_two_statuses_is_found_at_the_second() -> None:
    [problem] = problems(
        "statuses:\n  waiting_shipment: {native: [PENDING, SHIPPED], next: shipped}\n  shipped: {native: [SHIPPED]}",
        CODE,
    )
    assert problem.message == '"SHIPPED" means status shipped here and status waiting_shipment on line 14'


def test_a_word_that_is_a_status_and_a_flag_is_found() -> None:
    [problem] = problems("flags: {SHIPPED: {raises: on_its_way}}", CODE)
    assert marked(problem) == "SHIPPED"


def test_one_word_for_two_line_statuses_is_found_and_one_word_for_an_order_and_its_line_is_not() -> None:
    changes = "lines: {statuses: {shipped: [SHIPPED, X], refunded: [X]}, says_nothing: [NONE]}"
    [problem] = problems(changes, CODE)
    assert problem.message == '"X" means line status refunded here and line status shipped on line 18'
