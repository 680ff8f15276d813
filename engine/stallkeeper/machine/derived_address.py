"""An address as it was given in; a form that fits labels and forms that ask for more, beside it, out."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from stallkeeper.orders import Address

LABEL = 35
"""Signs in a line of a label, for most carriers."""

STREETS = ("street", "street_2", "street_3")
_NUMBER_LAST = re.compile(r"(?P<name>.*[^\W\d].*?)[,\s]\s*(?P<number>\d{1,5}\s?[a-zA-Z]?([-/]\d{1,5}\s?[a-zA-Z]?)?)")
_NUMBER_FIRST = re.compile(r"(?P<number>\d{1,5}\s?(bis|ter|quater|[a-zA-Z])?),?\s+(?P<name>.*[^\W\d].*)")


@dataclass(frozen=True, slots=True, repr=False)
class DerivedAddress:
    """What is derived, never what was given: that stays as it is. Personal data, as the address is.

    `house_number` is None where none can be told from the street. `label` holds the streets' lines, none longer than a
    label takes.
    """

    street: str | None
    house_number: str | None
    label: tuple[str, ...]

    def __repr__(self) -> str:
        return "DerivedAddress(…)"


def derived_address(address: Address) -> DerivedAddress:
    """Guesses that a person can hold against the original; nothing is sent of them by itself."""
    street = (address.street or "").strip()
    match = _NUMBER_LAST.fullmatch(street[:300]) or _NUMBER_FIRST.fullmatch(street[:300])
    name, number = (match["name"].strip(), match["number"].strip()) if match else (street, None)
    given = (getattr(address, each) or "" for each in STREETS)
    label = tuple(line for text in given for line in textwrap.wrap(text, LABEL))
    return DerivedAddress(name or None, number, label)


def too_long_for_a_label(address: Address) -> tuple[tuple[str, int], ...]:
    """The lines that are longer than most labels take, each with its length."""
    lengths = ((name, len(getattr(address, name) or "")) for name in STREETS)
    return tuple((name, length) for name, length in lengths if length > LABEL)
