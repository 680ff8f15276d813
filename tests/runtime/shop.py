"""A marketplace in memory behind the ChannelClient protocol: it lists, shows, takes actions, and fails when told to."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from stallkeeper.bindings.client import ActionRequest, CarrierEntry, DocumentFile, ListQuery, Outcome, Page
from stallkeeper.clock import Clock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Budget, ListedValue, Order, OrderLine, OrderReport, Receipt

EFFECT = {"accept": "PAID", "ship": "SENT", "refund": "PARTLY_REFUNDED"}


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """One order as the shop lists it; `broken` is what reading it provokes, `payload` how the shop writes it."""

    told: OrderReport
    broken: Exception | None = None
    payload: bytes | None = None

    @property
    def id(self) -> str:
        return self.told.id

    @property
    def raw(self) -> bytes:
        return self.payload or repr(self.told).encode()

    @property
    def digest(self) -> bytes:
        return blake2b(repr(self.told).encode(), digest_size=16).digest()

    @property
    def problem(self) -> str | None:
        return None if self.told.id else "it has no id"

    def report(self) -> OrderReport:
        if self.broken is not None:
            raise self.broken
        return self.told


class Shop:
    """What the marketplace holds. `effects` is every action that took effect; `faults` are told per operation, in turn.

    A fault is an exception to raise, or a callable to run, before the operation; one under "after send" comes when the
    effect is there and the answer is not.
    """

    def __init__(self, clock: Clock, page_size: int = 10) -> None:
        self.clock = clock
        self.page_size = page_size
        self.records: dict[str, ShopRecord] = {}
        self.effects: list[tuple[str, str]] = []
        self.asked: list[ListQuery] = []
        self.pages_served: list[int] = []
        self.faults: defaultdict[str, deque[Exception | Callable[[], None] | None]] = defaultdict(deque)
        self.now: Callable[[], datetime | None] = lambda: None
        self.silent_about: set[str] = set()
        self.total: int | None = None
        self.counts = False
        self.lists: dict[str, tuple[ListedValue, ...]] = {}
        self.acknowledged: list[str] = []
        self.is_queue = False

    def put(self, order_id: str, native: str = "OFFERED", **fields: Any) -> OrderReport:
        """A new order, or another state of one, modified now unless `modified_at` says otherwise."""
        held = self.records.get(order_id)
        base = held.told if held else _blank(order_id, self.clock.now())
        fields.setdefault("modified_at", self.clock.now())
        told = replace(base, native_status=native, **fields)
        self.records[order_id] = ShopRecord(told)
        return told

    def fail(self, operation: str, *faults: Exception | Callable[[], None] | None) -> None:
        """The next calls of `operation` meet these, one each (None: all is well)."""
        self.faults[operation].extend(faults)

    def meet(self, operation: str) -> None:
        """Whatever is in store for this call."""
        fault = self.faults[operation].popleft() if self.faults[operation] else None
        if isinstance(fault, Exception):
            raise fault
        if fault is not None:
            fault()

    def take_effect(self, request: ActionRequest) -> None:
        """The action happens: counted always, shown in the order unless the shop is silent about it."""
        self.effects.append((request.action, request.order.id))
        if request.action not in self.silent_about:
            told = self.records[request.order.id].told
            refunded = (told.refunded or Decimal(0)) + request.fields.get("refund_price", Decimal(0))
            self.put(request.order.id, EFFECT[request.action], refunded=refunded)


class ShopClient:
    """One account's way to a shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.closed = False

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:
        self.shop.asked.append(query)
        number = int(resume or 1)
        while True:
            self.shop.meet("list")
            self.shop.meet(f"page {number}")
            listed = self._listed(query)
            start = (number - 1) * self.shop.page_size
            more = start + self.shop.page_size < len(listed)
            self.shop.pages_served.append(number)
            records = tuple(listed[start : start + self.shop.page_size])
            total = len(listed) if self.shop.counts else self.shop.total
            resume, queue = str(number + 1) if more else None, self.shop.is_queue
            yield Page(number, records, resume, self.shop.now(), total, to_acknowledge=queue)
            if not more:
                return
            number += 1

    def _listed(self, query: ListQuery) -> list[ShopRecord]:
        found = [record for record in self.shop.records.values() if _is_asked(record.told, query)]
        return sorted(found, key=lambda record: (record.told.modified_at, record.told.id))

    def fetch(self, order_id: str, *, patient: bool = False) -> ShopRecord | None:
        self.shop.meet("fetch")
        return self.shop.records.get(order_id)

    def send(self, request: ActionRequest) -> Receipt:
        self.shop.meet("before send")
        request.before_send()
        self.shop.meet("send")
        if self.shop.records[request.order.id].told.native_status != request.order.native_status:
            raise ChannelError("the order is not in a state for that", "state_conflict")
        self.shop.take_effect(request)
        self.shop.meet("after send")
        return Receipt(f"receipt-{len(self.shop.effects)}")

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        self.shop.meet("acknowledge")
        self.shop.acknowledged += order_ids

    def values(self, name: str) -> tuple[ListedValue, ...]:
        self.shop.meet("values")
        return self.shop.lists[name]

    def outcome(self, action: str, order_id: str, reference: str) -> Outcome:
        return Outcome("done")

    def is_listed(self, order: Order, name: str, file_name: str) -> bool | None:  # the protocol's
        return None

    def upload(self, order: Order, name: str, file: DocumentFile) -> Receipt:
        return Receipt()

    def budgets(self) -> tuple[Budget, ...]:
        return ()

    def carriers(self) -> tuple[CarrierEntry, ...]:
        return ()

    def documents(self, order_id: str, name: str) -> tuple[DocumentFile, ...]:
        return ()

    def close(self) -> None:
        self.closed = True


def _is_asked(told: OrderReport, query: ListQuery) -> bool:
    assert told.modified_at is not None
    since = query.since is None or query.since <= told.modified_at
    return since and told.modified_at < query.until and (not query.native or told.native_status in query.native)


def _blank(order_id: str, now: datetime) -> OrderReport:
    line = OrderLine(id="1", sku="LAMP-7", unit_price=Decimal("19.90"))
    return OrderReport(
        id=order_id, native_status="OFFERED", ordered_at=now, currency="EUR", total=Decimal("19.90"), lines=(line,)
    )
