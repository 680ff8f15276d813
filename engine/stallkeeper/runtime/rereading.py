"""A submission about to leave and its order as it is held in; the order as the marketplace shows it now out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.intake import CHANNEL
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.order_reader import OrderReader
from stallkeeper.store.put_off import AHEAD
from stallkeeper.store.store import Store
from stallkeeper.words import STATUSES

READ_AT = "read_at"
"""The key of a submission's extras that says when its order was last asked for on its account."""

_HARMLESS_UP_TO = STATUSES["waiting_shipment"].rank
_OF_THE_MOMENT = ("transient", "rate_limited", "auth")


@dataclass(frozen=True, slots=True)
class Look:
    """`order` is None where the marketplace knows none of that id; `without` says why it could not be read again."""

    submission: Submission
    order: Order | None
    without: str | None = None


class Rereading:
    """Reads an order again where what is known of it is too old for an action that does harm once the order moved."""

    def __init__(self, store: Store, reader: OrderReader, clock: Clock) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock

    def look(self, lane: Lane, submission: Submission, order: Order) -> Look:
        """Raises ChannelError where the marketplace cannot be asked at the moment: then nothing may leave either."""
        if not does_harm(lane, submission.action) or not self._is_old(lane, submission, order):
            return Look(submission, order)
        if not lane.reads_one_order:
            return Look(submission, order, "the channel has no way to read one order again before")
        asked_at = self._clock.now()
        try:
            found = self._reader.read(lane, submission.key.id, f"submission:{submission.id}")
        except ChannelError as error:
            if error.kind in _OF_THE_MOMENT:
                raise
            return Look(submission, order, f"the order could not be read again before ({error.kind})")
        return Look(with_read_at(submission, asked_at), found)

    def _is_old(self, lane: Lane, submission: Submission, order: Order) -> bool:
        told = (event.at for event in self._store.history(order.key) if event.who == CHANNEL and event.kind != "stale")
        read_at = submission.extras.get(READ_AT)
        known_at = max((*told, *([datetime.fromisoformat(read_at)] if read_at else [])), default=order.first_seen_at)
        age = self._clock.now() - known_at
        return age >= lane.read_again_after or age < -AHEAD  # read by a clock that was ahead: nobody knows when


def does_harm(lane: Lane, action: str) -> bool:
    """Whether doing it to an order that has moved costs somebody money: all but what only takes an order on."""
    spec = lane.spec.actions.get(action)
    return spec is not None and (spec.stays or any(STATUSES[each].rank > _HARMLESS_UP_TO for each in spec.statuses))


def with_read_at(submission: Submission, asked_at: datetime) -> Submission:
    """The submission, in memory, with the instant at which its order was asked for: what is told is not younger."""
    return replace(submission, extras={**submission.extras, READ_AT: asked_at.isoformat()})
