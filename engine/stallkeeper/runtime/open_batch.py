"""Some open orders in; what asking for each of them by its id gave, and whether to believe that many are gone, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from stallkeeper.bindings.client import Record
from stallkeeper.errors import ChannelError
from stallkeeper.runtime import incidents
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.lane import Lane
from stallkeeper.runtime.overtaken import Overtaken, State
from stallkeeper.store.store import Store
from stallkeeper.words import VANISHED

TOO_MANY_GONE = 10
"""So many that nobody knew to be gone in a day, and none that the marketplace knows: others have to vouch."""
WITNESSES = 5
"""So many orders that came before them are asked for then; where none is known, it is not the orders that are wrong."""
_A_DAY = timedelta(days=1)
_OF_THE_MOMENT = ("transient", "rate_limited", "auth")


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """What asking for some orders gave. `asked` are their numbers in the tables, by id."""

    asked: dict[str, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, ChannelError]] = field(default_factory=list)
    error: ChannelError | None = None
    vouched_for: bool | None = None
    """Of many that are gone at once: whether others are known, so that it is not the account that is wrong."""
    held: dict[str, State] = field(default_factory=dict)
    """How each was held when it was asked for."""
    overtaken: frozenset[str] = frozenset()
    """Ids of those that were stored since: nothing is said of them, and they are asked for another time."""
    unheard: frozenset[str] = frozenset()
    """Ids of those whose answer could not be read and was not so before: it may be spoilt once. Twice is their turn."""

    @property
    def sighted(self) -> list[int]:
        """The numbers of the orders of which the marketplace has spoken."""
        return [number for order_id, number in self.asked.items() if order_id not in self.overtaken | self.unheard]

    def without(self, overtaken: set[str]) -> OpenBatch:
        """The same, with nothing said of some orders."""
        return replace(
            self,
            records=[each for each in self.records if each.id not in overtaken],
            gone=[each for each in self.gone if each not in overtaken],
            unreadable=[each for each in self.unreadable if each[0] not in overtaken],
            overtaken=frozenset(overtaken),
        )


class OpenBatches:
    """Asks order by order; `stops` is asked before each whether to stop there."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store = store
        self._journal = journal

    def ask(self, lane: Lane, due: Sequence[tuple[int, str]], stops: Callable[[], bool], now: datetime) -> OpenBatch:
        """Orders, by number and id, as the marketplace shows them. `now` is when it began."""
        batch, overtaken = OpenBatch(), Overtaken(self._store, lane)
        for number, order_id in due:
            if stops():
                break
            batch.held[order_id] = overtaken.state(order_id)
            try:
                record = lane.client.fetch(order_id, patient=True)
            except ChannelError as error:
                self._journal.caught(lane.name, error)
                if error.kind in _OF_THE_MOMENT:
                    batch = replace(batch, error=error)
                    break
                batch.unreadable.append((order_id, error))
            else:
                batch.gone.extend([order_id] if record is None else [])
                batch.records.extend([] if record is None else [record])
            batch.asked[order_id] = number
        return self._doubted(lane, batch, now)

    def _doubted(self, lane: Lane, batch: OpenBatch, now: datetime) -> OpenBatch:
        """Many gone at once may be the account's fault. Orders that came before them would then be gone as well."""
        if batch.records or not self._is_doubtful(lane, batch.gone, now):
            return batch
        asked = tuple(batch.asked.values())
        witnesses = self._store.neighbours(lane.name, lane.channel, asked, VANISHED, WITNESSES)
        try:
            return replace(batch, vouched_for=any(self._is_known(lane, each) for each in witnesses))
        except ChannelError as error:  # they are asked for again, all of them
            self._journal.caught(lane.name, error)
            return replace(batch, error=batch.error or error, asked={}, gone=[])

    def _is_doubtful(self, lane: Lane, gone: Sequence[str], now: datetime) -> bool:
        """However few there are in one batch, those of a day count; and while nobody is known, each does."""
        news = [each for each in gone if not self._is_marked(lane, each)]
        told = [each for each in self._store.incidents() if each.account == lane.name] if news else []
        marked = {each.subject for each in told if each.kind == incidents.VANISHED and each.first_at > now - _A_DAY}
        none_known = any(each.kind == incidents.NONE_KNOWN for each in told)
        return bool(news) and (none_known or len({*news, *marked}) >= TOO_MANY_GONE)

    def _is_known(self, lane: Lane, order_id: str) -> bool:
        """One that cannot be read says nothing, and is no reason not to ask the next."""
        try:
            return lane.client.fetch(order_id, patient=True) is not None
        except ChannelError as error:
            if error.kind in _OF_THE_MOMENT:
                raise
            self._journal.caught(lane.name, error)
            return False

    def _is_marked(self, lane: Lane, order_id: str) -> bool:
        order = self._store.order(lane.key(order_id))
        return order is not None and VANISHED in order.flags
