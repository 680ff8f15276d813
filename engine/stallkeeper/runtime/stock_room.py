"""An order and the stock of its account in; what it asks of that stock, or why it cannot be asked, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from stallkeeper.clock import Clock
from stallkeeper.errors import Error
from stallkeeper.orders import Order
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import Journal
from stallkeeper.store.rule_firing import Demand
from stallkeeper.store.stock import Stock
from stallkeeper.store.store import Store


class StockRoom:
    """The stocks by account; accounts that have the same one share what lies there."""

    def __init__(
        self,
        stocks: Mapping[str, Stock],
        channel_of: Callable[[str], str],
        store: Store,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._stocks = stocks
        self._channel_of = channel_of
        self._store = store
        self._journal = journal
        self._clock = clock
        self._readable: dict[str, bool] = {}
        """Whether an account's stock could be read the last time, as far as this process has asked."""

    def demand(self, order: Order, buffer: int, *, quietly: bool = False) -> Demand | str:
        """What the order asks for, of what is free less `buffer`; a text says why that cannot be told.

        `quietly` writes nothing: nobody is told of a stock that cannot be read, or can again.
        """
        units: Counter[str] = Counter()
        for line in order.report.lines:
            if line.quantity and not line.sku.strip():
                return f"line {line.id} has no sku, so no stock tells of it"
            units[line.sku] += line.quantity
        units = +units
        free, why = self._free(order.account, tuple(units))
        if not quietly:
            self._tell(order.account, why)
        if why:
            return "the stock cannot be read"
        unknown = next((sku for sku in units if sku not in free), None)
        if unknown is not None:
            return f"the stock does not know {unknown}"
        accounts = tuple(name for name, stock in self._stocks.items() if stock is self._stocks[order.account])
        channels = tuple(sorted(set(map(self._channel_of, accounts))))
        return Demand(units, {sku: free[sku] - buffer for sku in units}, accounts, channels)

    def _free(self, account: str, skus: tuple[str, ...]) -> tuple[Mapping[str, int], str]:
        """What is free, and why that cannot be told. A stock of somebody else's may fail in any way."""
        try:
            found = self._stocks[account](skus) if skus else {}
            wrong = next((sku for sku, units in found.items() if type(units) is not int), None)
            why = f"it gives no whole number for {wrong!r}" if wrong is not None else ""
        except Error as error:
            found, why = {}, str(error)
        except Exception as error:
            found, why = {}, f"it cannot be read ({type(error).__name__})"
        return found, why

    def _tell(self, account: str, why: str) -> None:
        """Once where it changes; what an earlier process told of is closed as well."""
        if self._readable.get(account) is (not why):
            return
        self._readable[account], now = not why, self._clock.now()
        if why:
            self._journal.raise_incident(incidents.stock_unreadable(account, why, now))
        else:
            self._store.resolve_incidents(account, incidents.STOCK_UNREADABLE, at=now)
