"""Writes of orders in, the same without anything about a buyer who was erased before out: nobody comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from stallkeeper.orders import OrderKey, OrderReport
from stallkeeper.orders.free_text import holds_text
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.database import Database
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.order_table import OrderTable
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.without_buyer import without_buyer

_MARK_ORDER = "UPDATE orders SET erased_at = ?, erased_under = ?, restricted = 0 WHERE number = ?"
_MARK_BUYER = "UPDATE personal SET payload = NULL, erased_at = ? WHERE order_number = ?"


class BuyerGuard:
    """Belongs inside a transaction. Of an erased order only what commerce and accounting need is written."""

    def __init__(self, database: Database, orders: OrderTable, keys: KeyFile) -> None:
        self._database = database
        self._orders = orders
        self._keys = keys
        self._back: dict[OrderKey, str] = {}

    def without_buyer(self, number: int, write: OrderWrite) -> OrderWrite:
        """The write of an order whose buyer was erased; the digest of its payload tells nothing without our secret."""
        held = self._orders.in_full(number).report
        kept = [name for name, value in held.extras.items() if holds_text(value)]
        return self._stripped(write, kept, held)

    def those_erased_before(self, writes: Iterable[OrderWrite]) -> list[OrderWrite]:
        """Writes of orders that are not stored; of one that was erased once, without its buyer."""
        several = list(writes)
        self._back = self._keys.buried(write.order.key for write in several)
        if not self._back:
            return several
        return [self._stripped(write, ()) if write.order.key in self._back else write for write in several]

    def mark(self, added: Sequence[tuple[int, OrderWrite]]) -> None:
        """Say of those that have just been added what became of their buyer."""
        if not self._back:
            return
        found = [(number, write) for number, write in added if write.order.key in self._back]
        many = self._database.change_many
        many(
            _MARK_ORDER,
            [(instant_cell(w.order.updated_at), self._back[w.order.key], number) for number, w in found],
        )
        many(_MARK_BUYER, [(instant_cell(write.order.updated_at), number) for number, write in found])
        self._back = {}

    def _stripped(self, write: OrderWrite, keep: Sequence[str], held: OrderReport | None = None) -> OrderWrite:
        report = without_buyer(write.order.report, keep)
        if held is not None:
            report = _with_what_is_held(report, held)
        order = replace(write.order, report=report)
        return replace(write, order=order, payload=b"", digest=self._keys.keyed(write.digest))


def _with_what_is_held(report: OrderReport, held: OrderReport) -> OrderReport:
    """What a marketplace that has erased more than a buyer no longer says stays as it was: amounts, lines, dates."""
    names = (each.name for each in fields(OrderReport) if getattr(report, each.name) in (None, ()))
    return replace(report, **{name: getattr(held, name) for name in names if name not in _MAY_END})


_MAY_END = frozenset({"billing", "delivery", "flags", "drift", "has_claim", "partially_canceled"})
"""Of these nothing is an answer too."""
