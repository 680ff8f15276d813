"""What the marketplace told of orders in; without those that were stored while it was on its way, out.

An answer may be a minute old when it is stored, and an action of a seller's may have been read back meanwhile. Dates do
not always tell which of the two is the newer: what was asked for first is never put over what was stored since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from stallkeeper.bindings.client import Record
from stallkeeper.runtime.lane import Lane
from stallkeeper.store.known import Known
from stallkeeper.store.store import Store

State = tuple[bytes, datetime | None] | None
"""Which state of an order is held; None where there is none of that id."""


class Overtaken:
    """Looks at what is held of one account's orders."""

    def __init__(self, store: Store, lane: Lane) -> None:
        self._store = store
        self._lane = lane

    def state(self, order_id: str) -> State:
        """To be noted before the order is asked for."""
        return _state(self._held([order_id]).get(order_id))

    def since(self, noted: dict[str, State]) -> set[str]:
        """Ids of those whose orders are not any more as they were noted."""
        held = self._held(noted)
        return {order_id for order_id, state in noted.items() if _state(held.get(order_id)) != state}

    def held(self, records: Iterable[Record]) -> dict[str, Known]:
        """What is stored by now of the orders that a page names."""
        return self._held(record.id for record in records if record.id)

    def asked_again(
        self, records: Sequence[Record], held: Mapping[str, Known], asked_at: datetime
    ) -> tuple[Record, ...]:
        """The records of a page, each as it is now where its order was stored after the page was asked for.

        One that is not known by its id is left out, so that what is held stays. Raises ChannelError.
        """
        again: list[Record] = []
        for record in records:
            is_doubtful = self._is_doubtful(record, held.get(record.id), asked_at)
            newer = self._lane.client.fetch(record.id, patient=True) if is_doubtful else record
            again += [] if newer is None else [newer]
        return tuple(again)

    def _is_doubtful(self, record: Record, held: Known | None, asked_at: datetime) -> bool:
        if held is None or held.updated_at is None or held.updated_at <= asked_at or held.holds(record.digest):
            return False
        return self._lane.reads_single_orders

    def _held(self, ids: Iterable[str]) -> dict[str, Known]:
        return self._store.known(self._lane.scope, self._lane.channel, ids)


def _state(known: Known | None) -> State:
    return None if known is None else (known.digest, known.updated_at)
