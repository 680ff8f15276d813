"""A contract in, the requests that the real client sends for it out: nothing is rendered here."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ActionRequest, DocumentFile, ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision
from stallkeeper.orders import Order, OrderKey
from stallkeeper.runtime.intake import take_in
from tests.contracts.contract import Case, Contract
from tests.contracts.judge import Sent, sent

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECRET = "c29tZXRoaW5nLXNlY3JldA=="


@dataclass
class Marketplace:
    """Answers each operation as the contract says, and keeps what the description has to judge."""

    contract: Contract
    answers: Mapping[str, Any]
    heard: list[Sent] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        undescribed = self.contract.data.get("undescribed") or {}
        plain = f"{request.method} {request.url.copy_with(query=None)}"
        if plain in undescribed:
            return httpx.Response(200, content=self.contract.answer(undescribed[plain]))
        asked = sent(
            request.method, str(httpx.URL(request.url)), request.headers, request.content, self.contract.prefix
        )
        operation = self.contract.description.operation(asked.method, asked.path)
        name = operation.name if operation else f"{asked.method} {asked.path}"
        self.heard.append(asked)
        self.names.append(name)
        given = self.answers.get(name)
        status, given = (given["status"], given.get("body")) if _has_status(given) else (200, given)
        return httpx.Response(status, content=self.contract.answer(given))


def _has_status(given: Any) -> bool:
    return isinstance(given, Mapping) and isinstance(given.get("status"), int) and set(given) <= {"status", "body"}


def account(contract: Contract, without: str | None = None) -> Account:
    binding = contract.channel.binding
    assert binding is not None
    given = {name: value for name, value in (contract.data.get("parameters") or {}).items() if name != without}
    environ = {f"TEST_{name.upper()}": SECRET for name in binding.secrets}
    secrets = {name: EnvironmentSecret(f"TEST_{name.upper()}", environ) for name in binding.secrets}
    return Account("test", contract.data["channel"], "test", parameters=given, secrets=secrets)


def client(contract: Contract, marketplace: Marketplace) -> MarketplaceClient:
    transport = httpx.MockTransport(marketplace)
    return connect(contract.channel, account(contract), ManualClock(NOW), transport=transport)


def listed(contract: Contract) -> Marketplace:
    """What the first and the usual listing send, both with everything that reading an order brings along."""
    marketplace = Marketplace(contract, contract.answers())
    for since in (None, NOW - timedelta(minutes=30)):
        for page in itertools.islice(client(contract, marketplace).pages(ListQuery("latest", since, NOW)), 3):
            for record in page.records:
                assert record.problem is None, record.problem
    return marketplace


def order(contract: Contract, name: str) -> tuple[Order, Marketplace]:
    """The order that the contract calls `name`, read alone and taken in as the engine does."""
    given = contract.data["orders"][name]
    marketplace = Marketplace(contract, contract.answers(given.get("answers") or {}))
    record = client(contract, marketplace).fetch(str(given["id"]))
    assert record is not None, f"the order {name} cannot be read: asked {marketplace.names}"
    spec = contract.channel.spec
    assert spec is not None
    key = OrderKey("test", spec.channel, record.id)
    taken = take_in(compile_machine(spec), key, "test", record.report(), None, NOW)
    assert taken.order is not None, taken
    return taken.order, marketplace


def decision(contract: Contract, which: Order, action: str, fields: Mapping[str, Any]) -> Decision:
    assert contract.channel.spec is not None
    return decide(compile_machine(contract.channel.spec), which, action, fields, now=NOW)


def uploaded(contract: Contract, given: Mapping[str, Any], document: str) -> Marketplace:
    """What handing over a document of ours sends."""
    which, _ = order(contract, given["order"])
    marketplace = Marketplace(contract, contract.answers(given.get("answers") or {}))
    client(contract, marketplace).upload(which, document, DocumentFile("invoice.pdf", "application/pdf", b"%PDF-1.7"))
    return marketplace


def asked_later(contract: Contract, given: Mapping[str, Any], action: str) -> tuple[str, Marketplace]:
    """What asking for the outcome of an action sends, and how it stands."""
    marketplace = Marketplace(contract, contract.answers(given.get("answers") or {}))
    outcome = client(contract, marketplace).outcome(action, "1", str(given["receipt"]))
    return outcome.state, marketplace


def done(contract: Contract, case: Case, fields: Mapping[str, Any] | None = None) -> Marketplace:
    """The case's action as the engine would send it: decided first."""
    which, _ = order(contract, case.order)
    decided = decision(contract, which, case.action, case.fields if fields is None else fields)
    assert isinstance(decided, Change), f"{case.action} is not possible: {[each.message for each in decided.reasons]}"
    return forced(contract, case, which, decided.fields)


def forced(contract: Contract, case: Case, which: Order, fields: Mapping[str, Any]) -> Marketplace:
    """The same without asking whether it may be sent."""
    own = contract.data["orders"][case.order].get("answers") or {}
    marketplace = Marketplace(contract, contract.answers(own, case.answers))
    client(contract, marketplace).send(ActionRequest("0f1e2d3c4b5a69788796a5b4c3d2e1f0", which, case.action, fields))
    return marketplace
