"""Who buys and where it goes: personal data, all of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A postal address as the channel gave it, verbatim. Every field is personal data (class P1, city and zip P2)."""

    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    company: str | None = None
    street: str | None = None
    street_2: str | None = None
    street_3: str | None = None
    zip_code: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    relay: str | None = None
    """The pick-up point's identifier, where the buyer chose one."""
    instructions: str | None = None

    def __repr__(self) -> str:
        return "Address(…)"
