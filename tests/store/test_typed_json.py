from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.store.typed_json import mapping, mapping_cell

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
KEYS = st.text() | st.sampled_from(["$decimal", "$tuple", "$mapping", "$date", "$instant", "$whole_number", "$"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def shape(value: Any) -> Any:
    """A value together with its types: True is not 1 here, and 1E+2 is not 100."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [shape(item) for item in value]
    return type(value), str(value)


@given(st.dictionaries(KEYS, VALUES))
def test_every_typed_mapping_comes_back_as_it_was(values: dict[str, Any]) -> None:
    assert shape(mapping(mapping_cell(values))) == shape(values)


def test_an_empty_mapping_takes_no_room() -> None:
    assert mapping_cell({}) is None
    assert mapping(None) == {}


def test_a_read_only_mapping_is_stored_like_any_other() -> None:
    assert mapping(mapping_cell(MappingProxyType({"reason": "late"}))) == {"reason": "late"}


def test_an_amount_keeps_its_digits() -> None:
    assert str(mapping(mapping_cell({"refund_price": Decimal("10.50")}))["refund_price"]) == "10.50"


def test_an_instant_of_another_zone_comes_back_as_the_same_instant_in_utc() -> None:
    paris = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    back = mapping(mapping_cell({"shipped_at": paris}))["shipped_at"]
    assert back == paris
    assert back.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "named"),
    [(1.5, "float"), (b"x", "bytes"), ({1, 2}, "set"), (datetime(2026, 1, 1), "without a zone")],  # noqa: DTZ001
)
def test_what_could_not_come_back_the_same_is_refused_by_its_type(value: object, named: str) -> None:
    with pytest.raises(TypeError, match=named):
        mapping_cell({"field": value})


def test_a_day_is_not_an_instant() -> None:
    assert mapping(mapping_cell({"day": date(2026, 2, 28)})) == {"day": date(2026, 2, 28)}
