"""The three channels of the soak: how their truth is read, without any code of the engine's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from stallkeeper.played.world_order import Effect

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One channel, with its account. What is read of payloads is named as our orders, lines and addresses name it."""

    channel: str
    account: str
    lines: str
    line_id: str
    of_order: Callable[[Any], Values]
    """What its payload says of an order."""
    of_line: Callable[[Any], Values]
    """And of a line."""
    of_delivery: Callable[[Any], Values]
    """And of where it goes."""
    said: Callable[[Effect], Mapping[str, str]]
    """What a request that took effect said, in the fields of the seller's wish."""
    units: Callable[[Effect, str], int | None]
    """Of how many units of a line it spoke; None: of all that there are."""
    waits: Callable[[Any], bool]
    """Whether a line still waits to be sent or canceled."""
    fulfilled_flag: str
    """The flag of an order that the marketplace ships itself."""
    by_line: bool
    """Whether what is asked for names lines, which keep their ids where orders are merged."""
    thin: bool
    """Whether each order has to be asked for by itself; such a marketplace has fewer orders here."""
    acting: float
    """Of its orders, so many the seller deals with through the engine; with the others in the back office."""
    in_the_back_office: tuple[str, ...]
    """The words that somebody brings an order to there, one after the other."""
    by_itself: Mapping[str, str] = field(default_factory=dict)
    """The word that an order may come to without the action that brings it there."""
    never_shown: frozenset[str] = frozenset()
    """Actions that no order shows afterwards: the marketplace's yes is all there is, and it may be a lie."""


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _cents(*amounts: Any) -> Decimal:
    return Decimal(sum(amounts)) / 100


def _all_units(_: Effect, line: str) -> int | None:
    return None


def _manomano_order(tree: Any) -> Values:
    return {
        "total": _decimal(tree["total_price"]["amount"]),
        "shipping": _decimal(tree["shipping_price"]["amount"]),
        "currency": tree["total_price"]["currency"],
        "ordered_at": datetime.fromisoformat(tree["created_at"]),
        "fulfilled_by_channel": tree["is_mmf"],
    }


def _manomano_line(line: Any) -> Values:
    return {
        "sku": line["seller_sku"],
        "quantity": line["quantity"],
        "unit_price": _decimal(line["price"]["amount"]),
        "total": _decimal(line["product_price"]["amount"]),
    }


def _manomano_delivery(tree: Any) -> Values:
    shipping = tree["addresses"]["shipping"]
    return {"last_name": shipping["lastname"], "zip_code": shipping["zipcode"], "city": shipping["city"]}


def _manomano_said(effect: Effect) -> Mapping[str, str]:
    told = effect.told
    if effect.action == "ship":
        return {"carrier": told["carrier"], "tracking_number": told["tracking_number"]}
    if effect.action == "refund":
        with_shipping = "true" if told["refund_shipping_fees"] else "false"
        return {"refund_reason": told["refund_reason"], "refund_shipping_fees": with_shipping}
    return {}


def _bol_order(tree: Any) -> Values:
    return {
        "total": sum((_decimal(item["totalPrice"]) for item in tree["orderItems"]), Decimal(0)),
        "currency": "EUR",
        "ordered_at": datetime.fromisoformat(tree["orderPlacedDateTime"]),
        "fulfilled_by_channel": all(item["fulfilment"]["method"] == "FBB" for item in tree["orderItems"]),
    }


def _waits_at_bol(item: Any) -> bool:
    return bool(item["quantity"] > item["quantityShipped"] + item["quantityCancelled"])


def _bol_line(item: Any) -> Values:
    return {
        "sku": item["offer"]["reference"],
        "quantity": item["quantity"] - item["quantityCancelled"],
        "unit_price": _decimal(item["unitPrice"]),
        "total": _decimal(item["totalPrice"]),
        "flags": ("cancel_requested",) if item["cancellationRequest"] and _waits_at_bol(item) else (),
    }


def _bol_delivery(tree: Any) -> Values:
    details = tree["shipmentDetails"]
    return {"last_name": details["surname"], "zip_code": details["zipCode"], "city": details["city"]}


def _bol_said(effect: Effect) -> Mapping[str, str]:
    told = effect.told
    if effect.action == "ship":
        transport = told["transport"]
        return {"carrier": transport["transporterCode"], "tracking_number": transport["trackAndTrace"]}
    return {"reason": told["orderItems"][0]["reasonCode"]}


def _bol_units(effect: Effect, line: str) -> int | None:
    item = next(item for item in effect.told["orderItems"] if item["orderItemId"] == line)
    units: int | None = item.get("quantity")
    return units


def _kaufland_order(tree: Any) -> Values:
    paid = [unit for unit in tree["order_units"] if unit["status"] != "cancelled"]
    return {
        "total": _cents(*(unit["price"] + unit["shipping_rate"] for unit in paid)),
        "shipping": _cents(*(unit["shipping_rate"] for unit in paid)),
        "currency": tree["order_units"][0]["currency"],
        "ordered_at": datetime.fromisoformat(tree["ts_created_iso"]),
        "fulfilled_by_channel": tree["fulfillment_type"] == "fulfilled_by_kaufland",
    }


def _kaufland_line(unit: Any) -> Values:
    return {
        "sku": unit["id_offer"],
        "native_status": unit["status"],
        "quantity": 0 if unit["status"] == "cancelled" else 1,
        "unit_price": _cents(unit["price"]),
    }


def _kaufland_delivery(tree: Any) -> Values:
    address = tree["shipping_address"]
    return {"last_name": address["last_name"], "zip_code": address["postcode"], "city": address["city"]}


def _kaufland_said(effect: Effect) -> Mapping[str, str]:
    told = effect.told
    if effect.action == "ship":
        return {"carrier": told["carrier_code"], "tracking_number": told["tracking_numbers"]}
    if effect.action == "refund":
        return {"refund_price": str(_cents(told["amount"]).quantize(Decimal("0.01"))), "refund_reason": told["reason"]}
    return {"reason": told["reason"]} if effect.action == "cancel" else {}


KINDS = (
    Kind(
        "manomano",
        "hosts: {{api: '{url}'}}\n    parameters: {{seller_contract_id: 12345}}\n    secrets: {{api_key: MANO}}",
        "products",
        "seller_sku",
        _manomano_order,
        _manomano_line,
        _manomano_delivery,
        _manomano_said,
        _all_units,
        waits=lambda line: False,  # it knows no lines that are sent alone
        fulfilled_flag="is_delivered_by_marketplace",
        by_line=False,
        thin=False,
        acting=0.15,
        in_the_back_office=("PREPARATION", "SHIPPED"),
    ),
    Kind(
        "bol",
        "hosts: {{api: '{url}', login: '{url}'}}\n    secrets: {{client_id: BOL_ID, client_secret: BOL_SECRET}}",
        "orderItems",
        "orderItemId",
        _bol_order,
        _bol_line,
        _bol_delivery,
        _bol_said,
        _bol_units,
        waits=_waits_at_bol,
        fulfilled_flag="fulfilled_by_bol",
        by_line=True,
        thin=True,
        acting=0.5,
        in_the_back_office=("SHIPPED",),
        by_itself={"cancel": "CANCELLED"},
    ),
    Kind(
        "kaufland",
        "hosts: {{api: '{url}'}}\n    parameters: {{storefronts: [de]}}\n"
        "    secrets: {{client_key: KAUF_KEY, secret_key: KAUF_SECRET}}",
        "order_units",
        "id_order_unit",
        _kaufland_order,
        _kaufland_line,
        _kaufland_delivery,
        _kaufland_said,
        _all_units,
        waits=lambda unit: unit["status"] == "need_to_be_sent",
        fulfilled_flag="fulfilled_by_kaufland",
        by_line=True,
        thin=True,
        acting=0.5,
        in_the_back_office=("sent",),
        by_itself={"accept": "need_to_be_sent", "cancel": "cancelled"},
        never_shown=frozenset({"refund"}),
    ),
)
WORKED_ON = frozenset({"PENDING", "REMORSE_PERIOD", "PREPARATION", "OPEN", "open", "need_to_be_sent"})
CHANNELS = tuple(kind.channel for kind in KINDS)
ENVIRON = {
    "MANO": "played-api-key",
    "BOL_ID": "played-client",
    "BOL_SECRET": "played-secret",
    "KAUF_KEY": "played-client-key",
    "KAUF_SECRET": "played-secret-key",
}
ACCOUNTS = "language: 1\nstore: orders.db\nretention: {{erase_after: {forgets}}}\naccounts:\n{entries}"
