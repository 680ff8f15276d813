"""A channel in, the values out that each name of a condition may have there, and points that stand for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, FieldSpec
from stallkeeper.spec.conditions import Condition

AN_INSTANT = datetime(2026, 1, 5, 12, tzinfo=UTC)
_FEW = 6


@dataclass(frozen=True, slots=True)
class Domain:
    """What a thing may be. `words` None: anything of its kind; `sure`: it is always given."""

    kind: str
    words: tuple[Any, ...] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    sure: bool = False

    def points(self, conditions: Iterable[Condition]) -> tuple[Any, ...]:
        """Values of which one stands for every case that the conditions tell apart; None: it is not given."""
        literals = [value for condition in conditions for value in literals_of(condition)]
        found: list[Any] = [] if self.sure else [None]
        for value in self._words(literals) if self.words is not None else self._kinds(literals):
            if not any(each.__class__ is value.__class__ and each == value for each in found):
                found.append(value)
        return tuple(found)

    def told(self) -> str:
        """What it may be, in words."""
        if self.words is not None:
            few = ", ".join(map(str, self.words[:_FEW]))
            return f"one of {few}{', …' if len(self.words) > _FEW else ''}{'' if self.sure else ', or not given'}"
        limits = [f"at least {self.minimum}" if self.minimum is not None else ""]
        limits += [f"at most {self.maximum}" if self.maximum is not None else "", "always given" if self.sure else ""]
        return " and ".join(limit for limit in limits if limit) or "anything"

    def _words(self, literals: Sequence[Any]) -> Iterator[Any]:
        """The words that are asked for, and one that stands for all the others."""
        words = self.words or ()
        yield from (word for word in words if word in literals)
        yield from [word for word in words if word not in literals][:1]

    def _kinds(self, literals: Sequence[Any]) -> Iterator[Any]:
        if self.kind == "boolean":
            yield from (True, False)
        elif self.kind in ("whole_number", "decimal"):
            yield from self._numbers([each for each in literals if _is_number(each)])
        elif self.kind == "date":
            days = [each for each in literals if isinstance(each, date) and not isinstance(each, datetime)]
            yield from _along(days, timedelta(days=1), AN_INSTANT.date(), touching=True)
        elif self.kind == "instant":
            instants = [each for each in literals if isinstance(each, datetime)]
            yield from _along(instants, timedelta(days=1), AN_INSTANT, touching=False)
        else:
            yield from (each for each in literals if isinstance(each, str))
            another = next(word for word in _fresh() if word not in literals)
            yield (another,) if self.kind == "list" else another

    def _numbers(self, literals: Sequence[Any]) -> Iterator[Any]:
        """The limits, each literal, and what lies beside and between them, as far as it is within the limits."""
        stops = [Decimal(each) for each in (*literals, self.minimum, self.maximum) if each is not None]
        whole = self.kind == "whole_number"
        if whole:
            stops = [way(stop) for stop in stops for way in (_floor, _ceiling)]
        for value in _along(stops, Decimal(1), Decimal(1), touching=whole):
            low = self.minimum is None or value >= self.minimum
            if low and (self.maximum is None or value <= self.maximum):
                yield int(value) if whole else value


def _along(stops: Sequence[Any], step: Any, start: Any, *, touching: bool) -> Iterator[Any]:
    """Each stop, one value before the first, one after the last, and one in each gap.

    `touching`: between two that lie a step apart there is nothing.
    """
    if not stops:
        yield start
        return
    known = sorted(set(stops))
    yield from _beyond(known[0], -step)
    for low, high in pairwise(known):
        yield low
        if high - low > step:
            yield low + step
        elif not touching:
            yield low + (high - low) / 2
    yield known[-1]
    yield from _beyond(known[-1], step)


def _beyond(value: Any, step: Any) -> Iterator[Any]:
    """The value a step further, where there still is one: days have an end."""
    with suppress(OverflowError):
        yield value + step


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def _ceiling(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def literals_of(condition: Condition) -> tuple[Any, ...]:
    """The values that a condition holds its thing against."""
    if condition.operator == "given":
        return ()
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite()


def _fresh() -> Iterator[str]:
    """Words that hardly anybody writes, without an end."""
    number = 0
    while True:
        number += 1
        yield "another" if number == 1 else f"another-{number}"


def domain_of(name: str, channel: ChannelSpec, action: ActionSpec | None, words: Sequence[str] | None) -> Domain:
    """The domain of `name` where this action is done at one of the native words (None: at any that the channel has)."""
    if name == "native.status":
        flags = (native for native, flag in channel.flags.items() if flag.on == "order")
        known = (*channel.status_of_native(), *flags) if words is None else tuple(words)
        return Domain("text", known or None, sure=True)
    space, _, field = name.rpartition(".")
    if space == "order":
        return _order_domain(field, channel)
    if field == "carrier" and channel.carriers is not None and (channel.carriers.closed or channel.carriers.fixed):
        return Domain("text", _carrier_codes(channel), sure=_is_sure(field, channel, action))
    spec = channel.fields.get(field)
    return _domain(spec, sure=_is_sure(field, channel, action)) if spec is not None else Domain("text")


def _order_domain(field: str, channel: ChannelSpec) -> Domain:
    spec = channel.order_fields.get(field)
    of_kind = ORDER_FIELDS.get(field)
    domain = _domain(spec) if spec is not None else Domain(of_kind.type if of_kind is not None else "text")
    ours = [
        literals_of(condition)
        for rule in channel.only
        for condition in rule.conditions
        if condition.name == f"order.{field}" and condition.operator in ("is", "one_of")
    ]
    return Domain(domain.kind, ours[0], sure=False) if ours and domain.kind == "text" else domain


def _domain(spec: FieldSpec, *, sure: bool = False) -> Domain:
    words = spec.values if spec.values and not getattr(spec, "free", False) else None
    return Domain(spec.type, words, spec.minimum, spec.maximum, sure)


def _carrier_codes(channel: ChannelSpec) -> tuple[str, ...] | None:
    rules = channel.carriers
    if rules is None or not rules.known:
        return None
    special = (code for code in (rules.fallback, rules.custom) if code is not None)
    return tuple(dict.fromkeys((*(carrier.code for carrier in rules.known), *special)))


def _is_sure(field: str, channel: ChannelSpec, action: ActionSpec | None) -> bool:
    """Whether the action never goes without the field: it is always needed, or has a default."""
    if action is None:
        return False
    always = {name for need in action.needs if not need.conditions for name in need.fields}
    spec = channel.fields.get(field)
    return field in always or (spec is not None and spec.default is not None)
