"""What a scalar is, its field says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.text.conversion import convert, convert_scalar


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        ("130", ["string"], "130"),
        ("130", ["integer"], 130),
        ("0130", ["integer"], "0130"),
        ("1_000", ["integer"], "1_000"),
        ("-5", ["integer"], -5),
        ("1.0", ["integer"], "1.0"),
        ("1.50", ["number"], Decimal("1.50")),
        ("130", ["number"], Decimal(130)),
        ("1e999999999", ["number"], "1e999999999"),
        ("NaN", ["number"], "NaN"),
        ("Infinity", ["number"], "Infinity"),
        ("9" * 5000, ["integer"], "9" * 5000),
        ("٣", ["integer"], "٣"),
        ("true", ["boolean"], True),
        ("yes", ["boolean"], "yes"),
        ("True", ["boolean"], "True"),
        ("12", ["integer", "string"], 12),
        ("twelve", ["integer", "string"], "twelve"),
        ("12", ["string", "integer"], "12"),
        ("12", [], "12"),
    ],
)
def test_a_scalar_becomes_what_is_declared_or_stays_text(text: str, types: list[str], value: Any) -> None:
    converted = convert_scalar(text, types)
    assert (converted, type(converted)) == (value, type(value))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=6))
def test_a_decimal_is_kept_to_the_last_digit(number: Decimal) -> None:
    assert convert_scalar(f"{number:f}", ["number"]) == number


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "count": {"$ref": "#/$defs/count"},
        "either": {"if": {"type": "array"}, "then": {"items": {"type": "integer"}}, "else": {"type": "string"}},
        "any": {
            "anyOf": [
                {"type": "integer"},
                {"type": "object", "required": ["flag"], "properties": {"flag": {"type": "boolean"}}},
            ]
        },
        "kinds": {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}},
        "fixed": {"const": 1},
        "all": {"allOf": [{"properties": {"n": {"type": "integer"}}}, {"properties": {"t": {"type": "string"}}}]},
    },
    "patternProperties": {"^n_": {"type": "number"}},
    "additionalProperties": {"type": "boolean"},
    "$defs": {"count": {"type": "integer"}},
}


@pytest.mark.parametrize(
    ("data", "typed"),
    [
        ({"count": "3"}, {"count": 3}),
        ({"either": ["3"]}, {"either": [3]}),
        ({"either": "3"}, {"either": "3"}),
        ({"any": "3"}, {"any": 3}),
        ({"any": {"flag": "true"}}, {"any": {"flag": True}}),
        ({"kinds": ["3", "3"]}, {"kinds": ["3", 3]}),
        ({"fixed": "1"}, {"fixed": 1}),
        ({"all": {"n": "1", "t": "1"}}, {"all": {"n": 1, "t": "1"}}),
        ({"n_x": "1"}, {"n_x": Decimal(1)}),
        ({"other": "true"}, {"other": True}),
        ({"other": None}, {"other": None}),
        ("text", "text"),
    ],
)
def test_the_schema_that_speaks_of_a_value_types_it(data: Any, typed: Any) -> None:
    assert convert(data, SCHEMA, SCHEMA) == typed
