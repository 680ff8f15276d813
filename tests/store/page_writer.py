"""A process that writes page after page until it is killed: `python -m tests.store.page_writer PATH`.

It goes on where the store says that the sweep stands, and prints the number of each page once it is stored.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from stallkeeper.orders import Cursor, Order, OrderLine
from stallkeeper.store import PageWrite, Store
from tests.store.samples import JEANNE, NOW, order_of, sweep_of, write_of

ORDERS_PER_PAGE = 60
LINES = tuple(OrderLine(id=str(number), sku=f"SKU-{number}") for number in range(3))


def orders_of(page: int) -> list[Order]:
    """The orders of a page, all of them new."""
    return [order_of(f"{page:05}-{number:02}", billing=JEANNE, lines=LINES) for number in range(ORDERS_PER_PAGE)]


def payload_of(order: Order) -> bytes:
    return f'{{"id": "{order.id}", "padding": "{"x" * 600}"}}'.encode()


def read_until(page: int) -> datetime:
    return NOW + timedelta(minutes=page)


def write(store: Store, page: int) -> None:
    store.write_page(
        PageWrite(
            writes=[write_of(order, payload_of(order)) for order in orders_of(page)],
            sweep=sweep_of(pages=page, seen=page * ORDERS_PER_PAGE, resume=f"page={page + 1}"),
            cursor=Cursor("my-shop", "latest", read_until(page)),
        )
    )


def main(path: str) -> None:
    with Store.open(path, now=NOW) as store:
        sweep = store.open_sweep("my-shop", "latest")
        page = sweep.pages if sweep else 0
        while True:
            page += 1
            write(store, page)
            print(page, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
