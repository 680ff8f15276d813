"""Documents of ours that may have arrived or not in; settled by the marketplace's own list, or left to a person, out.

Nothing is handed over again by itself: what is not in the list yet may still come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Order, OrderDocument
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import ENGINE, Journal
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.store import Store

LOOKS = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""When it is looked for, counted from when it came into doubt; after the last look a person is told."""

STILL_UPLOADING = timedelta(minutes=15)
"""One that has been on its way for longer is in doubt: no process is at it any more."""

NOBODY_HEARD = "the process that handed it over ended before its answer"
NOT_ARRIVED = "a person looked: it has not arrived"
_AT_A_TIME = 50


class DocumentDoubts:
    """`save` puts a document on record, with its line of history, as it stands now."""

    def __init__(
        self, store: Store, journal: Journal, clock: Clock, save: Callable[[OrderDocument, str], OrderDocument]
    ) -> None:
        self._store = store
        self._journal = journal
        self._clock = clock
        self._save = save

    def look_due(self, lane: Lane) -> tuple[OrderDocument, ...]:
        """Look for those of the account whose turn it is."""
        due = self._store.document_states.due(lane.name, self._clock.now(), _AT_A_TIME, "seller")
        return tuple(self._taken_up(lane, each) for each in due)

    def look(self, lane: Lane, order: Order, document: OrderDocument) -> OrderDocument:
        """Look for one that is in doubt: uploaded where it is listed, else looked for later, else left to a person."""
        listed = self._is_listed(lane, order, document)
        if listed:
            return self.settle(document, lane.name, True, ENGINE)
        now = self._clock.now()
        later = next((at for each in LOOKS if (at := document.at + each) > now), None) if listed is not None else None
        after = replace(document, next_attempt_at=later)
        if self._store.document_states.save([after]) and later is None:
            self._journal.raise_incident(incidents.document_in_doubt(lane.name, document.name, order.key.id, now))
        return after

    def settle(self, document: OrderDocument, account: str, arrived: bool, who: str) -> OrderDocument:
        """It is there; or it is not, and may be handed over as if it never had been."""
        now = self._clock.now()
        after = replace(document, state="uploaded", at=now, next_attempt_at=None, error=None)
        if not arrived:
            tries = document.attempts - 1
            after = replace(after, state="refused", attempts=tries, error=NOT_ARRIVED, handled=True)
        saved = self._save(after, who)
        about = incidents.document_of(document.key.id, document.name)
        self._store.resolve_incidents(account, incidents.DOCUMENT_IN_DOUBT, about, at=now)
        return saved

    def _taken_up(self, lane: Lane, document: OrderDocument) -> OrderDocument:
        order = self._store.order(document.key)
        assert order is not None  # documents go with their order
        if document.state == "uploading":
            document = self._save(in_doubt(document, NOBODY_HEARD, self._clock.now()), ENGINE)
        return self.look(lane, order, document)

    def _is_listed(self, lane: Lane, order: Order, document: OrderDocument) -> bool | None:
        """None where that cannot be told: there is no list, or an earlier one of that name may stand in it."""
        if document.file_name is None or document.attempts > 1:
            return None
        try:
            return lane.client.is_listed(order, document.name, document.file_name)
        except ChannelError as error:
            self._journal.caught(lane.name, error)
            return False


def in_doubt(document: OrderDocument, why: str, now: datetime) -> OrderDocument:
    """It may be there, or not."""
    return replace(document, state="in_doubt", at=now, next_attempt_at=now, error=why)
