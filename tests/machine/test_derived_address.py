from __future__ import annotations

from typing import Any

import pytest

from stallkeeper.machine.derived_address import LABEL, derived_address, too_long_for_a_label
from stallkeeper.orders import Address

pytestmark = pytest.mark.requirement("R34")


@pytest.mark.parametrize(
    ("street", "name", "number"),
    [
        ("Musterweg 12a", "Musterweg", "12a"),
        ("12 bis, Rue Exemple", "Rue Exemple", "12 bis"),
        ("221B Sample Street", "Sample Street", "221B"),
        ("Via Esempio, 7/9", "Via Esempio", "7/9"),
        ("Am Muster", "Am Muster", None),
        ("Straße des 17. Beispiels", "Straße des 17. Beispiels", None),
        ("12345", "12345", None),
        ("", None, None),
    ],
)
def test_a_house_number_is_told_apart_where_there_is_one(street: str, name: str | None, number: str | None) -> None:
    derived = derived_address(Address(street=street))
    assert (derived.street, derived.house_number) == (name, number)


@pytest.mark.parametrize("length", [39, 255])
def test_a_long_line_is_laid_out_and_loses_no_word(length: int) -> None:
    street = ("An der langen Musterallee gegenüber " * 9)[:length].strip()
    label = derived_address(Address(street=street, street_2="Haus B")).label
    assert all(len(line) <= LABEL for line in label)
    assert " ".join(label) == f"{street} Haus B"


@pytest.mark.parametrize("street", ["x" * 255, "1" * 10_000, "a 1" * 3000, " ,1" * 3000, "é" * 400 + " 1"])
def test_no_street_takes_long_or_fails(street: str) -> None:
    assert derived_address(Address(street=street)).label


def test_what_is_too_long_is_told_by_its_length_alone() -> None:
    address = Address(street="s" * 39, street_2="t" * 35, street_3="u" * 255)
    assert too_long_for_a_label(address) == (("street", 39), ("street_3", 255))


def test_it_prints_nothing_of_the_buyer() -> None:
    shown: Any = repr(derived_address(Address(street="Musterweg 12a")))
    assert shown == "DerivedAddress(…)"
