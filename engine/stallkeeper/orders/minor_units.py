"""A currency in; its smallest unit out, as ISO 4217 has it."""

from __future__ import annotations

from decimal import Decimal

_NONE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def minor_unit(currency: str | None) -> Decimal:
    """JPY 1, KWD 0.001; 0.01 for all others, and for one that nobody knows."""
    if currency in _NONE:
        return Decimal(1)
    return Decimal("0.001") if currency in _THREE else Decimal("0.01")
