"""JSON: exact numbers, short messages, raw slices."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stallkeeper.text.json_codec import decode, decode_records, encode, text_writer
from stallkeeper.text.malformed import Malformed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8"))
    | st.decimals(-1000, 1000, places=2),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8")), min_size=3, max_size=3))
def test_a_text_writer_writes_the_object_of_what_is_given(texts: list[str | None]) -> None:
    names = ("street", "zip_code", "city")
    given_ones = {name: text for name, text in zip(names, texts, strict=True) if text is not None}
    assert text_writer(names)(*texts) == encode(given_ones)


def test_money_never_passes_through_a_float() -> None:
    assert decode(b'{"a": 0.1, "b": 19.90, "c": 10}') == {"a": Decimal("0.1"), "b": Decimal("19.90"), "c": 10}
    assert str(decode(b"12345678901234567890.123456789")) == "12345678901234567890.123456789"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30")))
def test_a_number_with_a_point_keeps_every_digit_its_sign_and_its_exponent(number: Decimal) -> None:
    text = f"{number:f}"
    assume("." in text)
    assert decode(text.encode()).as_tuple() == Decimal(text).as_tuple()


def test_a_decimal_is_written_as_it_is_and_an_instant_as_iso() -> None:
    value = {"price": Decimal("19.90"), "at": datetime(2026, 11, 22, 6, tzinfo=UTC)}
    assert encode(value) == b'{"price":19.90,"at":"2026-11-22T06:00:00Z"}'


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert decode(encode(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999999999",
        b"1e-999999999",
        b"0." + b"0" * 2000 + b"1",
        b"1" * 5000,
        b"[" * 20_000 + b"]" * 20_000,  # CPython stops at about 1,000 levels before 3.12, at about 10,000 since
        b'"\xff"',
        b'"secret-payload',
        b"\xef\xbb\xbf{}",
        b"{} {}",
    ],
)
def test_what_is_not_json_or_out_of_proportion_is_refused_without_quoting_it(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        decode(data)
    assert len(str(refused.value)) < 120
    assert "secret" not in str(refused.value)


@given(st.binary(max_size=200))
def test_whatever_comes_in_a_value_or_malformed_comes_out(data: bytes) -> None:
    try:
        decode(data)
        decode_records(data, ("a",))
    except Malformed as refused:
        assert len(str(refused)) < 120


@pytest.mark.parametrize("value", [Decimal("NaN"), [Decimal("Infinity")], {"a": (Decimal("-Infinity"),)}])
def test_a_number_that_is_not_finite_is_not_written(value: Any) -> None:
    with pytest.raises(Malformed):
        encode(value)


def test_a_text_that_says_nan_is_only_a_text() -> None:
    assert encode({"name": "NaN"}) == b'{"name":"NaN"}'


def test_records_are_slices_of_the_bytes_that_came() -> None:
    data = b'{"total": 2, "content": [ {"id": 1, "price": 1.50 }, {"id":2} ]}'
    assert decode_records(data, ("content",)) == [b'{"id": 1, "price": 1.50 }', b'{"id":2}']
    assert decode_records(b"[1, 2.50]", ()) == [b"1", b"2.50"]
    assert decode_records(b'{"a": {"b": []}}', ("a", "b")) == []


@pytest.mark.parametrize("data", [b"{}", b'{"content": null}', b'{"content": {"a": 1}}', b'"text"', b"[]"])
def test_where_there_is_no_array_there_are_no_records(data: bytes) -> None:
    assert decode_records(data, ("content",)) is None


def test_records_of_broken_json_are_refused() -> None:
    with pytest.raises(Malformed):
        decode_records(b'{"content": [1, 2', ("content",))
