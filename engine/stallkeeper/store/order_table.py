"""Orders asked for by key, by id or by filter; read from the tables `orders`, `lines` and `personal`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from stallkeeper.orders import Order, OrderKey, OrderLine
from stallkeeper.store.cells import instant
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.known import Known
from stallkeeper.store.line_rows import LINE, line_from
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.order_rows import ORDER_COLUMNS, key_cells, order_from
from stallkeeper.store.order_search import OrderSearch
from stallkeeper.store.personal_rows import address

_CHUNK = 256
"""How many orders are held in memory at a time."""

_ORDERS = ", ".join(ORDER_COLUMNS)
_LINES = ", ".join(LINE)
_BY_KEY = "id = ? AND channel = ? AND scope = ?"
_FULL = f"""
    SELECT number, billing_json, delivery_json, {", ".join(f"orders.{column}" for column in ORDER_COLUMNS)}
    FROM orders LEFT JOIN personal ON order_number = number
"""


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


class OrderTable:
    """Reads; every method returns with its query finished."""

    def __init__(self, database: Database, keys: KeyFile) -> None:
        self._database = database
        self._keys = keys
        self._search = OrderSearch(database)

    def number(self, key: OrderKey) -> int | None:
        """The number under which the tables know an order."""
        row = self._database.row(f"SELECT number FROM orders WHERE {_BY_KEY}", key_cells(key))
        return row[0] if row else None

    def held(
        self, scope: str, channel: str, ids: Iterable[str]
    ) -> Iterator[tuple[str, int, bytes, int | None, int, int | None]]:
        """Id, number and digest of those of `ids` that are stored, whether their buyer was erased, `updated_at` and
        `modified_at`.
        """
        for some in chunks(list(ids)):
            yield from self._database.rows(
                "SELECT id, number, digest, erased_at IS NOT NULL AND NOT restricted, updated_at, modified_at"
                f" FROM orders WHERE channel = ? AND scope = ? AND id IN ({places(len(some))})",
                (channel, scope, *some),
            )

    def known(self, scope: str, channel: str, ids: Iterable[str]) -> dict[str, Known]:
        return {
            order_id: Known(
                digest,
                load=lambda number=number: self._light(number),  # type: ignore[misc]
                keyed=self._keys.keyed if erased else None,
                number=number,
                modified_cell=modified_at,
                updated_at=instant(updated_at),
            )
            for order_id, number, digest, erased, updated_at, modified_at in self.held(scope, channel, ids)
        }

    def _light(self, number: int) -> Order:
        return next(self.light_ones((number,)))

    def light_ones(self, numbers: Sequence[int]) -> Iterator[Order]:
        """The orders of `numbers` in that order, without addresses."""
        found = {
            row[0]: row[1:]
            for row in self._database.rows(
                f"SELECT number, {_ORDERS} FROM orders WHERE number IN ({places(len(numbers))})", numbers
            )
        }
        lines = self._lines(numbers)
        return (order_from(found[number], lines[number]) for number in numbers)

    def _lines(self, numbers: Sequence[int]) -> dict[int, tuple[OrderLine, ...]]:
        lines: defaultdict[int, tuple[OrderLine, ...]] = defaultdict(tuple)
        for number, *cells in self._database.rows(
            f"SELECT order_number, {_LINES} FROM lines WHERE order_number IN ({places(len(numbers))})"
            " ORDER BY order_number, position",
            numbers,
        ):
            lines[number] += (line_from(tuple(cells)),)
        return lines

    def order(self, key: OrderKey) -> Order | None:
        """The whole order, addresses included."""
        found = self._whole(f"{_FULL} WHERE {_BY_KEY}", key_cells(key))
        return found[0] if found else None

    def in_full(self, number: int) -> Order:
        """The whole order, also what is hidden of it."""
        (found,) = self._whole(f"{_FULL} WHERE number = ?", (number,), unhidden=True)
        return found

    def find(self, order_id: str, channel: str | None, account: str | None) -> tuple[Order, ...]:
        """All whole orders with that id, wherever they are from."""
        clauses, values = ["id = ?"], [order_id]
        for column, value in (("channel", channel), ("account", account)):
            if value is not None:
                clauses.append(f"{column} = ?")
                values.append(value)
        return self._whole(f"{_FULL} WHERE {' AND '.join(clauses)} ORDER BY channel, scope", values)

    def _whole(self, statement: str, values: Sequence[Any], *, unhidden: bool = False) -> tuple[Order, ...]:
        rows = self._database.rows(statement, values)
        lines = self._lines([row[0] for row in rows])
        return tuple(
            order_from(row[3:], lines[row[0]], address(row[1]), address(row[2]), unhidden=unhidden) for row in rows
        )

    def filtered(self, wanted: OrderFilter) -> Iterator[Order]:
        """Light orders, newest first. The list is drawn up at once, as numbers; orders are read in their turn."""
        for some in chunks(self._search.numbers(wanted)):
            yield from self.light_ones(some)

    def payload(self, key: OrderKey) -> bytes | None:
        row = self._database.row(
            "SELECT payload FROM personal JOIN orders ON number = order_number"
            f" WHERE {_BY_KEY} AND restricted IS NOT TRUE",
            key_cells(key),
        )
        return row[0] if row else None

    def counts(self) -> dict[tuple[str, str | None], int]:
        rows = self._database.rows(
            "SELECT channel, status, count(*) FROM orders GROUP BY channel, status ORDER BY channel, status"
        )
        return {(channel, status): count for channel, status, count in rows}
