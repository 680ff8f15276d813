"""Who is nobody any more, and who only has an unusual name."""

from __future__ import annotations

import pytest

from stallkeeper.machine.anonymized import is_nobody, without_nobody
from stallkeeper.orders import Address, OrderReport

SOMEBODY = Address(last_name="Lindgren", street="Musterweg 12")
NOBODY = Address(last_name="anonymized", street="anonymized")


@pytest.mark.parametrize(
    "address",
    [
        NOBODY,
        Address(full_name="ANONYMISED", street="deleted"),
        Address(first_name="[redacted]", city="Lyon"),
        Address(last_name="*****", street="****"),
        Address(last_name="Xxxxx", street="xxx"),
        Address(last_name="Verwijderd", street="Verwijderd"),
    ],
)
def test_a_stand_in_for_the_name_and_the_street_is_nobody(address: Address) -> None:
    assert is_nobody(address)


@pytest.mark.parametrize(
    "address",
    [
        SOMEBODY,
        Address(),
        Address(last_name="Deleted", street="Musterweg 12"),
        Address(last_name="-", street="Musterweg 12"),
        Address(last_name="***", city="Lyon"),
        Address(last_name="Xu", street="."),
        Address(street="anonymized"),
    ],
)
def test_whoever_is_told_a_street_is_somebody_and_so_is_who_is_only_hidden(address: Address) -> None:
    assert not is_nobody(address)


def test_only_the_address_that_is_nobodys_is_emptied_and_the_order_is_marked_once() -> None:
    report = OrderReport("1", "SENT", billing=SOMEBODY, delivery=NOBODY, flags=("gift",))
    seen = without_nobody(report)
    assert (seen.billing, seen.delivery, seen.flags) == (SOMEBODY, Address(), ("gift", "anonymized"))
    assert without_nobody(OrderReport("1", "SENT", billing=NOBODY, delivery=NOBODY)).flags == ("anonymized",)


def test_a_report_of_somebody_stays_what_it_is() -> None:
    report = OrderReport("1", "SENT", billing=SOMEBODY)
    assert without_nobody(report) is report
