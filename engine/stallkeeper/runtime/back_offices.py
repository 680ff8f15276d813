"""The seller's own systems in; the orders each takes, what it says of them, and the actions it asks for, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stallkeeper.accounts.back_office import BackOffice
from stallkeeper.clock import Clock
from stallkeeper.errors import UsageError
from stallkeeper.machine.back_office import ImportWishes, left_out, traits
from stallkeeper.orders import Event, EventKind, FeedEntry, FeedPage, Order, OrderKey, OwnIdTaken
from stallkeeper.runtime.acting import Acting
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.results import ActResult
from stallkeeper.store.store import Store

TOLD: tuple[EventKind, ...] = (
    "first_seen", "moved", "unforeseen", "unknown_status", "flagged", "changed", "deadline", "erased",
)  # fmt: skip
"""What makes an order come up in a feed. What a back office does itself is no news to it."""

LONGEST_ID = 200
_LINES_AT_A_TIME = 500
_LOOKS = 20


class BackOffices:
    """Without any in the accounts file it does nothing, and costs nothing. Raises UsageError for one there is not."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        acting: Acting,
        order_of: Callable[[OrderKey], Order],
        lane_of: Callable[[str], Lane],
        offices: Mapping[str, BackOffice],
    ) -> None:
        self._store = store
        self._clock = clock
        self._acting = acting
        self._order = order_of
        self._lane = lane_of
        self._offices = offices

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the accounts file."""
        return tuple(self._offices)

    def feed(self, office: str, after: int = 0, most: int = 100, *, unseen: bool = False) -> FeedPage:
        """Orders for a back office of which something was learned after `after`, each once, the first learned first.

        The same cursor gives the same orders again, as they stand now: at least once, never lost. `unseen` leaves out
        what the back office has said that it has. Raises UsageError for a cursor that is not of this store.
        """
        one = self._named(office)
        if after < 0 or after > self._store.readers.newest():
            raise UsageError(f"cursor {after} is not one of this store's; begin with 0")
        entries: dict[OrderKey, FeedEntry | None] = {}
        cursor, more = after, True
        for _ in range(_LOOKS):
            unread = self._store.readers.after(cursor, TOLD, _LINES_AT_A_TIME)
            more = len(unread.told) == _LINES_AT_A_TIME
            for told in unread.told:
                if told.event.key not in entries and one.serves(told.account):
                    if sum(each is not None for each in entries.values()) == most:
                        return _page(entries, cursor, more=True)
                    entries[told.event.key] = self._entry(one, told.event.key, unseen=unseen)
                cursor = told.number
            if not more:
                return _page(entries, max(cursor, unread.upto), more=False)
        return _page(entries, cursor, more=more)

    def why_not(self, office: str, key: OrderKey) -> str | None:
        """Why an order is not in its feed, in words; None: it is, or would be."""
        one, order = self._named(office), self._order(key)
        if not one.serves(order.account):
            return f"it takes no orders of account {order.account}"
        return None if self._store.back_offices.mark(office, key).is_taken else self._left_out(one, order)

    def give_ids(self, office: str, key: OrderKey, own_ids: Sequence[str]) -> tuple[OwnIdTaken, ...]:
        """These are the back office's own ids for the order, and no others; said twice it changes nothing.

        An id that is another order's already is handed back, and nothing is changed. Raises UsageError for an id that
        is empty, too long, or holds signs that nobody sees.
        """
        self._named(office)
        for own_id in own_ids:
            if not own_id.strip() or len(own_id) > LONGEST_ID or not own_id.isprintable():
                raise UsageError(f"{own_id[:40]!r} is no id; it has 1 to {LONGEST_ID} signs, all of them visible")
        self._order(key)
        return self._store.back_offices.give(office, own_ids, self._said(office, key, own_ids=sorted(set(own_ids))))

    def see(self, office: str, keys: Iterable[OrderKey]) -> int:
        """The back office has taken these orders; how many of them were new to it. Said twice it changes nothing."""
        self._named(office)
        orders = [self._order(key) for key in keys]
        return self._store.back_offices.see(office, [self._said(office, order.key, seen=True) for order in orders])

    def act(self, office: str, action: str, key: OrderKey, fields: Mapping[str, Any]) -> ActResult:
        """What a back office wants done. Where something is missing it is kept and waits for it (`needs_data`).

        A further message of the same action completes it, and so does a person's `act`; then it is queued.
        """
        self._named(office)
        order = self._order(key)
        return self._acting.act(
            self._lane(order.account), action, order, fields, who_of(office), dry_run=False, confirmed=False, keep=True
        )

    def _entry(self, office: BackOffice, key: OrderKey, *, unseen: bool) -> FeedEntry | None:
        order = self._order(key)
        mark = self._store.back_offices.mark(office.name, key)
        if (unseen and mark.is_taken) or (not mark.is_taken and self._left_out(office, order) is not None):
            return None
        beyond = tuple(each for each in traits(order) if each in office.cannot_take)
        return FeedEntry(key, order.account, order.status, order.native_status, mark, beyond)

    def _left_out(self, office: BackOffice, order: Order) -> str | None:
        reached = {event.to_status for event in self._store.history(order.key) if event.to_status}
        wishes = ImportWishes(office.import_from, office.fulfilled_by_channel, office.test_orders, office.cannot_take)
        return left_out(self._lane(order.account).spec, order, reached, wishes)

    def _said(self, office: str, key: OrderKey, **details: Any) -> Event:
        told = {"back_office": office, **details}
        return Event(self._clock.now(), key, "back_office", who_of(office), details=told)

    def _named(self, office: str) -> BackOffice:
        found = self._offices.get(office)
        if found is None:
            known = ", ".join(self._offices) or "none"
            raise UsageError(f"there is no back office {office!r}; those of the accounts file are: {known}")
        return found


def who_of(office: str) -> str:
    """How the history calls it."""
    return f"back_office:{office}"


def _page(entries: Mapping[OrderKey, FeedEntry | None], cursor: int, *, more: bool) -> FeedPage:
    return FeedPage(tuple(each for each in entries.values() if each is not None), cursor, more)
