"""An order and what may be done with it in; what a sensible seller does, with which fields, out. Knows no channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from stallkeeper.machine.compile import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Incomplete
from stallkeeper.machine.purpose import purpose_of
from stallkeeper.orders import NO_LISTS, Lists, Order
from stallkeeper.scenario.generated_fields import goods, postage, values_of
from stallkeeper.spec.channel_spec import FieldSpec

ONWARD = frozenset({"accepted", "waiting_shipment", "shipped", "to_pickup", "pickup_completed", "closed"})
NO = frozenset({"refused", "canceled", "pickup_canceled"})
BACK = frozenset({"refunding", "refunded", "partial_refunded"})

SAYS_NO, GIVES_BACK, UNUSUAL_CARRIER = 0.06, 0.12, 0.15
"""Of all orders: how many the seller cannot serve, how many come back, how many leave with an unlisted carrier."""


class Seller:
    """Decides by what an action leads to, and by a lot drawn once per order and status: the same seed, the same day."""

    def __init__(self, machine: Machine, seed: int) -> None:
        self._machine = machine
        self._seed = seed

    def wish(self, order: Order, offered: Sequence[str]) -> str | None:
        """What to do with the order now; None: leave it alone."""
        lot = self._lot(order).random()
        onward, no = (self._leading_to(offered, statuses) for statuses in (ONWARD, NO))
        back = self._giving_back(offered)
        if onward is not None:
            return no if no is not None and lot < SAYS_NO else onward
        if back is not None and order.status not in BACK and not order.report.fulfilled_by_channel:
            return back if lot < GIVES_BACK else None
        return None

    def fields(
        self, order: Order, action: str, now: datetime, attempt: int = 1, lists: Lists = NO_LISTS
    ) -> Mapping[str, Any]:
        """What the action needs, as the machine asks for it; carrier and tracking also where optional.

        Another `attempt` chooses anew, as one does after a refusal. `lists` are those that the channel gives.
        """
        takes = self._machine.requirements[action].fields
        lot = self._lot(order, attempt)
        given = {
            name: self._value(order, takes[name], lot, now, lists)
            for name in ("carrier", "tracking_number")
            if name in takes
        }
        for _ in takes:
            decision = decide(self._machine, order, action, given, now=now, lists=lists)
            if not isinstance(decision, Incomplete) or not decision.missing:
                break
            given |= {name: self._value(order, takes[name], lot, now, lists) for name in decision.missing}
        return given

    def _leading_to(self, offered: Sequence[str], statuses: frozenset[str]) -> str | None:
        actions = self._machine.spec.actions
        return next((name for name in offered if actions[name].results_in[0] in statuses), None)

    def _giving_back(self, offered: Sequence[str]) -> str | None:
        actions = self._machine.spec.actions
        return next((name for name in offered if purpose_of(actions[name].results_in) == "give_back"), None)

    def _lot(self, order: Order, attempt: int = 0) -> Random:
        return Random(f"{self._seed}/{order.id}/{order.status}/{attempt}")

    def _value(self, order: Order, field: FieldSpec, lot: Random, now: datetime, lists: Lists) -> Any:
        values = values_of(field, lists)
        if values:
            return lot.choice(values)
        known: dict[str, Callable[[], Any]] = {
            "carrier": lambda: self._carrier(lot),
            "tracking_number": lambda: f"DEMO{lot.randrange(10**9):09}",
            "tracking_url": lambda: f"https://track.example/{lot.randrange(10**9):09}",
            "carrier_name": lambda: "Corner Parcel",
            "line": lambda: order.report.lines[0].id if order.report.lines else "1",
            "refund_price": lambda: goods(order, field),
            "refund_shipping_price": lambda: postage(order, field),
        }
        return known[field.name]() if field.name in known else _usual(field, lot, now)

    def _carrier(self, lot: Random) -> str:
        rules = self._machine.spec.carriers
        special = [code for code in (rules.fallback, rules.custom) if code] if rules else []
        listed = [carrier.code for carrier in rules.known if carrier.code not in special] if rules else []
        if special and (not listed or lot.random() < UNUSUAL_CARRIER):
            return lot.choice(special)
        return (
            lot.choice(listed) if listed else "DHL"
        )  # a list that only the marketplace has: one that each of them knows


def _usual(field: FieldSpec, lot: Random, now: datetime) -> Any:
    """A harmless value of the field's type."""
    by_type: dict[str, Callable[[], Any]] = {
        "text": lambda: "It arrived damaged"[: field.max_length],
        "boolean": lambda: lot.random() < 0.5,
        "whole_number": lambda: int(field.minimum or 1),
        "decimal": lambda: field.minimum or Decimal(0),
        "date": lambda: now.date(),
    }
    return by_type[field.type]()
