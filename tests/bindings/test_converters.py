"""What a native value becomes, and what counts as drift."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.bindings.converters import DRIFT, converter

PARIS = ZoneInfo("Europe/Paris")

CASES: list[tuple[Any, Any, Any]] = [
    ("text", "a", "a"),
    ("text", "", None),
    ("text", 51207, "51207"),
    ("text", True, DRIFT),
    ("text", Decimal("1.5"), DRIFT),
    ("text", ["a"], DRIFT),
    ("text", {"a": 1}, DRIFT),
    ("decimal", Decimal("0.10"), Decimal("0.10")),
    ("decimal", "0.10", Decimal("0.10")),
    ("decimal", " 12 ", Decimal("12")),
    ("decimal", 12, Decimal("12")),
    ("decimal", "", None),
    ("decimal", "12,50", DRIFT),
    ("decimal", "NaN", DRIFT),
    ("decimal", "1e999999", DRIFT),
    ("decimal", "1_000", DRIFT),
    ("decimal", True, DRIFT),
    ("decimal", {"amount": 1}, DRIFT),
    ("whole_number", 3, 3),
    ("whole_number", "3", 3),
    ("whole_number", Decimal("3.0"), 3),
    ("whole_number", Decimal("3.5"), DRIFT),
    ("whole_number", False, DRIFT),
    ("whole_number", 2**63 - 1, 2**63 - 1),
    ("whole_number", 2**63, DRIFT),
    ("whole_number", "9" * 25, DRIFT),
    ("whole_number", 1.0, DRIFT),
    ("cents", 10**30, DRIFT),
    ("decimal", 10**30, Decimal(10**30)),
    ("decimal", 10**40, DRIFT),
    ("decimal", 0.1, DRIFT),
    ("text", 0.1, DRIFT),
    ("boolean", True, True),
    ("boolean", "false", False),
    ("boolean", "1", True),
    ("boolean", "yes", DRIFT),
    ("boolean", 1, DRIFT),
    ("cents", 1999, Decimal("19.99")),
    ("cents", "5", Decimal("0.05")),
    ("instant", "2025-11-20T09:12:33Z", datetime(2025, 11, 20, 9, 12, 33, tzinfo=UTC)),
    ("instant", "2025-11-20T09:12:33+01:00", datetime(2025, 11, 20, 8, 12, 33, tzinfo=UTC)),
    ("instant", "2019-04-29T14:43:15.57", datetime(2019, 4, 29, 12, 43, 15, 570_000, tzinfo=UTC)),
    ("instant", "2019-12-29T14:43:15", datetime(2019, 12, 29, 13, 43, 15, tzinfo=UTC)),
    ("instant", "yesterday", DRIFT),
    ("instant", 1732352400, DRIFT),
    ("instant", "", None),
    ("unix_seconds", 1732352400, datetime(2024, 11, 23, 9, 0, tzinfo=UTC)),
    ("epoch_ms", "1732352400500", datetime(2024, 11, 23, 9, 0, 0, 500_000, tzinfo=UTC)),
    ("unix_seconds", 10**30, DRIFT),
]


@pytest.mark.parametrize(("name", "value", "expected"), CASES)
def test_a_value_is_read_as_its_field_says_or_has_drifted(name: Any, value: Any, expected: Any) -> None:
    found = converter(name, PARIS)(value)
    assert found == expected and type(found) is type(expected)


def test_a_time_without_a_zone_is_drift_where_the_binding_names_none() -> None:
    assert converter("instant", None)("2025-11-20T09:12:33") is DRIFT


def test_the_hour_that_comes_twice_is_read_as_the_first() -> None:
    assert converter("instant", PARIS)("2026-10-25T02:30:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from(["text", "decimal", "whole_number", "boolean", "cents", "instant", "unix_seconds", "epoch_ms"]),
)
def test_no_value_makes_a_converter_raise(value: Any, name: Any) -> None:
    converter(name, PARIS)(value)
