"""Values made quickly are the values their class would make."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any

import pytest

from stallkeeper.bindings.quick_values import quick_maker
from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel


@pytest.mark.parametrize("kind", [OrderReport, OrderLine, Address, Parcel])
def test_a_quick_value_is_equal_to_a_slow_one_in_every_way(kind: Any) -> None:
    values = [f"v{at}" for at, _ in enumerate(fields(kind))]
    quick, slow = quick_maker(kind)(values), kind(*values)
    assert type(quick) is kind
    assert (quick, hash(quick), repr(quick)) == (slow, hash(slow), repr(slow))
    assert pickle.loads(pickle.dumps(quick)) == copy.copy(quick) == slow
    assert replace(quick, **{fields(kind)[0].name: "new"}) == replace(slow, **{fields(kind)[0].name: "new"})


def test_a_quick_value_is_frozen() -> None:
    line = quick_maker(OrderLine)([None] * len(fields(OrderLine)))
    with pytest.raises(FrozenInstanceError):
        line.sku = "other"


@dataclass(frozen=True)
class WithoutSlots:
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    name: str

    def __post_init__(self) -> None:
        assert self.name


def test_a_class_that_cannot_be_made_quickly_is_made_as_ever() -> None:
    assert quick_maker(WithoutSlots)(["a"]) == WithoutSlots("a")
    with pytest.raises(AssertionError):
        quick_maker(Checked)([""])
