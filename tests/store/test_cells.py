from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.store.cells import amount, amount_cells, instant, instant_cell, instant_cells, words, words_cell

INSTANTS = st.datetimes(timezones=st.timezones() | st.just(UTC), min_value=datetime(1900, 1, 1), allow_imaginary=False)  # noqa: DTZ001


@given(INSTANTS)
def test_an_instant_comes_back_to_the_microsecond_in_utc(moment: datetime) -> None:
    back = instant(instant_cell(moment))
    assert back == moment.astimezone(UTC)
    assert back.tzinfo is UTC


@given(INSTANTS, INSTANTS)
def test_cells_sort_as_their_instants_do(one: datetime, other: datetime) -> None:
    assert (instant_cell(one) < instant_cell(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


@given(st.lists(st.none() | INSTANTS, min_size=1) | INSTANTS.map(lambda moment: [moment] * 3))
def test_a_column_of_instants_holds_what_each_of_them_would(moments: list[datetime | None]) -> None:
    assert instant_cells(moments) == [None if moment is None else instant_cell(moment) for moment in moments]


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        instant_cell(datetime(2026, 11, 22))  # noqa: DTZ001


@given(st.decimals(allow_nan=False))
def test_an_amount_comes_back_with_every_digit_its_sign_and_its_exponent(value: Decimal) -> None:
    back = amount(*amount_cells([value]))
    assert back is not None
    assert back.as_tuple() == value.as_tuple()


@pytest.mark.parametrize("text", ["1E+2", "-0", "0.10", "0E-18", "123456789012345678901234567890.123456789"])
def test_amounts_that_other_forms_would_bend(text: str) -> None:
    assert str(amount(*amount_cells([Decimal(text)]))) == text


@given(st.lists(st.text()).map(tuple))
def test_words_come_back_whatever_is_in_them(several: tuple[str, ...]) -> None:
    assert words(words_cell(several)) == several
