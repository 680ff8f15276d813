from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.machine.facts import Facts
from stallkeeper.machine.guards import condition_test
from stallkeeper.machine.wording import condition_text, list_text, near_misses, value_text
from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition, Operator
from tests.machine.arranged import NOON, a_report

PLACE = Place("channel.yaml")


def holds(name: str, operator: Operator, value: Any, fields: dict[str, Any] | None = None, **report: Any) -> bool:
    found = condition_test(Condition(name, operator, value, PLACE))(
        Facts(a_report("READY", **report), "READY", fields or {})
    )
    assert found is True or found is False
    return found


@pytest.mark.parametrize(
    ("operator", "value", "given", "expected"),
    [
        ("is", "130", "130", True),
        ("is", "130", "5", False),
        ("is", "130", None, False),
        ("is", True, True, True),
        ("is", True, 1, False),
        ("is", Decimal(1), 1, True),
        ("is", Decimal("1.0"), Decimal(1), True),
        ("is", 1, Decimal("sNaN"), False),
        ("one_of", ("a", "b"), "b", True),
        ("one_of", ("a", "b"), "c", False),
        ("one_of", ("a", "b"), None, False),
        ("given", True, "x", True),
        ("given", True, " ", False),
        ("given", True, False, True),
        ("given", True, Decimal(0), True),
        ("given", False, None, True),
        ("given", False, "x", False),
        ("not", "a", "b", True),
        ("not", "a", "a", False),
        ("not", "a", None, True),
        ("above", Decimal(10), Decimal("10.01"), True),
        ("above", Decimal(10), Decimal(10), False),
        ("above", Decimal(10), None, False),
        ("below", Decimal(10), 9, True),
        ("below", Decimal(10), None, False),
        ("below", Decimal(10), "text", False),
        ("above", Decimal(10), Decimal("NaN"), False),
        ("below", date(2026, 1, 1), date(2025, 12, 31), True),
    ],
)
def test_what_each_operator_means(operator: Operator, value: Any, given: Any, expected: bool) -> None:
    assert holds("thing", operator, value, {"thing": given}) is expected
    assert holds("order.thing", operator, value, extras={"thing": given}) is expected


def test_names_find_fields_the_order_and_its_native_status() -> None:
    assert holds("native.status", "is", "READY")
    assert holds("order.ordered_at", "is", NOON)
    assert holds("order.site", "is", "fr", site="fr")
    assert not holds("site", "is", "fr", site="fr")


def test_a_name_is_never_an_attribute_that_is_not_in_the_catalogue() -> None:
    for name in ("order.__class__", "order.lines", "order.delivery", "native.__class__", "other.thing", "__class__"):
        assert not holds(name, "given", True)


def test_conditions_read_as_english() -> None:
    def said(operator: Operator, value: Any) -> str:
        return condition_text(Condition("order.total", operator, value, PLACE))

    assert said("is", True) == "order.total is true"
    assert said("one_of", ("a", "b", "c")) == "order.total is a, b or c"
    assert said("given", True) == "order.total is given"
    assert said("given", False) == "order.total is not given"
    assert said("not", "a") == "order.total is not a"
    assert said("above", Decimal("10.50")) == "order.total is above 10.50"


def test_words_for_values_and_lists() -> None:
    assert (value_text(Decimal("1E+2")), value_text(False), value_text(7)) == ("100", "false", "7")
    assert list_text([]) == ""
    assert near_misses("SHIPP", ["ship", "Refund"]) == ("ship",)
    assert near_misses("x" * 10_000, ["ship"]) == ()
