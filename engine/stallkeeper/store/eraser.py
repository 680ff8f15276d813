"""Orders in; nothing of their buyers left in the database, with counts of what went, out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from stallkeeper.orders import OPEN_STATES, Event, Order, OrderKey
from stallkeeper.store.belongings import Belongings
from stallkeeper.store.buyer_search import holds, may_hold
from stallkeeper.store.cells import instant, instant_cell
from stallkeeper.store.certificate_file import keep_certificate
from stallkeeper.store.database import Database
from stallkeeper.store.document_keeper import DocumentKeeper
from stallkeeper.store.eraser_rows import BuyerRows
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.store.key_file import KeyFile
from stallkeeper.store.leftovers import Leftovers
from stallkeeper.store.order_table import OrderTable, chunks
from stallkeeper.store.submission_table import SubmissionTable

LOOKED, UNCLEANED = "erasing", "cleaning after erasing"
"""Duties: when it was last looked what is due, and since when the file is to be made anew."""

_UNDER_WAY = (*OPEN_STATES, "needs_data")
"""An action in one of these came while its order was about to be erased: the next look gives it up first."""

_AT_A_TIME = 5000


@dataclass(frozen=True, slots=True)
class Erased:
    """What went with one buyer. `values` are the texts that nothing may hold any more; they are never stored."""

    key: OrderKey
    counts: dict[str, int]
    values: frozenset[str]
    took_out: int = 0
    """Of how many lines of its history the details went."""


@dataclass(frozen=True, slots=True)
class ToErase:
    """An order whose buyer is to go. `keep`: the channel's own fields whose texts come from a list."""

    key: OrderKey
    event: Event
    keep: Collection[str] = ()

    @property
    def rule(self) -> str:
        return str(self.event.details["rule"])


class Eraser:
    """What it does to an order is whole or not done: a process that is killed leaves none half erased."""

    def __init__(
        self,
        database: Database,
        orders: OrderTable,
        history: HistoryTable,
        submissions: SubmissionTable,
        keys: KeyFile,
        documents: DocumentKeeper,
    ) -> None:
        self._database = database
        self._documents = documents
        self._orders = orders
        self._history = history
        self._keys = keys
        self._submissions = submissions
        self._rows = BuyerRows(database)
        self.leftovers = Leftovers(database)
        """Looks for what should be gone, and makes the file anew so that nothing is left in its gaps."""

    # Finding

    def not_erased(self, is_old: Callable[[str, str, datetime], bool]) -> Iterator[Order]:
        """Orders whose buyer is still kept and that are old enough to be looked at, or hidden; without addresses.

        `is_old` is told account, channel and when it was ordered. All orders are gone through once, some at a time;
        the caller may erase while it goes on.
        """
        after = 0
        while rows := self._database.rows(
            "SELECT number, account, channel, coalesce(ordered_at, first_seen_at), restricted FROM orders"
            f" WHERE number > ? AND (restricted OR erased_at IS NULL) ORDER BY number LIMIT {_AT_A_TIME}",
            (after,),
        ):
            after = rows[-1][0]
            found = [row[0] for row in rows if row[4] or is_old(row[1], row[2], instant(row[3]))]
            for some in chunks(found):
                yield from self._orders.light_ones(some)

    def came_back(self) -> dict[OrderKey, str]:
        """Orders that were erased once and are kept again, with the rule: an older copy of the database is back."""
        erased = self._database.row("SELECT count(*) FROM orders WHERE erased_at IS NOT NULL AND NOT restricted")
        if self._keys.count_buried() <= (erased[0] if erased else 0):
            return {}
        rows = self._database.rows(
            "SELECT scope, channel, id FROM orders WHERE erased_at IS NULL OR restricted ORDER BY number"
        )
        return self._keys.buried(OrderKey(*row) for row in rows)

    def acted_on_since(self) -> dict[OrderKey, str]:
        """Orders that were erased, with the rule, and that an action has come to since: it is over, and holds texts."""
        return self._rows.acted_on_since()

    def of_email(self, email: str) -> list[OrderKey]:
        """Orders in which that address of e-mail stands, whole and in whatever case, wherever a buyer's data may be."""
        is_there = holds(email)
        found = ((key, self.belongings(key)) for key in may_hold(self._database, email))
        return [key for key, held in found if held is not None and any(map(is_there, held.texts()))]

    def holds_payload(self, key: OrderKey) -> bool:
        """Whether the marketplace's own record of the order is kept, hidden or not."""
        row = self._database.row(
            "SELECT payload IS NOT NULL FROM personal WHERE order_number = ?", (self._orders.number(key),)
        )
        return bool(row and row[0])

    def holds_documents(self, key: OrderKey) -> bool:
        """Whether anything is kept of the order's documents, or one is still to be fetched."""
        number = self._orders.number(key)
        return number is not None and (bool(self._documents.names(key)) or self._rows.holds_documents(number))

    def belongings(self, key: OrderKey, keep: Collection[str] = ()) -> Belongings | None:
        """Everything that is kept of the order's buyer, hidden or not; None for an order that is not stored.

        `keep` names those of the channel's own fields whose texts come from a list: they are no one's.
        """
        number = self._orders.number(key)
        if number is None:
            return None
        order = self._orders.in_full(number)
        submissions = self._submissions.of_order(key)
        documents = len(self._documents.names(key))
        history = self._history.of_order(key)
        return Belongings(order, self._rows.payload(number), submissions, history, documents, keep)

    # Erasing

    def erase(self, several: Sequence[ToErase]) -> list[Erased]:
        """Erase all of it, in one transaction, and say so in the history; orders of which nothing is left are left out.

        The tombstones are made first: should the process end in between, the orders are known as ones that came back.
        """
        self._keys.bury([(each.key, each.event.at, each.rule) for each in several])
        with self._database.transaction():
            done = [(number, each, erased) for each in several for number, erased in self._erased(each)]
            events = [_told(each.event, erased) for _, each, erased in done]
            self._history.add([number for number, _, _ in done], events, None)
            if done:
                self._rows.erase_elsewhere(frozenset[str]().union(*(erased.values for _, _, erased in done)))
                self._did(UNCLEANED, events[0].at)
        return [erased for _, _, erased in done]

    def _erased(self, each: ToErase) -> Iterator[tuple[int, Erased]]:
        """The order's number and what went, if anything was there to go."""
        number, held = self._orders.number(each.key), self.belongings(each.key, each.keep)
        if number is None or held is None or any(one.state in _UNDER_WAY for one in held.submissions):
            return
        is_gone = held.order.erased is not None and not held.order.erased.restricted
        if is_gone and not self._rows.acted_on_since(number):
            return
        erased = Erased(each.key, held.counts(), held.values())
        self._documents.destroy(each.key)
        self._rows.erase(number, held, self._keys)
        self._rows.erase_documents(number)
        took_out = self._rows.erase_told(number, held, self._keys)
        self._rows.mark(number, instant_cell(each.event.at), each.rule, restricted=False)
        yield number, replace(erased, took_out=took_out)

    def restrict(self, key: OrderKey, event: Event) -> bool:
        """Hide all of it; False when it is hidden or gone already."""
        with self._database.transaction():
            number = self._orders.number(key)
            row = self._database.row("SELECT erased_at FROM orders WHERE number = ?", (number,))
            if number is None or row is None or row[0] is not None:
                return False
            self._rows.mark(number, instant_cell(event.at), str(event.details["rule"]), restricted=True)
            self._history.add([number], [event], None)
        return True

    def erase_payload(self, key: OrderKey, event: Event) -> bool:
        """Erase the marketplace's own record of the order before the rest; False when there is none."""
        with self._database.transaction():
            number = self._orders.number(key)
            if number is None or not self._rows.erase_payload(number):
                return False
            self._history.add([number], [event], None)
        return True

    def erase_documents(self, key: OrderKey, event: Event) -> bool:
        """Erase the order's documents before the rest; False when there are none."""
        with self._database.transaction():
            number = self._orders.number(key)
            if number is None or self._documents.destroy(key) + self._rows.erase_documents(number) == 0:
                return False
            self._history.add([number], [event], None)
        return True

    def certify(self, at: datetime, told: Mapping[str, Any]) -> str | None:
        """Keep what a run did in a file for its owner only; where, or None for a store in memory."""
        path = keep_certificate(self._database.path, at, told)
        return None if path is None else str(path)

    def last_looked(self) -> datetime | None:
        """When it was last looked what is due."""
        return self._done(LOOKED)

    def looked(self, at: datetime) -> None:
        """It has been looked what is due."""
        with self._database.transaction():
            self._did(LOOKED, at)

    def is_uncleaned(self) -> bool:
        """Whether something was erased and the file not made anew since: a process was killed, or another was at it."""
        return self._done(UNCLEANED) is not None

    def cleaned(self) -> None:
        """The file has been made anew."""
        with self._database.transaction():
            self._database.change("DELETE FROM duties WHERE name = ?", (UNCLEANED,))

    def _did(self, duty: str, at: datetime) -> None:
        self._database.change("INSERT OR REPLACE INTO duties VALUES (?, ?)", (duty, instant_cell(at)))

    def _done(self, duty: str) -> datetime | None:
        row = self._database.row("SELECT done_at FROM duties WHERE name = ?", (duty,))
        return instant(row[0]) if row else None

    def note(self, keys: Sequence[OrderKey], events: Iterable[Event]) -> None:
        """Put on record what was done with the data of these buyers."""
        with self._database.transaction():
            numbers: list[Any] = [self._orders.number(key) for key in keys]
            self._history.add(numbers, list(events), None)


def _told(event: Event, erased: Erased) -> Event:
    """With what went; the chain holds `took_out` against the lines that are without their details."""
    return replace(event, details={**event.details, "counts": erased.counts, "took_out": erased.took_out})
