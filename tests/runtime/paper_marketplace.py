"""A marketplace with papers, and a seller who reads there: an engine over real HTTP with a clock driven by hand."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order, OrderDocument, OrderKey
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.store import Store
from tests.bindings.arranged import ROOT
from tests.bindings.serving import Asked, Said, serving

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 for Ms Marked of Marked Street"


@dataclass
class Papers:
    """What the marketplace holds. `papers` by order and path; `uploads` is every file that it took."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    papers: dict[tuple[str, str], Said] = field(default_factory=dict)
    uploads: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    on_ask: Callable[[str], object] | None = None
    upload_answers: list[Said] = field(default_factory=list)
    listed: list[dict[str, str]] = field(default_factory=list)
    """What the list of papers shows."""
    list_answers: list[Said] = field(default_factory=list)

    def arrive(self, order_id: str, status: str = "OPEN", mode: str = "standard") -> None:
        line = {"id": "1", "sku": "LAMP", "quantity": 1, "price": "5.00"}
        buyer = {"name": "Ms Marked"}
        self.orders[order_id] = {"id": order_id, "status": status, "mode": mode, "buyer": buyer, "lines": [line]}

    def __call__(self, asked: Asked) -> Said:
        self.asked.append(asked.path)
        if self.on_ask is not None:
            self.on_ask(asked.path)
        if asked.path == "/orders":
            return Said({"orders": list(self.orders.values())})
        _, _, order_id, *rest = asked.path.split("/")
        if asked.method == "POST":
            self.uploads.append(asked.body)
            return self.upload_answers.pop(0) if self.upload_answers else Said({"ok": True})
        if rest == ["papers"]:
            return self.list_answers.pop(0) if self.list_answers else Said({"papers": self.listed})
        if not rest:
            return Said(self.orders[order_id])
        return self.papers.get((order_id, rest[0]), Said({"error": "none"}, 404))

    def give(self, order_id: str, paper: str, content: bytes = PDF) -> None:
        said = Said({"label": {"data": base64.b64encode(content).decode()}}) if paper == "label" else Said(content)
        self.papers[order_id, paper] = said

    def fetched(self, paper: str) -> int:
        return sum(path.endswith(f"/{paper}") for path in self.asked)


@dataclass
class Seller:
    engine: Engine
    clock: ManualClock
    papers: Papers
    accounts: Path

    def read(self, **after: int) -> None:
        self.clock.advance(timedelta(**(after or {"minutes": 16})))
        assert self.engine.sync("shop", "latest").complete

    def key(self, order_id: str) -> OrderKey:
        return self.order(order_id).key

    def order(self, order_id: str) -> Order:
        (order,) = self.engine.store.find(order_id)
        return order

    def documents(self, order_id: str) -> dict[str, OrderDocument]:
        return {each.name: each for each in self.engine.documents.of(self.key(order_id))}


@contextmanager
def seller(folder: Path, wants: str = "[]", papers: Papers | None = None) -> Iterator[Seller]:
    """A seller whose account fetches `wants` by itself."""
    marketplace, clock = papers or Papers(), ManualClock(START)
    with serving(marketplace) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(
            f"""language: 1
store: orders.db
accounts:
  shop:
    channel: paper_shop
    hosts: {{api: "{server.url}"}}
    secrets: {{api_key: PAPER_KEY}}
    documents: {wants}
"""
        )
        with open_seller(file, marketplace, clock) as here:
            yield here


@contextmanager
def open_seller(file: Path, papers: Papers, clock: ManualClock) -> Iterator[Seller]:
    """The same seller, in the process that comes after."""
    accounts = load_accounts(file, {"PAPER_KEY": "p4per-key"})
    catalog = open_catalog((ROOT / "tests" / "channels" / "paper_shop",), accounts)
    with Store.open(accounts.store, now=clock.now()) as store, wire(accounts, catalog, store, clock) as engine:
        yield Seller(engine, clock, papers, file)
