from __future__ import annotations

from decimal import Decimal

import pytest

from stallkeeper.orders import Money
from stallkeeper.render.money import format_money


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1234.5", "EUR", "1,234.50 EUR"),
        ("55.00", "EUR", "55.00 EUR"),
        ("1200", "JPY", "1,200 JPY"),
        ("1.25", "KWD", "1.250 KWD"),
        ("0.005", "EUR", "0.005 EUR"),  # what a marketplace gives is not rounded away
        ("-3", "EUR", "-3.00 EUR"),
        ("1E+3", "EUR", "1,000.00 EUR"),
        ("7", "XQZ", "7.00 XQZ"),
        ("NaN", "EUR", "NaN EUR"),
    ],
)
def test_an_amount_has_its_currencys_own_decimals(amount: str, currency: str, text: str) -> None:
    assert format_money(Money(Decimal(amount), currency)) == text


def test_no_amount_is_no_text() -> None:
    assert format_money(None) == ""
