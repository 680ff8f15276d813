"""Two machines in, the orders and the fields on which they are held against each other out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, product
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.diff.difference import NOTHING as NOTHING
from stallkeeper.orders import Order, OrderKey, OrderLine, OrderReport
from stallkeeper.spec.build_conditions import Names
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import AN_INSTANT, Domain

MOST_CASES = 20_000
"""More combinations than this are not tried for one action at one status; every pair of names is, and that is said."""

ANOTHER_WORD = "(another word)"
"""A native word that no channel declares."""

SINCE = AN_INSTANT
ORDERED, PARTLY_CANCELED = SINCE - timedelta(hours=2), SINCE - timedelta(hours=1)
"""The anchors that a deadline may count from differ, so that a change of the anchor shows."""

EARLY = ORDERED
"""Before every deadline that takes any time."""

_LINES = (
    OrderLine(id="1", sku="A", quantity=3, unit_price=Decimal(20), total=Decimal(60), shipping=Decimal(6)),
    OrderLine(id="2", sku="B", quantity=1, unit_price=Decimal(40), total=Decimal(40), shipping=Decimal(4)),
)
_REPORT = OrderReport(
    id="W-1",
    native_status="",
    ordered_at=ORDERED,
    modified_at=ORDERED,
    currency="EUR",
    total=Decimal(110),
    shipping=Decimal(10),
    lines=_LINES,
)


class Sides(NamedTuple):
    """The machine as it was and as it is to be."""

    old: Machine
    new: Machine

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status of either, in the author's order."""
        return tuple(dict.fromkeys((*self.old.spec.statuses, *self.new.spec.statuses)))

    @property
    def actions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.old.requirements, *self.new.requirements)))

    @property
    def words(self) -> tuple[str, ...]:
        """Every native word of an order that either knows."""
        return tuple(
            dict.fromkeys(word for side in self for word in (*side.reading.order_words, *side.reading.order_flags))
        )

    def type_of(self, name: str) -> str | None:
        kinds = (Names(side.spec.fields, side.spec.order_fields).type_of(name) for side in reversed(self))
        return next((kind for kind in kinds if kind is not None), None)

    def points(self, conditions: Iterable[Condition], name: str) -> tuple[Any, ...]:
        """None, and a value for every case that the conditions on `name` tell apart: any of its kind may be given."""
        return Domain(self.type_of(name) or "text").points([each for each in conditions if each.name == name])

    def ships_itself(self) -> bool:
        """Whether either knows orders that the marketplace ships."""
        return any(side.spec.fulfilled_by_channel is not None for side in self)


@dataclass(frozen=True, slots=True)
class Case:
    """An order at a status, and the fields given with an action."""

    status: str | None
    native: str
    order: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)


def report_of(
    native: str, order: Mapping[str, Any] = NOTHING, lines: Sequence[str | None] | None = None
) -> OrderReport:
    """A report with these things said of the order, by their names without `order.`; None: not said."""
    known = {name: value for name, value in order.items() if name in OrderReport.__slots__ and name != "id"}
    extras = {name: value for name, value in order.items() if name not in OrderReport.__slots__ and value is not None}
    if lines is not None:
        known["lines"] = tuple(OrderLine(str(n), f"S{n}", native_status=word) for n, word in enumerate(lines, 1))
    if known.get("fulfilled_by_channel", False) is None:
        known["fulfilled_by_channel"] = False
    return replace(_REPORT, native_status=native, extras=MappingProxyType(extras), **known)


def order_of(case: Case) -> Order:
    """The order of a case as it would be held."""
    return held(case.status, report_of(case.native, case.order))


def held(status: str | None, report: OrderReport) -> Order:
    return Order(
        key=OrderKey("witness", "witness", report.id),
        account="witness",
        status=status,
        native_status=report.native_status,
        status_since=SINCE,
        first_seen_at=SINCE,
        updated_at=SINCE,
        report=report,
        last_known_status=status,
        partially_canceled_since=PARTLY_CANCELED,
    )


def natives_at(sides: Sides, status: str, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The words that an order at `status` may have: its own, and flags, which leave an order where it stands.

    Any other is among them only where an order may stand elsewhere than its word says.
    """
    own = [word for side in sides for word, at in side.reading.order_words.items() if at == status]
    gates = [word for side in sides for word in side.spec.gates]
    asked = [str(word) for word in sides.points(conditions, "native.status") if word is not None]
    flags = [word for side in sides for word in side.reading.order_flags]
    elsewhere = any(side.reading.verdicts or any(side.reading.own_moves.values()) for side in sides)
    others = (*gates, *asked, ANOTHER_WORD) if elsewhere or not own else ()
    return tuple(dict.fromkeys((*own, *flags, *others)))


def assignments(
    sides: Sides, conditions: Sequence[Condition], extra: Mapping[str, Sequence[Any]] = NOTHING
) -> tuple[Iterator[Mapping[str, Any]], bool]:
    """Every combination of points of what the conditions name (`native.status` aside), and whether it is every one."""
    names = dict.fromkeys(each.name for each in conditions if each.name != "native.status")
    choices: dict[str, Sequence[Any]] = {
        name: _with(sides.points(conditions, name), extra.get(name, ())) for name in names
    }
    if sides.ships_itself():
        choices["order.fulfilled_by_channel"] = (False, True)
    if prod(map(len, choices.values())) <= MOST_CASES:
        return (dict(zip(choices, values, strict=True)) for values in product(*choices.values())), True
    return _pairs(choices), False


def _with(found: Sequence[Any], more: Sequence[Any]) -> Sequence[Any]:
    return (*found, *(value for value in more if value not in found))


def _pairs(choices: Mapping[str, Sequence[Any]]) -> Iterator[Mapping[str, Any]]:
    """Every two names in every combination, the others not given."""
    for one, other in combinations(choices, 2):
        for value, second in product(choices[one], choices[other]):
            yield {one: value, other: second}


def split(assigned: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is said of the order, and the fields given; None among the latter is not given."""
    order = {name.removeprefix("order."): value for name, value in assigned.items() if name.startswith("order.")}
    given = {name: value for name, value in assigned.items() if "." not in name and value is not None}
    return order, given
