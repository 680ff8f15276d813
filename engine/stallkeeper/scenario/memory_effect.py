"""An order that stays where it is and what was done with it in; the order as it shows that out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from stallkeeper.machine.purpose import Purpose
from stallkeeper.orders import OrderLine, OrderReport, Parcel

CENT = Decimal("0.01")


def with_evidence(report: OrderReport, purpose: Purpose, fields: Mapping[str, Any]) -> OrderReport:
    """Units that left, units that are called off, money that went back, at the line that is named or at all of them."""
    if purpose == "go_on":
        return replace(report, parcels=(*report.parcels, Parcel()))
    named, units = fields.get("line"), int(fields.get("quantity") or 1)
    lines = tuple(_worked_on(line, purpose, units) if named in (None, line.id) else line for line in report.lines)
    if purpose == "give_back":
        given = sum((line.refunded or Decimal(0) for line in lines), Decimal(0))
        return replace(report, lines=lines, refunded=max(given, (report.refunded or Decimal(0)) + CENT))
    return replace(report, lines=lines)


def _worked_on(line: OrderLine, purpose: Purpose, units: int) -> OrderLine:
    if purpose == "send":
        return replace(line, shipped=min(line.quantity, (line.shipped or 0) + units))
    if purpose == "call_off":
        return replace(line, quantity=max(0, line.quantity - units))
    return replace(line, refunded=(line.refunded or Decimal(0)) + CENT)
