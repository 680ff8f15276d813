"""The words of buyers in a store, for tests that look for them elsewhere."""

from __future__ import annotations

from dataclasses import astuple

from stallkeeper.orders import Address
from stallkeeper.store import Store


def words_of_buyers(store: Store) -> set[str]:
    """What stands in the addresses of its orders, apart from words too short to be looked for."""
    found: set[str] = set()
    for listed in list(store.orders()):
        whole = store.order(listed.key)
        assert whole is not None
        for address in (whole.report.delivery, whole.report.billing):
            found |= words_of(address) if address is not None else set()
    assert len(found) >= 4, "these orders have buyers"
    return found


def words_of(address: Address) -> set[str]:
    """What stands in it, apart from words too short to be looked for."""
    return {str(value) for value in astuple(address) if value and len(str(value)) > 4}
