"""Alerts in, those that nobody was told of before out: stored with their line of history, each once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stallkeeper.orders import Alert, Event, OrderKey
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.columns import places
from stallkeeper.store.database import Database, Row
from stallkeeper.store.order_writes import OrderWrites

_TOLD = (
    "INSERT INTO alerts (order_number, deadline, due_at, level, at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (order_number, deadline, due_at) DO UPDATE SET level = excluded.level, at = excluded.at"
    " WHERE excluded.level > alerts.level"
)
_HELD = (
    "SELECT o.scope, o.channel, o.id, a.deadline, a.due_at, a.level, a.at"
    " FROM orders AS o JOIN alerts AS a ON a.order_number = o.number"
)


class AlertTable:
    """Reads, and `tell`, which is a transaction of its own."""

    def __init__(self, database: Database, writes: OrderWrites) -> None:
        self._database = database
        self._writes = writes

    def of_account(self, account: str, channel: str, statuses: Collection[str]) -> tuple[Alert, ...]:
        """The highest level that was told of each deadline of the account's orders in these statuses."""
        where = f" WHERE o.account = ? AND o.channel = ? AND o.status IN ({places(len(statuses))})"
        return tuple(map(_alert, self._database.rows(_HELD + where, (account, channel, *statuses))))

    def tell(self, alerts: Sequence[tuple[Alert, Event]]) -> tuple[Alert, ...]:
        """Put on record, with its line of history, each whose level is higher than what was told of the deadline."""
        if not alerts:
            return ()
        with self._database.transaction():
            news = [(alert, event) for alert, event in alerts if self._is_news(alert)]
            self._writes.append(event for _, event in news)
        return tuple(alert for alert, _ in news)

    def _is_news(self, alert: Alert) -> bool:
        due_at, at = instant_cell(alert.due_at), instant_cell(alert.at)
        row = (self._writes.number(alert.key), alert.deadline, due_at, alert.level, at)
        return self._database.change(_TOLD, row) == 1


def _alert(row: Row) -> Alert:
    return Alert(OrderKey(*row[:3]), row[3], instant(row[4]), row[5], instant(row[6]))
