"""New and changed orders in, rows of `orders`, `lines`, `personal` and `history` out; always inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from stallkeeper.errors import StoreError
from stallkeeper.orders import Event, Order, OrderKey
from stallkeeper.store.buyer_guard import BuyerGuard
from stallkeeper.store.cells import instant_cell
from stallkeeper.store.columns import Cells, cells_of, insertions
from stallkeeper.store.database import Database
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.line_rows import line_cells
from stallkeeper.store.order_rows import KEY, REPORT, SEARCHED, STATE, state_cells
from stallkeeper.store.order_table import OrderTable
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.personal_rows import address_cell, is_filled

_STATE = {**STATE, **SEARCHED}
_CHANGED_STATE = f"UPDATE orders SET {' = ?, '.join(_STATE)} = ? WHERE number = ?"
_CHANGED_ORDER = f"UPDATE orders SET {' = ?, '.join((*_STATE, *REPORT))} = ? WHERE number = ?"
_NEW_DIGEST = "UPDATE orders SET digest = ? WHERE number = ?"
_OLD_LINES = "DELETE FROM lines WHERE order_number = ?"
_CHANGED_ADDRESSES = """
    UPDATE personal SET
        billing_json = CASE WHEN ?1 THEN ?2 ELSE coalesce(billing_json, ?2) END,
        delivery_json = CASE WHEN ?3 THEN ?4 ELSE coalesce(delivery_json, ?4) END
    WHERE order_number = ?5 AND erased_at IS NULL
"""
_NEW_PAYLOAD = "UPDATE personal SET payload = ? WHERE order_number = ? AND erased_at IS NULL"

Numbered = Sequence[tuple[int, OrderWrite]]


class OrderWrites:
    """Writes. A filled address is never replaced by an empty one; what was erased is not filled again."""

    def __init__(self, database: Database, table: OrderTable, history: HistoryTable, guard: BuyerGuard) -> None:
        self._database = database
        self._table = table
        self._history = history
        self._guard = guard

    def store(self, writes: Iterable[OrderWrite], cause: str | None) -> list[int]:
        """All orders of a page; gives their numbers. Of several writes of one order the last counts: each stands alone.

        What happened to all of them stands under one seal, with the `cause` of the page.
        """
        groups: defaultdict[tuple[str, str], dict[str, OrderWrite]] = defaultdict(dict)
        for write in writes:
            key = write.order.key
            groups[key.scope, key.channel][key.id] = write
        stored = [each for (scope, channel), group in groups.items() for each in self._group(scope, channel, group)]
        numbers = [number for number, write in stored for _ in write.events]
        self._history.add(numbers, [event for _, write in stored for event in write.events], cause)
        return [number for number, _ in stored]

    def _group(self, scope: str, channel: str, group: dict[str, OrderWrite]) -> list[tuple[int, OrderWrite]]:
        changed: list[tuple[int, OrderWrite]] = []
        for order_id, number, digest, erased, updated_at, _ in self._table.held(scope, channel, group):
            write = group.pop(order_id)
            if erased:
                write = self._guard.without_buyer(number, write)
            if not _was_stored_meanwhile(write, digest, updated_at):
                changed.append((number, write))
        new = list(enumerate(self._guard.those_erased_before(group.values()), self._next_number()))
        self._add(new)
        self._guard.mark(new)
        self._change(changed)
        return [*new, *changed]

    def _next_number(self) -> int:
        row = self._database.row("SELECT max(number) FROM orders")
        return 1 + (row[0] or 0 if row else 0)

    def _add(self, new: Numbered) -> None:
        numbers, writes = [number for number, _ in new], [write for _, write in new]
        orders = [write.order for write in writes]
        keys = cells_of(KEY, [order.key for order in orders])
        digests = [write.digest for write in writes]
        self._insert("orders", {"number": numbers, **keys, **state_cells(orders), "digest": digests})
        personal: dict[str, Cells] = {
            "billing_json": [address_cell(order.report.billing) for order in orders],
            "delivery_json": [address_cell(order.report.delivery) for order in orders],
            "payload": [write.payload for write in writes],
        }
        self._insert("personal", {"order_number": numbers, **personal})
        self._insert("lines", line_cells(numbers, [order.report.lines for order in orders]))

    def _change(self, changed: Numbered) -> None:
        self._change_orders([(number, write.order) for number, write in changed])
        many = self._database.change_many
        many(_NEW_DIGEST, [(write.digest, number) for number, write in changed])
        many(_NEW_PAYLOAD, [(write.payload, number) for number, write in changed])

    def _insert(self, table: str, columns: dict[str, Cells]) -> None:
        """Rows added to `table`; there may be none."""
        for statement, values in insertions(table, columns, self._database.most_values):
            self._database.change_many(statement, values)

    def change(self, order: Order, events: Iterable[Event]) -> None:
        """Another state of a stored order; payload and digest stay. Raises StoreError when it is not stored.

        Of an order whose buyer's data is hidden or gone only the state is written: its report was told without, or is
        of before another process erased it.
        """
        number = self.number(order.key)
        row = self._database.row("SELECT erased_at FROM orders WHERE number = ?", (number,))
        if order.erased is None and row is not None and row[0] is None:
            self._change_orders([(number, order)])
        else:
            self._database.change(_CHANGED_STATE, (*(cells[0] for cells in cells_of(_STATE, [order]).values()), number))
        self.append(events)

    def _change_orders(self, orders: Sequence[tuple[int, Order]]) -> None:
        many = self._database.change_many
        numbers = [number for number, _ in orders]
        many(_CHANGED_ORDER, zip(*state_cells([order for _, order in orders]).values(), numbers, strict=True))
        many(
            _CHANGED_ADDRESSES,
            [
                (is_filled(r.billing), address_cell(r.billing), is_filled(r.delivery), address_cell(r.delivery), n)
                for n, r in ((number, order.report) for number, order in orders)
            ],
        )
        many(_OLD_LINES, [(number,) for number in numbers])
        self._insert("lines", line_cells(numbers, [order.report.lines for _, order in orders]))

    def append(self, events: Iterable[Event], cause: str | None = None) -> None:
        """More history, of orders that are stored."""
        several = list(events)
        self._history.add([self.number(event.key) for event in several], several, cause)

    def number(self, key: OrderKey) -> int:
        number = self._table.number(key)
        if number is None:
            raise StoreError(
                f"order {key.id} of {key.channel} is not stored in {self._database.path}; nothing was changed. "
                "Sync first."
            )
        return number


def _was_stored_meanwhile(write: OrderWrite, digest: bytes, updated_at: int) -> bool:
    """Whether another process stored the same record since this one looked; StoreError when it stored another, or
    wrote down something else of the order.
    """
    overtaken = write.held not in (None, digest) or any(event.kind == "first_seen" for event in write.events)
    moved = not overtaken and write.held_at is not None and instant_cell(write.held_at) != updated_at
    if moved or (overtaken and write.digest != digest):
        key = write.order.key
        raise StoreError(
            f"order {key.id} of {key.channel} was stored by another process while this page was on its way; "
            "nothing of the page was stored. Sync again; let one process at a time sync an account.",
            passing=True,
        )
    return overtaken
