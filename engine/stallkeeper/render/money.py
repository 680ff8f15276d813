"""An exact amount goes in, text with the currency's own number of decimals comes out; the only importer of babel."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from stallkeeper.orders import Money


def format_money(money: Money | None) -> str:
    """1,234.50 EUR · 1,200 JPY · 1.250 KWD; nothing for None. Digits beyond the currency's own are not rounded."""
    if money is None:
        return ""
    if not money.amount.is_finite():
        return f"{money.amount} {money.currency}"
    decimals = max(_exponent(money.currency), _decimals(money.amount))
    return f"{money.amount:,.{decimals}f} {money.currency}"


def _decimals(amount: Decimal) -> int:
    """How many decimals the amount really has: 55.00 has none that say anything."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@cache
def _exponent(currency: str) -> int:
    """How many decimals amounts in a currency have (ISO 4217): EUR 2, JPY 0, KWD 3; 2 for one that nobody knows."""
    from babel.numbers import get_currency_precision  # 30 ms: only where money is shown

    return int(get_currency_precision(currency))
