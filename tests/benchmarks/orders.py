"""Deterministic orders of about 1 KB, one to three lines each: the same seed gives the same bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

NATIVE = {
    "WAITING_ACCEPTANCE": ("waiting_acceptance", 6),
    "WAITING_INFORMATION": ("accepted", 4),
    "PENDING": ("waiting_shipment", 14),
    "PROCESSING": ("waiting_shipment", 12),
    "SHIPPED": ("shipped", 48),
    "RETURNED": ("shipped", 4),
    "CANCELLED": ("canceled", 6),
    "REFUNDED": ("refunded", 4),
    "PARTIAL_REFUNDED": ("partial_refunded", 2),
}
_START = datetime(2026, 1, 1, tzinfo=UTC)
_PLACES = (("Lille", "59000", "FR"), ("Porto", "4000-322", "PT"), ("Graz", "8010", "AT"), ("Köln", "50667", "DE"))
_NAMES = ("Agnès Roux", "Bruno Silva", "Clara Huber", "Dörte Groß", "Émile Petit")


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(chance: random.Random) -> dict[str, Any]:
    city, code, country = chance.choice(_PLACES)
    first, last = chance.choice(_NAMES).split(" ", 1)
    return {
        "first_name": first,
        "last_name": last,
        "street": f"{chance.randint(1, 199)} rue du Marché",
        "zip": code,
        "city": city,
        "country": country,
        "phone": f"+33{chance.randint(100000000, 999999999)}",
    }


def _lines(number: int, status: str, chance: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "line_id": f"{number:08d}-{position + 1}",
            "sku": f"SKU-{chance.randint(1, 20000):06d}",
            "title": chance.choice(("Tabouret en hêtre", "Lampe d'atelier", "Plaid en laine", "Carafe 1 l")),
            "quantity": chance.choice((1, 1, 2, 3)),
            "unit_price": round(chance.uniform(4, 180), 2),
            "tax_rate": 20.0,
            "status": status,
        }
        for position in range(chance.choice((1, 1, 1, 1, 2, 2, 3)))
    ]


def order(number: int, chance: random.Random) -> dict[str, Any]:
    """The order with this number, drawn from `chance`."""
    words = list(NATIVE)
    status = chance.choices(words, [NATIVE[word][1] for word in words])[0]
    created = _START + timedelta(seconds=37 * number)
    lines = _lines(number, status, chance)
    shipping = chance.choice((0.0, 3.9, 4.99, 7.5))
    return {
        "order_id": f"PC-{number:08d}",
        "channel": chance.choice(("NORTH", "SOUTH")),
        "status": status,
        "created_at": _instant(created),
        "updated_at": _instant(created + timedelta(minutes=chance.randint(0, 6000))),
        "currency": "EUR",
        "total": round(sum(line["quantity"] * line["unit_price"] for line in lines) + shipping, 2),
        "shipping_price": shipping,
        "commission": round(chance.uniform(1, 20), 2),
        "payment_method": chance.choice(("card", "transfer")),
        "delivery_mode": chance.choice(("suivi", "recommandé", "standard", "relais")),
        "carrier": "DPD" if status == "SHIPPED" else None,
        "tracking_number": f"6A{chance.randint(10**10, 10**11 - 1)}" if status == "SHIPPED" else None,
        "fulfilled_by_marketplace": chance.random() < 0.08,
        "ship_by": (created + timedelta(days=3)).date().isoformat(),
        "customer_email": f"c{number:08x}@buyer.example",
        "billing_address": _address(chance),
        "shipping_address": _address(chance),
        "lines": lines,
    }


def orders(count: int, seed: int = 11) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    for number in range(count):
        yield order(number, chance)
