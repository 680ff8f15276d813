"""Order numbers in, invented orders of about 1 KB out: an order depends on its number and the seed alone."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

NATIVE = {
    "WAITING_ACCEPTANCE": ("waiting_acceptance", 7),
    "WAITING_INFORMATION": ("accepted", 5),
    "PENDING": ("waiting_shipment", 13),
    "PROCESSING": ("waiting_shipment", 10),
    "SHIPPED": ("shipped", 50),
    "RETURNED": ("shipped", 3),
    "CANCELLED": ("canceled", 7),
    "REFUNDED": ("refunded", 3),
    "PARTIAL_REFUNDED": ("partial_refunded", 2),
}
"""The server's words: what each stands for, and how many of a hundred orders have it."""

_WORDS = tuple(NATIVE)
_SHARES = tuple(accumulate(share for _, share in NATIVE.values()))
OPENING = datetime(2025, 11, 3, 6, 30, tzinfo=UTC)
BETWEEN = timedelta(seconds=41)
_TOWNS = {"Lille": ("59000", "FR"), "Porto": ("4000-322", "PT"), "Graz": ("8010", "AT"), "Köln": ("50667", "DE")}
_BUYERS = ("Agnès Roux", "Bruno Silva", "Clara Huber", "Dörte Groß", "Émile Petit")
_SHELF = {"tab": "Tabouret en hêtre", "lam": "Lampe d'atelier", "pla": "Plaid en laine", "car": "Carafe 1 l"}


@dataclass(frozen=True)
class Home:
    """Where somebody lives, with the keys of the server's addresses."""

    first_name: str
    last_name: str
    street: str
    zip: str
    city: str
    country: str
    phone: str


class Till:
    """Rings up one order after the other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def order(self, number: int) -> dict[str, Any]:
        """The order with this number as the server gives it."""
        luck = Random(self._seed * 1_000_003 + number)
        word = _WORDS[bisect(_SHARES, luck.randrange(_SHARES[-1]))]
        basket = [self._line(luck, f"{number}/{row}", word) for row in range(luck.randrange(6) // 2 + 1)]
        return {
            "order_id": f"ST{number:09}",
            "channel": luck.choice(("NORTH", "SOUTH")),
            "status": word,
            **self._times(luck, number),
            **self._money(luck, basket),
            **self._transport(luck, word),
            "customer_email": f"buyer.{number}@post.example",
            "billing_address": asdict(self._home(luck)),
            "shipping_address": asdict(self._home(luck)),
            "lines": basket,
        }

    def _line(self, luck: Random, line_id: str, word: str) -> dict[str, Any]:
        article = luck.choice(tuple(_SHELF))
        cents = luck.randrange(350, 16_000)
        return {
            "line_id": line_id,
            "sku": f"{article}-{luck.randrange(9000)}",
            "title": _SHELF[article],
            "quantity": 1 + luck.randrange(3),
            "unit_price": cents / 100,
            "tax_rate": 20.0,
            "status": word,
        }

    def _times(self, luck: Random, number: int) -> dict[str, str]:
        bought = OPENING + number * BETWEEN
        touched = bought + timedelta(hours=luck.randrange(90))
        return {
            "created_at": f"{bought:%Y-%m-%dT%H:%M:%SZ}",
            "updated_at": f"{touched:%Y-%m-%dT%H:%M:%SZ}",
            "ship_by": f"{bought + timedelta(days=2):%Y-%m-%d}",
        }

    def _money(self, luck: Random, basket: list[dict[str, Any]]) -> dict[str, Any]:
        goods = sum(round(100 * line["unit_price"]) * line["quantity"] for line in basket)
        freight = luck.choice((0, 290, 450, 690))
        return {
            "currency": "EUR",
            "total": (goods + freight) / 100,
            "shipping_price": freight / 100,
            "commission": goods // 9 / 100,
            "payment_method": luck.choice(("card", "transfer")),
        }

    def _transport(self, luck: Random, word: str) -> dict[str, Any]:
        gone = word in ("SHIPPED", "RETURNED")
        return {
            "delivery_mode": luck.choice(("standard", "suivi", "relais", "recommandé")),
            "carrier": luck.choice(("DPD", "GLS")) if gone else None,
            "tracking_number": f"BX{luck.randrange(10**12):012}" if gone else None,
            "fulfilled_by_marketplace": luck.randrange(12) == 0,
        }

    def _home(self, luck: Random) -> Home:
        first, _, last = luck.choice(_BUYERS).partition(" ")
        town = luck.choice(tuple(_TOWNS))
        code, country = _TOWNS[town]
        return Home(
            first, last, f"rue du Marché {luck.randrange(1, 200)}", code, town, country, f"+33{luck.getrandbits(29):09}"
        )


def orders(count: int, seed: int = 11) -> Iterator[dict[str, Any]]:
    """The first `count` orders."""
    till = Till(seed)
    return map(till.order, range(count))
