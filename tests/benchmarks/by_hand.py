"""What somebody would write by hand for one marketplace: one parsed payload into the same values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel

_UNDER_WAY = frozenset({"SHIPPING", "SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED"})
_REFUNDING = frozenset({"WAITING_REFUND_TAX_CONFIRMATION", "WAITING_REFUND", "WAITING_REFUND_PAYMENT"})
_NOTHING = Parcel()
_TAX = {"TAX_INCLUDED": "included", "TAX_EXCLUDED": "excluded"}


def _amount(value: Any) -> Decimal | None:
    return None if value is None else value if type(value) is Decimal else Decimal(value)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _refunds(lines: list[Any]) -> list[Any]:
    return [refund for line in lines for refund in line.get("refunds") or ()]


def _sum(refunds: list[Any]) -> Decimal | None:
    if not refunds:
        return None
    return sum((Decimal(r.get("amount") or 0) + Decimal(r.get("shipping_amount") or 0) for r in refunds), Decimal(0))


def _extras(order: dict[str, Any], taxed: bool) -> dict[str, Any]:
    """What is not given is not there."""
    found: dict[str, Any] = {"has_taxes": taxed}
    if (can_cancel := order.get("can_cancel")) is not None:
        found["can_cancel"] = can_cancel
    if (can_ship := order.get("can_shop_ship")) is not None:
        found["can_ship"] = can_ship
    return found


def _status(order: Mapping[str, Any], refunds: list[Any]) -> str:
    state: str = order["order_state"]
    if state in _UNDER_WAY and order.get("fully_refunded"):
        waits = any(r.get("refund_state") in _REFUNDING or r.get("state") in _REFUNDING for r in refunds)
        return "WAITING_REFUND" if waits else "REFUNDED"
    if refunds and state == "CLOSED":
        return "PARTIALLY_REFUNDED_AND_CLOSED"
    if refunds and state in ("SHIPPED", "TO_COLLECT", "RECEIVED"):
        return "PARTIALLY_REFUNDED"
    return state


def _line(line: Mapping[str, Any]) -> OrderLine:
    return OrderLine(
        id=line["order_line_id"],
        sku=line.get("offer_sku") or line.get("product_shop_sku"),
        product_id=line.get("product_sku"),
        title=line.get("product_title"),
        quantity=line["quantity"],
        unit_price=_amount(line.get("price_unit")),
        total=_amount(line.get("price")),
        shipping=_amount(line.get("shipping_price")),
        refunded=_sum(line.get("refunds") or []),
        native_status=line.get("order_line_state"),
        condition=line.get("offer_state_code"),
    )


def _address(given: Mapping[str, Any] | None, email: str | None, relay: str | None, more: bool) -> Address | None:
    if not given:
        return None
    return Address(
        first_name=given.get("firstname"),
        last_name=given.get("lastname"),
        company=given.get("company"),
        street=given.get("street_1"),
        street_2=given.get("street_2"),
        zip_code=given.get("zip_code"),
        city=given.get("city"),
        region=given.get("state"),
        country=given.get("country_iso_code") or given.get("country"),
        phone=given.get("phone") or given.get("phone_secondary"),
        email=email,
        relay=relay if more else None,
        instructions=given.get("additional_info") if more else None,
    )


def _parcels(order: Mapping[str, Any], lines: list[Any]) -> tuple[Parcel, ...]:
    shipped = [found for line in lines if (found := _instant(line.get("shipped_date"))) is not None]
    parcel = Parcel(
        carrier=order.get("shipping_carrier_code"),
        carrier_name=order.get("shipping_company"),
        tracking_number=order.get("shipping_tracking"),
        tracking_url=order.get("shipping_tracking_url"),
        shipped_at=max(shipped, default=None),
    )
    return (parcel,) if parcel != _NOTHING else ()


def mirakl(order: Mapping[str, Any]) -> OrderReport:
    """One order of the heaviest payload there is."""
    lines = order["order_lines"]
    refunds = _refunds(lines)
    customer = order.get("customer") or {}
    center = ((order.get("fulfillment") or {}).get("center") or {}).get("code")
    email, relay = order.get("customer_notification_email"), order.get("shipping_pudo_id")
    taxed = any(tax.get("code") for line in lines for key in ("taxes", "shipping_taxes") for tax in line.get(key) or ())
    return OrderReport(
        id=order["order_id"],
        native_status=_status(order, refunds),
        ordered_at=_instant(order.get("created_date")),
        modified_at=_instant(order.get("last_updated_date")),
        currency=order.get("currency_iso_code"),
        total=_amount(order.get("total_price")),
        shipping=_amount(order.get("shipping_price")),
        commission=_amount(order.get("total_commission")),
        refunded=_sum(refunds),
        lines=tuple(_line(line) for line in lines),
        parcels=_parcels(order, lines),
        billing=_address(customer.get("billing_address"), email, relay, more=False),
        delivery=_address(customer.get("shipping_address"), email, relay, more=True),
        fulfilled_by_channel=center is not None and center != "DEFAULT",
        fulfilment=center,
        has_claim=order.get("has_incident"),
        ship_by=_instant(order.get("shipping_deadline")),
        site=(order.get("channel") or {}).get("code"),
        tax=_TAX.get(order.get("order_tax_mode") or ""),
        extras=_extras(order, taxed),
    )
