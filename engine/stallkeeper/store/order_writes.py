"""New and changed orders in, rows of `orders`, `lines`, `personal` and `history` out; always inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from stallkeeper.errors import StoreError
from stallkeeper.orders import Event, Order, OrderKey
from stallkeeper.store.database import Database
from stallkeeper.store.event_rows import EVENT_COLUMNS, event_cells
from stallkeeper.store.line_rows import LINE_COLUMNS, line_cells
from stallkeeper.store.order_rows import ORDER_COLUMNS, REPORT_COLUMNS, STATE_COLUMNS, key_cells, order_cells
from stallkeeper.store.order_table import OrderTable, places
from stallkeeper.store.page_write import OrderWrite
from stallkeeper.store.personal_rows import address_cell, is_filled

_NEW_ORDER = (
    f"INSERT INTO orders (number, {', '.join(ORDER_COLUMNS)}, digest) VALUES ({places(len(ORDER_COLUMNS) + 2)})"
)
_CHANGED_ORDER = f"UPDATE orders SET {' = ?, '.join(STATE_COLUMNS + REPORT_COLUMNS)} = ? WHERE number = ?"
_NEW_DIGEST = "UPDATE orders SET digest = ? WHERE number = ?"
_NEW_LINE = (
    f"INSERT INTO lines (order_number, position, {', '.join(LINE_COLUMNS)}) VALUES ({places(len(LINE_COLUMNS) + 2)})"
)
_OLD_LINES = "DELETE FROM lines WHERE order_number = ?"
_NEW_EVENT = f"INSERT INTO history (order_number, {', '.join(EVENT_COLUMNS)}) VALUES ({places(len(EVENT_COLUMNS) + 1)})"
_NEW_PERSONAL = "INSERT INTO personal (order_number, billing_json, delivery_json, payload) VALUES (?, ?, ?, ?)"
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

    def __init__(self, database: Database, table: OrderTable) -> None:
        self._database = database
        self._table = table

    def store(self, writes: Iterable[OrderWrite]) -> None:
        """All orders of a page. Of several writes of one order the last counts: each was decided on its own."""
        groups: defaultdict[tuple[str, str], dict[str, OrderWrite]] = defaultdict(dict)
        for write in writes:
            key = write.order.key
            groups[key.scope, key.channel][key.id] = write
        for (scope, channel), group in groups.items():
            self._store_group(scope, channel, group)

    def _store_group(self, scope: str, channel: str, group: dict[str, OrderWrite]) -> None:
        changed: list[tuple[int, OrderWrite]] = []
        for order_id, number, digest in self._table.held(scope, channel, group):
            write = group.pop(order_id)
            if not _was_stored_meanwhile(write, digest):
                changed.append((number, write))
        self._add(list(enumerate(group.values(), self._next_number())))
        self._change(changed)

    def _next_number(self) -> int:
        row = self._database.row("SELECT max(number) FROM orders")
        return 1 + (row[0] or 0 if row else 0)

    def _add(self, new: Numbered) -> None:
        many = self._database.change_many
        many(_NEW_ORDER, [(n, *key_cells(w.order.key), *order_cells(w.order), w.digest) for n, w in new])
        many(
            _NEW_PERSONAL,
            [
                (n, address_cell(w.order.report.billing), address_cell(w.order.report.delivery), w.payload)
                for n, w in new
            ],
        )
        self._add_lines([(n, w.order) for n, w in new])
        many(_NEW_EVENT, [event_cells(n, event) for n, w in new for event in w.events])

    def _change(self, changed: Numbered) -> None:
        self._change_orders([(number, write.order) for number, write in changed])
        many = self._database.change_many
        many(_NEW_DIGEST, [(write.digest, number) for number, write in changed])
        many(_NEW_PAYLOAD, [(write.payload, number) for number, write in changed])
        many(_NEW_EVENT, [event_cells(number, event) for number, write in changed for event in write.events])

    def change(self, order: Order, events: Iterable[Event]) -> None:
        """Another state of a stored order; payload and digest stay. Raises StoreError when it is not stored."""
        self._change_orders([(self.number(order.key), order)])
        self.append(events)

    def _change_orders(self, orders: Sequence[tuple[int, Order]]) -> None:
        many = self._database.change_many
        many(_CHANGED_ORDER, [(*order_cells(order), number) for number, order in orders])
        many(
            _CHANGED_ADDRESSES,
            [
                (is_filled(r.billing), address_cell(r.billing), is_filled(r.delivery), address_cell(r.delivery), n)
                for n, r in ((number, order.report) for number, order in orders)
            ],
        )
        many(_OLD_LINES, [(number,) for number, _ in orders])
        self._add_lines(orders)

    def _add_lines(self, orders: Sequence[tuple[int, Order]]) -> None:
        self._database.change_many(
            _NEW_LINE, [cells for number, order in orders for cells in line_cells(number, order.report.lines)]
        )

    def append(self, events: Iterable[Event]) -> None:
        """More history, of orders that are stored."""
        self._database.change_many(_NEW_EVENT, [event_cells(self.number(event.key), event) for event in events])

    def number(self, key: OrderKey) -> int:
        number = self._table.number(key)
        if number is None:
            raise StoreError(
                f"order {key.id} of {key.channel} is not stored in {self._database.path}; nothing was changed. "
                "Sync first."
            )
        return number


def _was_stored_meanwhile(write: OrderWrite, digest: bytes) -> bool:
    """Whether another process stored the same record since this one looked; StoreError when it stored another."""
    overtaken = write.held not in (None, digest) or any(event.kind == "first_seen" for event in write.events)
    if overtaken and write.digest != digest:
        key = write.order.key
        raise StoreError(
            f"order {key.id} of {key.channel} was stored by another process while this page was on its way; "
            "nothing of the page was stored. Sync again; let one process at a time sync an account."
        )
    return overtaken
