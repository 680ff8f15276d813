"""What the store holds of an order that a page names: its digest at once, the order itself when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stallkeeper.orders import Order


class Known:
    """`digest` (16 bytes) of the payload last applied, and `order` without its addresses.

    The order is read at the first use of `order`, as it is then: ask before the page is written.
    """

    __slots__ = ("_keyed", "_load", "_order", "digest", "modified_cell", "number", "updated_at")

    def __init__(
        self,
        digest: bytes,
        order: Order | None = None,
        load: Callable[[], Order] | None = None,
        keyed: Callable[[bytes], bytes] | None = None,
        number: int | None = None,
        updated_at: datetime | None = None,
        modified_cell: int | None = None,
    ) -> None:
        if order is None and load is None:
            raise TypeError("an order, or a way to load it, is needed")
        self.digest = digest
        self.number = number
        """Under which the tables know it."""
        self.updated_at = updated_at
        """When the order was last written, as of the digest."""
        self.modified_cell = modified_cell
        """When the marketplace last modified it, as the tables have it: cheap to compare for every order of a page."""
        self._order = order
        self._load = load
        self._keyed = keyed

    def holds(self, digest: bytes) -> bool:
        """Whether a payload with that digest is the one last applied. Of an erased order only a keyed one is kept."""
        return self.digest == (digest if self._keyed is None else self._keyed(digest))

    @property
    def order(self) -> Order:
        if self._order is None:
            assert self._load is not None
            self._order = self._load()
        return self._order

    def __repr__(self) -> str:
        return f"Known({self.digest.hex()})"
