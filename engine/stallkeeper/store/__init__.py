"""Keeps orders, their histories and everything that is under way, in one SQLite file."""

from stallkeeper.store.known import Known
from stallkeeper.store.order_filter import OrderFilter
from stallkeeper.store.page_write import OrderWrite, PageWrite
from stallkeeper.store.store import Store

__all__ = ["Known", "OrderFilter", "OrderWrite", "PageWrite", "Store"]
