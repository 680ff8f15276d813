from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision

from stallkeeper.orders.minor_units import minor_unit

# where the tables of CLDR and ISO 4217 differ, ISO 4217 has the word: amounts of trade, not of cash
SAME = [
    "EUR",
    "USD",
    "GBP",
    "JPY",
    "KRW",
    "CLP",
    "KWD",
    "BHD",
    "TND",
    "OMR",
    "JOD",
    "PLN",
    "SEK",
    "CHF",
    "XOF",
    "VND",
    "PYG",
]


@pytest.mark.parametrize("currency", SAME)
def test_a_currencys_smallest_unit_is_that_of_iso_4217(currency: str) -> None:
    assert minor_unit(currency) == Decimal(1).scaleb(-get_currency_precision(currency))


def test_a_currency_that_nobody_knows_has_two_decimals() -> None:
    assert minor_unit("XYZ") == minor_unit(None) == Decimal("0.01")
