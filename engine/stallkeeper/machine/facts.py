"""A name in a condition goes in, a reader comes out that finds the thing in an order's report or in the fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.orders import Order, OrderReport

NO_FIELDS: Mapping[str, Any] = MappingProxyType({})


class Facts(NamedTuple):
    """All that a condition may read: what the channel said of the order, its native status, and the fields given."""

    report: OrderReport
    native_status: str
    fields: Mapping[str, Any] = NO_FIELDS


Reader: TypeAlias = Callable[[Facts], Any]


def facts_of(order: Order, fields: Mapping[str, Any] = NO_FIELDS) -> Facts:
    """What conditions read of an order that we hold."""
    return Facts(order.report, order.native_status, fields)


def is_about_fields(name: str) -> bool:
    """Whether a condition's name means a field given with the action (and not the order or its native status)."""
    return "." not in name


def reader(name: str) -> Reader:
    """How to find `name`; what is not there reads as None. Only names of the catalogue ever become attributes."""
    family, _, rest = name.partition(".")
    if not rest:
        return lambda facts: facts.fields.get(name)
    if name == "native.status":
        return lambda facts: facts.native_status
    if family == "order" and rest in ORDER_FIELDS:
        attribute = attrgetter(rest)
        return lambda facts: attribute(facts.report)
    if family == "order":
        return lambda facts: facts.report.extras.get(rest)
    return lambda _: None


def is_given(value: Any) -> bool:
    """Whether a value says something: None and blank text do not, False and zero do."""
    return value is not None and not (isinstance(value, str) and not value.strip())
