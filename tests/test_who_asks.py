"""Every call of the embedding API that records who asked wants somebody, and nobody who passes for the engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import stallkeeper
from stallkeeper import Engine, OrderKey, UsageError
from stallkeeper.bindings.client import DocumentFile
from tests.bindings.serving import serving
from tests.cli.shop import ENVIRON, Shop, open_shop
from tests.runtime.webhook_receiver import SECRET, Receiver

FILE = DocumentFile("F-7.pdf", "application/pdf", b"%PDF")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)

CALLS: dict[str, Callable[[Engine, OrderKey, str], Any]] = {
    "act": lambda engine, key, who: engine.act("accept", key, {}, who),
    "settle": lambda engine, _, who: engine.settle("s1", True, who),
    "errors.retry": lambda engine, _, who: engine.errors.retry("s1", who),
    "errors.handle": lambda engine, _, who: engine.errors.handle("s1", "called them", who),
    "documents.fetch": lambda engine, key, who: engine.documents.fetch(key, "delivery_note", who),
    "documents.content": lambda engine, key, who: engine.documents.content(key, "delivery_note", 1, who),
    "documents.upload": lambda engine, key, who: engine.documents.upload(key, "invoice", FILE, who),
    "documents.settle": lambda engine, key, who: engine.documents.settle(key, "invoice", True, who),
    "rules.switch": lambda engine, _, who: engine.rules.switch("accept", False, who),
    "rules.resume": lambda engine, key, who: engine.rules.resume(key, who),
    "webhooks.resend": lambda engine, _, who: engine.webhooks.resend("erp", SINCE, who),
    "webhooks.resend_parked": lambda engine, _, who: engine.webhooks.resend_parked("erp", who),
    "webhooks.resume": lambda engine, _, who: engine.webhooks.resume("erp", who),
    "webhooks.make_due": lambda engine, _, who: engine.webhooks.make_due("erp", who),
    "privacy.erase": lambda engine, _, who: engine.privacy.erase(who),
    "privacy.delete_exports": lambda engine, _, who: engine.privacy.delete_exports(who),
    "privacy.erase_orders": lambda engine, key, who: engine.privacy.erase_orders([key], who, open_too=True),
    "privacy.disclosed": lambda engine, key, who: engine.privacy.disclosed([key], who, "shown"),
    "privacy.disclose": lambda engine, key, who: list(engine.privacy.disclose([key], who, "shown")),
}
BY_ITSELF = {"privacy.erase", "privacy.delete_exports"}
"""What the engine does too, once a day: a program may leave it to say that it was the engine."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as opened, serving(Receiver()) as receiver:
        rules = "    rules:\n      accept: {when: {status: waiting_acceptance}, do: accept}\n"
        hook = f'webhooks:\n  erp: {{url: "{receiver.url}/hooks", secret: HOOK}}\n'
        opened.accounts.write_text(opened.accounts.read_text() + rules + hook)
        yield opened


@pytest.fixture(scope="module")
def engine(shop: Shop) -> Iterator[Engine]:
    """One that has read some orders."""
    with stallkeeper.open_engine(shop.accounts, environ={**ENVIRON, "HOOK": SECRET}) as opened:
        shop.arrive("PENDING", 2)
        assert opened.sync("shop").complete
        yield opened


def key_of(engine: Engine) -> OrderKey:
    return next(iter(engine.store.orders())).key


def recording(part: object) -> Iterator[str]:
    """Its public methods that take a `who`."""
    for name, method in inspect.getmembers(type(part), inspect.isfunction):
        if name[0] != "_" and "who" in inspect.signature(method).parameters:
            yield name


def test_every_call_that_records_who_asked_is_tried(engine: Engine) -> None:
    parts = {
        name: getattr(engine, name) for name in ("errors", "documents", "rules", "webhooks", "privacy", "back_offices")
    }
    found = {*recording(engine), *(f"{name}.{method}" for name, part in parts.items() for method in recording(part))}
    assert found == CALLS.keys()


@pytest.mark.parametrize("who", ["", "  ", "seller:", "seller: ", None])
@pytest.mark.parametrize("call", CALLS)
def test_nobody_asks_for_nothing(engine: Engine, call: str, who: Any) -> None:
    before = engine.store.readers.newest(), len(list(engine.audit.entries()))
    with pytest.raises(UsageError, match='`who` says who asks for it, such as "seller:anna", and is empty'):
        CALLS[call](engine, key_of(engine), who)
    assert (engine.store.readers.newest(), len(list(engine.audit.entries()))) == before


@pytest.mark.parametrize("who", ["engine", "channel", " engine", "rule:accept", "back_office:erp"])
@pytest.mark.parametrize("call", CALLS)
def test_nobody_passes_for_what_happens_by_itself(engine: Engine, call: str, who: str) -> None:
    if call in BY_ITSELF and who == "engine":
        CALLS[call](engine, key_of(engine), who)
        return
    before = len(list(engine.audit.entries()))
    with pytest.raises(UsageError, match=f'"{who}" is what the history calls the engine, a marketplace, a rule'):
        CALLS[call](engine, key_of(engine), who)
    assert len(list(engine.audit.entries())) == before


def test_whoever_else_asks_is_on_record_as_having_come_through_the_door_that_was_used(engine: Engine) -> None:
    key = key_of(engine)
    for who in ("seller:anna", "ruler", "engineer", "Channel 4"):
        engine.privacy.disclosed([key], who, "shown")
        entry = next(iter(engine.audit.entries()))
        assert (entry.what.who, entry.where) == (who, "api")
