"""Conditions of a play.yaml."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.played.condition import Comparison, Condition, read_test
from stallkeeper.played.template import Name
from stallkeeper.played.tree_path import TreePath

LISTS = {"carriers": ("DPD", "UPS")}
ABOUT = Name("item", TreePath("carrier", ("carrier",)))


@pytest.mark.parametrize(
    ("wanted", "value", "holds"),
    [
        ("DPD", "DPD", True),
        ("130", 130, True),
        ("true", True, True),
        (["DPD", "UPS"], "UPS", True),
        ("DPD", ["UPS", "DPD"], True),
        ("DPD", None, False),
        ({"given": "true"}, "", False),
        ({"given": "false"}, None, True),
        ({"not": "DPD"}, "UPS", True),
        ({"not": "DPD"}, None, False),
        ({"not": ["DPD", "UPS"]}, "UPS", False),
        ({"in": "carriers"}, "UPS", True),
        ({"not_in": "carriers"}, "Mule d'Or", True),
        ({"not_in": "carriers"}, None, False),
        ({"above": "0"}, Decimal("0.01"), True),
        ({"above": "0"}, "0.00", False),
        ({"below": "0.01"}, 0, True),
        ({"above": "0"}, "many", False),
    ],
)
def test_a_condition_holds_or_does_not(wanted: Any, value: Any, holds: bool) -> None:
    test = read_test(ABOUT, wanted, LISTS)
    assert isinstance(test, Comparison)
    assert Condition((test,)).holds({"item": {"carrier": value}}) is holds


@pytest.mark.parametrize(
    "wanted", [{"in": "nowhere"}, {"like": "D%"}, {"given": "perhaps"}, {"above": "much"}, {}, None]
)
def test_what_is_no_condition_is_said(wanted: Any) -> None:
    assert isinstance(read_test(ABOUT, wanted, LISTS), str)


def test_no_test_at_all_always_holds() -> None:
    assert Condition().holds({})


@pytest.mark.parametrize(
    ("value", "other", "same"),
    [
        (Decimal("3.9"), Decimal("3.90"), True),
        (3, Decimal("3.00"), True),
        (3, Decimal("3.01"), False),
        ("3.9", "3.90", False),
        (True, 1, False),
        ("A", "A", True),
        (["A"], ["A"], False),
    ],
)
def test_numbers_are_the_same_by_what_they_are_worth(value: Any, other: Any, same: bool) -> None:
    names = {"item": {"carrier": value, "other": other}}
    alike, unlike = (read_test(ABOUT, {operator: "item.other"}, LISTS) for operator in ("same_as", "unlike"))
    assert isinstance(alike, Comparison) and isinstance(unlike, Comparison)
    assert (Condition((alike,)).holds(names), Condition((unlike,)).holds(names)) == (same, not same)
