"""Whether what is asked for later is what was asked for before: the queue of errors lets go of nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.orders.intent import covers

FIVE, SEVEN = Decimal("5.00"), Decimal(7)

SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"carrier": "POST", "tracking_number": "B"}, {"carrier": "POSTE", "tracking_number": "A"}),
    ({"line": "1"}, {"line": "1"}),
    ({"carrier": "POST"}, {"line": "1"}),
    ({"line": "1", "quantity": 2}, {"line": "1", "quantity": 2}),
    ({"line": "1", "refund_price": SEVEN}, {"line": "1", "refund_price": FIVE}),
    ({"refund_price": Decimal(5)}, {"refund_price": FIVE}),
]
OTHER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"line": "2"}, {"line": "1"}),
    ({"line": "1"}, {}),
    ({"line": "1", "quantity": 1}, {"line": "1", "quantity": 2}),
    ({"line": "2", "refund_price": FIVE}, {"line": "1", "refund_price": FIVE}),
    ({"line": "1", "refund_price": FIVE}, {"line": "1", "refund_price": SEVEN}),
    ({"refund_price": SEVEN}, {"refund_price": FIVE}),
    ({"refund_price": FIVE}, {"line": "1", "refund_price": FIVE}),
    ({"refund_price": FIVE}, {"refund_price": FIVE, "refund_shipping_fees": True}),
]


@pytest.mark.parametrize(("later", "earlier"), SAME)
def test_the_same_once_more(later: dict[str, Any], earlier: dict[str, Any]) -> None:
    assert covers(later, earlier)


@pytest.mark.parametrize(("later", "earlier"), OTHER)
def test_something_else_of_the_same_order(later: dict[str, Any], earlier: dict[str, Any]) -> None:
    assert not covers(later, earlier)
