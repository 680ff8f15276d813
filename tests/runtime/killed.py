"""A process that kills itself at a named step between an intent and its confirmation, and one that comes after it.

Nothing of the engine knows of this: its store, its client and its transport are wrapped here. A step is named through
the environment variable DIES_AT; the process that comes after has none.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from stallkeeper.accounts import Account, load_accounts
from stallkeeper.bindings.client import ActionRequest
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.clock import Clock, ManualClock
from stallkeeper.orders import Event, Receipt, Submission, Sweep
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog
from stallkeeper.runtime.sweep_report import OPEN_ORDERS
from stallkeeper.store import PageWrite, Store

DIES_AT = "DIES_AT"

STEPS_SHOP = Path(__file__).resolve().parents[1] / "channels" / "steps_shop"
CATALOG = open_catalog((STEPS_SHOP,))
for _name in ("cdiscount/soap", "manomano", "steps_shop"):
    CATALOG.load(_name)  # once, for all processes that are made from this one

BY_ITSELF = (
    "before the intent is stored",
    "after the intent is stored",
    "before sending is stored",
    "after sending is stored",
    "after the answer came",
    "after the answer was read",
    "after the receipt is stored",
    "after the read-back",
    "after the confirmation is stored",
)
"""Steps at which the process kills itself."""


def die_at(step: str) -> None:
    """End here, as if the power went, when this is the named step."""
    if os.environ.get(DIES_AT) == step:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)  # the signal is on its way


class ShiftedClock:
    """The machine's time, moved ahead: the process that comes after comes later."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class MortalStore(Store):
    """A store whose process may die around its commits."""

    def add_submission(self, submission: Submission, events: Iterable[Event]) -> bool:
        die_at("before the intent is stored")
        added = super().add_submission(submission, events)
        die_at("after the intent is stored")
        return added

    def update_submission(
        self,
        submission: Submission,
        events: Iterable[Event],
        *,
        durable: bool = False,
        held: Submission,
        by_sender: bool = True,
    ) -> bool:
        if submission.state == "acknowledged" and held.state == "sending":
            die_at("after the answer was read")
        call = _call_told(submission) if submission.state == held.state == "sending" else None
        die_at(f"before {call}")
        changed = super().update_submission(submission, events, durable=durable, held=held, by_sender=by_sender)
        die_at(f"after {call}")
        if submission.state == "acknowledged":
            die_at("after the receipt is stored")
        if submission.state == "confirmed":
            die_at("after the confirmation is stored")
        return changed

    def write_page(self, page: PageWrite) -> None:
        told = "a read-back" if page.sweep is None else _page_told(page.sweep)
        die_at(f"before {told} is stored")
        super().write_page(page)
        die_at(f"after {told} is stored")

    def save_sweep(self, sweep: Sweep) -> None:
        super().save_sweep(sweep)
        die_at(f"after {_page_told(sweep)} is noted")


def _page_told(sweep: Sweep) -> str:
    """A page of a list, or a batch of open orders that were read one by one."""
    return f"{'batch' if sweep.window == OPEN_ORDERS else 'page'} {sweep.pages}"


def _call_told(submission: Submission) -> str | None:
    """What is being written down of an action of several requests: "send leaves", or "send is settled"."""
    flying = submission.extras.get("flying")
    if flying:
        return f"{flying['key']} leaves"
    return f"{list(submission.extras['calls'])[-1]} is settled"


class MortalTransport(httpx.HTTPTransport):
    """A network whose process may die while a request is out. `armed` is set once `sending` is stored."""

    armed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if self.armed:
            response.read()
            die_at("after the answer came")
            self.armed = False
        return response


class MortalClient:
    """A client whose process may die before it sends and after it read an order back."""

    def __init__(self, inner: MarketplaceClient, transport: MortalTransport) -> None:
        self._inner = inner
        self._transport = transport
        self.pages, self.carriers = inner.pages, inner.carriers
        self.documents, self.close = inner.documents, inner.close
        self.outcome, self.upload = inner.outcome, inner.upload
        self._fetched = 0

    def send(self, request: ActionRequest) -> Receipt:
        def before_send() -> None:
            die_at("before sending is stored")
            request.before_send()
            die_at("after sending is stored")
            self._transport.armed = True

        return self._inner.send(replace(request, before_send=before_send))

    def fetch(self, order_id: str, *, patient: bool = False) -> NativeRecord | None:
        record = self._inner.fetch(order_id, patient=patient)
        self._fetched += 1
        die_at("after the read-back")
        die_at(f"after order {self._fetched} is read")
        return record


def open_mortal(accounts_file: Path, environ: Mapping[str, str], clock: Clock) -> tuple[MortalStore, Engine]:
    """A store and an engine over the accounts of a file, mortal at every step."""
    accounts = load_accounts(accounts_file, environ)
    store = MortalStore.open(accounts.store, now=clock.now())
    assert isinstance(store, MortalStore)

    def reach(account: Account) -> Any:
        transport = MortalTransport()
        return MortalClient(connect(CATALOG.load(account.channel), account, clock, transport=transport), transport)

    channels = {account.channel: CATALOG.load(account.channel) for account in accounts.accounts.values()}
    return store, Engine(channels, accounts, store, clock, reach)


def seller(accounts_file: Path, environ: Mapping[str, str], action: str, fields: Mapping[str, str], step: str) -> None:
    """The first process: the seller acts on the one order there is, and the process dies at `step`."""
    os.environ[DIES_AT] = step
    store, engine = open_mortal(accounts_file, environ, ShiftedClock())
    (order,) = store.orders()
    engine.act(action, order.key, fields, "seller:test")
    engine.send()


def successor(accounts_file: Path, environ: Mapping[str, str], action: str, fields: Mapping[str, str]) -> None:
    """The second process: it starts afresh and works until nothing is open; without an intent the seller asks again."""
    clock = ShiftedClock()
    store, engine = open_mortal(accounts_file, environ, clock)
    if not store.submissions():
        (order,) = store.orders()
        engine.act(action, order.key, fields, "seller:test")
    for hours in (0, 0.1, 0.2, 1, 3, 27, 30):
        clock.ahead = timedelta(hours=hours)
        engine.send()
    engine.close()
    store.close()


def reader(accounts_file: Path, environ: Mapping[str, str], step: str) -> None:
    """Reads the one account's orders, and dies at `step`."""
    os.environ[DIES_AT] = step
    store, engine = open_mortal(accounts_file, environ, ShiftedClock())
    engine.sync("my-shop", "latest")
    engine.close()
    store.close()


def rounds(accounts_file: Path, environ: Mapping[str, str], step: str, at: datetime, count: int) -> None:
    """Does what is due at an instant, so many rounds of it, and dies at `step`."""
    os.environ[DIES_AT] = step
    store, engine = open_mortal(accounts_file, environ, ManualClock(at))
    for _ in range(count):
        engine.tick()
    engine.close()
    store.close()


def worker(accounts_file: Path, environ: Mapping[str, str]) -> None:
    """Sends whatever is due, until it is killed."""
    _, engine = open_mortal(accounts_file, environ, ShiftedClock())
    while True:
        engine.send()
        time.sleep(0.02)
