"""Orders and a marketplace's words in; what those must not repeat of the buyers whom we know, out.

Asked when a marketplace has refused something in words, and at no other time: what it costs, only a failure costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from stallkeeper.bindings.scrub import address_values
from stallkeeper.orders import Address

_TELLING = ("first_name", "last_name", "full_name", "company", "street", "street_2", "street_3", "phone", "email")
"""What tells of whom a text speaks. A town, or a region, is that of many."""

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_SHORTEST_TOLD = 4
"""A shorter name is a word of many messages; with the rest of its address it is hidden all the same."""


class KnownBuyers(Protocol):
    """Who keeps buyers' addresses."""

    def of_order(self, order_id: str) -> Iterable[Address]:
        """Those of an order of the account."""
        ...

    def newest(self) -> Iterable[Address]:
        """Those of the orders that came last: as many as can be looked through at a failure."""
        ...


class NoBuyers:
    """Where no orders are kept."""

    def of_order(self, order_id: str) -> tuple[Address, ...]:  # noqa: ARG002  # the protocol's
        return ()

    def newest(self) -> tuple[Address, ...]:
        return ()


def words_of(buyers: KnownBuyers, order_ids: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """For a text: all that is known of the buyers of these orders, and of any other whom the text speaks of."""
    return partial(_words, buyers, order_ids)


def _words(buyers: KnownBuyers, order_ids: tuple[str, ...], text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    own = [address for order_id in order_ids for address in buyers.of_order(order_id)]
    words = _as_words(text)
    return address_values([*own, *(address for address in buyers.newest() if _speaks_of(words, address))])


def _speaks_of(words: str, address: Address) -> bool:
    values = (getattr(address, name) for name in _TELLING)
    return any(
        isinstance(value, str) and len(value) >= _SHORTEST_TOLD and _as_words(value) in words for value in values
    )


def _as_words(text: str) -> str:
    """In lower case, its words apart by one space, with one before and behind: a name is no part of another word."""
    return f" {_BETWEEN_WORDS.sub(' ', text.casefold()).strip()} "
