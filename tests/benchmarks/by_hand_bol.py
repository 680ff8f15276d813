"""A parsed bol order in, the same report out as its binding makes: what somebody would write for this one API alone.

Nothing in it is data and nothing odd is noted; what is missing is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from stallkeeper.orders import Address, OrderLine, OrderReport

_ZONE = ZoneInfo("Europe/Amsterdam")
_ZERO = Decimal(0)
_SITES = {"NL": "bol_nl", "BE": "bol_be"}
_MODES = {
    "REGULAR": "regular",
    "EVENING": "evening",
    "APPOINTMENT": "appointment",
    "SAMEDAY": "same_day",
    "SUNDAY": "sunday",
}
_RANKS = {
    word: rank for rank, word in enumerate(("OPEN", "SHIPPED_IN_PART", "SHIPPED", "FULFILLED_BY_BOL", "CANCELLED"))
}


def bol(order: dict[str, Any]) -> OrderReport:
    items = order.get("orderItems") or []
    shipment = order.get("shipmentDetails") or {}
    fulfilments = [item.get("fulfilment") or {} for item in items]
    methods = [fulfilment.get("method") for fulfilment in fulfilments]
    words = [_word(item, asked=False) for item in items]
    point = order.get("pickupPoint")
    return OrderReport(
        id=order["orderId"],
        native_status=min(words, key=_RANKS.__getitem__, default=""),
        ordered_at=_instant(order.get("orderPlacedDateTime")),
        modified_at=max(_instants(item.get("latestChangedDateTime") for item in items), default=None),
        currency="EUR",
        total=_sum(items, "totalPrice"),
        commission=_sum(items, "commission"),
        lines=tuple(_line(item) for item in items),
        billing=_address(order.get("billingDetails")),
        delivery=_address(shipment),
        delivery_mode=_MODES.get(next((each["timeFrameType"] for each in fulfilments if "timeFrameType" in each), "")),
        fulfilled_by_channel="FBR" not in methods and "FBB" in methods,
        fulfilment="FBR" if "FBR" in methods else "FBB" if "FBB" in methods else None,
        partially_canceled=_partly_canceled(items),
        ship_by=_ship_by(fulfilments),
        site=_SITES.get(shipment.get("countryCode", "")),
        tax="included",
        extras={} if point is None else {"pickup_point": point},
    )


def _word(item: dict[str, Any], *, asked: bool) -> str:
    """The status of an item by its counters; `asked`: a buyer's request to cancel it has a word of its own."""
    quantity, canceled, shipped = item.get("quantity"), item.get("quantityCancelled"), item.get("quantityShipped")
    if canceled is not None and canceled == quantity:
        return "CANCELLED"
    if (item.get("fulfilment") or {}).get("method") == "FBB":
        return "FULFILLED_BY_BOL"
    if quantity is not None and quantity == (shipped or 0) + (canceled or 0):
        return "SHIPPED"
    if asked and item.get("cancellationRequest") is True:
        return "CANCELLATION_REQUESTED"
    return "SHIPPED_IN_PART" if shipped else "OPEN"


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=_ZONE)).astimezone(UTC)


def _instants(texts: Iterable[str | None]) -> list[datetime]:
    return [instant for instant in map(_instant, texts) if instant is not None]


def _ship_by(fulfilments: list[dict[str, Any]]) -> datetime | None:
    days = [each.get(key) for each in fulfilments for key in ("latestDeliveryDate", "exactDeliveryDate")]
    return min(_instants(days), default=None)


def _sum(items: list[dict[str, Any]], key: str) -> Decimal | None:
    return sum((Decimal(item.get(key) or 0) for item in items), _ZERO) if items else None


def _partly_canceled(items: list[dict[str, Any]]) -> bool:
    canceled = sum(item.get("quantityCancelled") or 0 for item in items)
    return 0 < canceled < sum(item.get("quantity") or 0 for item in items)


def _line(item: dict[str, Any]) -> OrderLine:
    offer, product = item.get("offer") or {}, item.get("product") or {}
    price, total = item.get("unitPrice"), item.get("totalPrice")
    return OrderLine(
        id=item["orderItemId"],
        sku=offer.get("reference") or product.get("ean") or "",
        title=product.get("title"),
        quantity=item.get("quantity", 1) - (item.get("quantityCancelled") or 0),
        unit_price=None if price is None else Decimal(price),
        total=None if total is None else Decimal(total),
        native_status=_word(item, asked=True),
        product_id=offer.get("offerId"),
        ean=product.get("ean"),
    )


def _address(given: dict[str, Any] | None) -> Address | None:
    if not given or not (given.get("surname") or given.get("streetName")):
        return None
    street = (given.get("streetName"), given.get("houseNumber"), given.get("houseNumberExtension"))
    return Address(
        first_name=given.get("firstName"),
        last_name=given.get("surname"),
        company=given.get("company"),
        street=" ".join(filter(None, street)) or None,
        street_2=given.get("extraAddressInformation"),
        zip_code=given.get("zipCode"),
        city=given.get("city"),
        country=given.get("countryCode"),
        phone=given.get("deliveryPhoneNumber"),
        email=given.get("email"),
        relay=given.get("pickupPointName"),
    )
