"""Errors as paragraphs: one for each cause, the largest first, five of what it struck and the number of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from stallkeeper.orders import Failure
from stallkeeper.render.failures import failures_text
from tests.store.samples import NOW, key_of


def refund(order_id: str, words: str = "order {} is not refundable") -> Failure:
    return Failure(
        id=f"id-{order_id}",
        account="shop",
        kind="validation",
        subject=f"refund of order {order_id}",
        message=words.format(order_id),
        attempts=1,
        first_at=NOW,
        last_at=NOW,
        key=key_of(order_id),
        order_id=order_id,
    )


def test_no_error_is_no_text() -> None:
    assert failures_text([]) == ""


def test_one_alone_is_told_in_its_own_words_with_the_order_in_them() -> None:
    tried = replace(refund("A1"), attempts=3, next_attempt_at=NOW + timedelta(minutes=5))
    assert failures_text([tried]) == (
        "shop  validation  1 time: order A1 is not refundable\n"
        "  id-A1  refund of order A1, 3 attempts, again at 2026-11-22 10:05:00\n"
    )


def test_five_of_one_cause_are_all_named_and_the_rest_is_counted() -> None:
    five = [refund(f"A{number}") for number in range(1, 6)]
    heading = "shop  validation  {} times: order … is not refundable"
    named = [f"  id-A{number}  refund of order A{number}, 1 attempt" for number in range(1, 6)]
    assert failures_text(five).splitlines() == [heading.format(5), *named]
    more = [*five, refund("A6"), refund("A7")]
    assert failures_text(more).splitlines() == [heading.format(7), *named, "  and 2 more"]


def test_the_cause_that_struck_most_comes_first_whatever_came_last() -> None:
    once, often = refund("A1", "{} is unknown"), [refund("A2"), refund("A3")]
    headings = [line for line in failures_text([once, *often]).splitlines() if line[0] != " "]
    assert headings == [
        "shop  validation  2 times: order … is not refundable",
        "shop  validation  1 time: A1 is unknown",
    ]


def test_another_account_and_another_class_are_other_causes() -> None:
    found = [refund("A1"), replace(refund("A2"), account="other"), replace(refund("A3"), kind="permanent")]
    assert len([line for line in failures_text(found).splitlines() if line[0] != " "]) == 3
