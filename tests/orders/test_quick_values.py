"""Values made quickly are the values their class would make."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any

import pytest

from stallkeeper.orders import Address, Event, Order, OrderLine, OrderReport, Parcel
from stallkeeper.orders.quick_values import quick_copier, quick_filler, quick_maker, slot_setter


@pytest.mark.parametrize("kind", [Order, OrderReport, OrderLine, Address, Parcel, Event])
def test_a_quick_value_is_equal_to_a_slow_one_in_every_way(kind: Any) -> None:
    values = [f"v{at}" for at, _ in enumerate(fields(kind))]
    quick, slow = quick_maker(kind)(*values), kind(*values)
    assert type(quick) is kind
    assert (quick, hash(quick), repr(quick)) == (slow, hash(slow), repr(slow))
    assert pickle.loads(pickle.dumps(quick)) == copy.copy(quick) == slow
    assert replace(quick, **{fields(kind)[0].name: "new"}) == replace(slow, **{fields(kind)[0].name: "new"})


def test_a_quick_value_is_frozen() -> None:
    line = quick_maker(OrderLine)("1", "LAMP")
    with pytest.raises(FrozenInstanceError):
        line.sku = "other"  # type: ignore[misc]


def test_a_quick_value_has_the_defaults_of_its_class_and_shares_none_that_can_change() -> None:
    one, other = (quick_maker(OrderReport)(id="A1", native_status="OPEN") for _ in range(2))
    assert one == OrderReport("A1", "OPEN")
    assert one.extras is not other.extras


def test_a_filler_takes_values_in_an_order_of_its_own() -> None:
    fill = quick_filler(OrderLine, ("quantity", "sku", "id"))
    assert fill([3, "LAMP", "1"]) == OrderLine("1", "LAMP", quantity=3)


def test_a_copy_differs_in_what_was_asked_for_and_in_nothing_else() -> None:
    values = [f"v{at}" for at, _ in enumerate(fields(OrderLine))]
    line: Any = OrderLine(*values)  # type: ignore[arg-type]
    told = quick_copier(OrderLine, "status", "flags")
    assert told(line, "shipped", ("late",)) == replace(line, status="shipped", flags=("late",))


def test_one_field_of_a_value_that_nobody_has_seen_yet_is_set() -> None:
    line = OrderLine("1", "LAMP", quantity=3)
    slot_setter(OrderLine, "status")(line, "shipped")
    assert line == OrderLine("1", "LAMP", quantity=3, status="shipped")
    with pytest.raises(FrozenInstanceError):
        line.status = "canceled"  # type: ignore[misc]


@dataclass(frozen=True)
class WithoutSlots:
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    name: str

    def __post_init__(self) -> None:
        assert self.name


def test_a_class_that_cannot_be_made_quickly_is_made_as_ever() -> None:
    assert quick_maker(WithoutSlots)("a") == WithoutSlots(name="a") == quick_filler(WithoutSlots, ["name"])(["a"])
    with pytest.raises(AssertionError):
        quick_maker(Checked)("")
    with pytest.raises(AssertionError):
        quick_filler(Checked, ["name"])([""])
