"""A selection of orders and an action in; what of it is ready, what needs data and what is not possible, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stallkeeper.machine.carriers import carrier_identities
from stallkeeper.machine.choices import Choice, choices_of
from stallkeeper.machine.confirmation import asked_first
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete, NotOffered, ReasonCode, Unconfirmed
from stallkeeper.orders import Lists, Order, OrderKey, Submission
from stallkeeper.runtime.lane import Lane


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field that some of the orders wait for. `choices` are the values that all of them take; None: there is no list.

    No choices at all says that no one value fits all of them: they have to be given theirs apart.
    """

    name: str
    orders: int
    choices: tuple[Choice, ...] | None = None


@dataclass(frozen=True, slots=True)
class NeedsData:
    """An order that the action would be possible for, with the fields it misses and what is wrong with those given."""

    key: OrderKey
    missing: tuple[str, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotPossible:
    """The orders that one and the same reason stands against."""

    code: ReasonCode
    message: str
    keys: tuple[OrderKey, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A selection, split before anything is sent. `asks` is one form for all that need data; the reason that stands
    against most orders comes first in `not_possible`."""

    action: str
    ready: tuple[OrderKey, ...] = ()
    needs_data: tuple[NeedsData, ...] = ()
    asks: tuple[AskedField, ...] = ()
    not_possible: tuple[NotPossible, ...] = ()
    to_confirm: tuple[OrderKey, ...] = ()
    """Those whose buyer asks to cancel what would be sent: ready once a person says so."""


@dataclass(slots=True)
class Planning:
    """Splits order by order; of the orders themselves it keeps nothing but their keys."""

    action: str
    now: datetime
    _ready: list[OrderKey] = field(default_factory=list)
    _to_confirm: list[OrderKey] = field(default_factory=list)
    _needs: list[NeedsData] = field(default_factory=list)
    _asks: dict[str, AskedField] = field(default_factory=dict)
    _against: dict[tuple[ReasonCode, str], list[OrderKey]] = field(default_factory=dict)

    def take(
        self, lane: Lane, order: Order, pending: Submission | None, lists: Lists, fields: Mapping[str, Any]
    ) -> None:
        """Put one order where it belongs."""
        said = decide(lane.machine, order, self.action, fields, now=self.now, pending=pending, lists=lists)
        match asked_first(lane.machine, order, said, ()):
            case Unconfirmed():
                self._to_confirm.append(order.key)
            case Change():
                self._ready.append(order.key)
            case Incomplete(missing=missing, reasons=reasons):
                self._needs.append(NeedsData(order.key, missing, tuple(reason.message for reason in reasons)))
                wrong = (reason.field for reason in reasons if reason.code == "wrong_value")
                for name in dict.fromkeys((*missing, *(each for each in wrong if each is not None))):
                    self._ask(lane, name, lists)
            case NotOffered(reasons=reasons):
                self._against.setdefault((reasons[0].code, reasons[0].message), []).append(order.key)

    def plan(self) -> Plan:
        """The whole selection as far as it was taken."""
        groups = (NotPossible(code, message, tuple(keys)) for (code, message), keys in self._against.items())
        not_possible = sorted(groups, key=lambda group: (-len(group.keys), group.message))
        asks = tuple(self._asks.values())
        return Plan(
            self.action, tuple(self._ready), tuple(self._needs), asks, tuple(not_possible), tuple(self._to_confirm)
        )

    def _ask(self, lane: Lane, name: str, lists: Lists) -> None:
        here, held = _choices(lane, self.action, name, lists), self._asks.get(name)
        if held is None:
            self._asks[name] = AskedField(name, 1, here)
        else:
            self._asks[name] = AskedField(name, held.orders + 1, _shared(held.choices, here))


def plan_of(
    action: str,
    fields: Mapping[str, Any],
    orders: Iterable[Order],
    now: datetime,
    lane_of: Callable[[Order], Lane],
    pending_of: Callable[[OrderKey], Submission | None],
    lists_of: Callable[[Lane, str], Lists],
    beside: Callable[[Lane, OrderKey, str, Mapping[str, Any]], Mapping[str, Any]] = lambda _lane, _key, _act, given: (
        given
    ),
) -> Plan:
    """Split a selection; the lists of a channel are read once for each account.

    `beside` adds what was said of the same action before.
    """
    planning = Planning(action, now)
    lists: dict[str, Lists] = {}
    for order in orders:
        lane = lane_of(order)
        if lane.name not in lists:
            lists[lane.name] = lists_of(lane, action)
        given = beside(lane, order.key, action, fields)
        planning.take(lane, order, pending_of(order.key), lists[lane.name], given)
    return planning.plan()


def _choices(lane: Lane, action: str, name: str, lists: Lists) -> tuple[Choice, ...] | None:
    """What a channel takes for a field; None where it takes any value."""
    carriers = lane.spec.carriers
    if name == "carrier" and carriers is not None and carriers.closed:
        names = {carrier.code: carrier.name for carrier in carriers.known}
        codes = dict.fromkeys(carrier_identities(carriers).values())
        return tuple(Choice(code, names.get(code, "")) for code in codes)
    spec = lane.machine.requirements[action].fields.get(name)
    return None if spec is None or spec.free else choices_of(spec, lists) or None


def _shared(held: tuple[Choice, ...] | None, here: tuple[Choice, ...] | None) -> tuple[Choice, ...] | None:
    """The values that both take, by their codes."""
    if held is None or here is None:
        return here if held is None else held
    codes = {choice.code for choice in here}
    return tuple(choice for choice in held if choice.code in codes)
