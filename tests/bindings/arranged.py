"""Bindings and clients to test with: the bundled channels, and a corner shop whose binding each test may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ActionRequest, ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.clock import Clock, ManualClock
from stallkeeper.orders import Order, OrderKey, OrderReport
from stallkeeper.problems import Problem
from stallkeeper.spec.binding_spec import BindingSpec
from stallkeeper.spec.build_binding import build_binding
from stallkeeper.spec.build_channel import build_channel
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.load import load_channel
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source
from tests.channel_folders import folder_of

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
UNTIL = datetime(2026, 11, 22, 9, 55, tzinfo=UTC)
SINCE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

CHANNEL = """
channel: corner_shop
title: Corner shop
language: 1
maturity: draft
sources:
  - {id: page, title: A page, read: 2026-11-22, about: [retrieval, statuses, actions]}
retrieval:
  latest: {every: 15 minutes}
  refunds: {every: 1 day, native: [REFUNDED]}
starts_at: [waiting_shipment]
statuses:
  waiting_shipment: {native: [OPEN], actions: [ship, cancel], next: [shipped, canceled]}
  shipped: {native: [SENT]}
  canceled: {native: [GONE]}
actions:
  ship:
    results_in: [shipped]
    needs:
      - carrier
      - if: {carrier: Other}
        then: [carrier_name]
    accepts: [tracking_number]
  cancel: {results_in: [canceled], needs: [reason]}
carriers: {list: given_by_channel, by: [code, name], fallback: Other}
order_fields:
  gift: {type: boolean}
"""

BINDING = """
binding: corner_shop
language: 1
maturity: draft
sources:
  - {title: A page, read: 2026-11-22}
speaks: json
hosts: {api: "https://corner.example"}
parameters:
  shop: {type: whole_number, about: The shop.}
  label: {type: text, about: A label., default: ours}
secrets:
  key: {about: The key.}
auth:
  headers: {Authorization: Bearer <secret.key>}
times: {write: utc}
retrieval:
  overlap: 5 minutes
  settle: 1 minute
  first_pull: 30 days
  list:
    request:
      method: GET
      path: /shops/<account.shop>/orders
      query: {since?: <query.since>, until: <query.until>, page: <query.page>}
    records: orders
    paging: {kind: next_page, at: next}
  one:
    request: {method: GET, path: /orders/<order.id>}
    record: .
order:
  id: id
  native_status: status
  ordered_at: at
  total: total.amount
  currency: total.currency
  extras: {gift: gift}
  lines:
    at: lines
    fields: {id: no, sku: sku, quantity: count, unit_price: price}
  delivery:
    at: to
    fields: {full_name: name, street: street, email: mail}
answers:
  usual:
    error: {code: error.code, message: error.text}
errors:
  - {code: ALREADY, means: already_done}
  - {message: too late, means: state_conflict}
actions:
  ship:
    request:
      method: POST
      path: /orders/<order.id>/ship
      body:
        carrier: {if: {carrier: Other}, then: <fields.carrier_name>, else: <carrier.name>}
        number?: <fields.tracking_number>
        lines: {for_each: lines, give: {sku: <line.sku>, count: <line.quantity>}}
    doubt: {read_back_after: 30 seconds, then: resend}
    confirm_within: 1 hour
  cancel:
    request:
      method: POST
      path: /orders/<order.id>/cancel
      body: {why: <fields.reason>}
    doubt: {read_back_after: 30 seconds, then: ask}
assumptions:
  - {about: times, because: It is a shop of our own.}
"""


@dataclass(frozen=True)
class Loaded:
    """What a connection needs of a loaded channel."""

    spec: ChannelSpec | None
    binding: BindingSpec | None


def corner_channel(text: str = CHANNEL) -> ChannelSpec:
    source, problems = read_source(text, "channel.yaml")
    assert source is not None and not problems
    data, problems = conform(source, "channel-1")
    assert not problems, problems
    return build_channel(source, data)


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first thing replaced by the second; a test whose text has moved on says so."""
    for before, after in changes:
        assert before in text, f"the text does not hold {before!r}"
        text = text.replace(before, after)
    return text


def problems_of(*changes: tuple[str, str], channel: ChannelSpec | None = None) -> tuple[Problem, ...]:
    source, problems = read_source(changed(BINDING, *changes), "binding.yaml")
    assert source is not None and not problems
    return build_binding(source, channel or corner_channel())[1]


def corner_shop(*changes: tuple[str, str]) -> Loaded:
    channel = corner_channel()
    source, problems = read_source(changed(BINDING, *changes), "binding.yaml")
    assert source is not None and not problems
    binding, problems = build_binding(source, channel)
    assert binding is not None, problems
    return Loaded(channel, binding)


def bundled(name: str) -> Loaded:
    loaded = load_channel(folder_of(name))
    assert loaded.binding is not None, loaded.problems
    return Loaded(loaded.spec, loaded.binding)


def account(
    channel: str = "corner_shop",
    parameters: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    hosts: Mapping[str, str] | None = None,
) -> Account:
    """An account; `secrets` maps each secret's name to its value."""
    values = {"key": "s3cret-key"} if secrets is None else dict(secrets)
    environ = {f"TEST_{name.upper()}": value for name, value in values.items()}
    return Account(
        "test",
        channel,
        "test",
        hosts=dict(hosts or {}),
        parameters=dict({"shop": 7} if parameters is None else parameters),
        secrets={name: EnvironmentSecret(f"TEST_{name.upper()}", environ) for name in values},
    )


ACCOUNTS: Mapping[str, Account] = {
    "corner_shop": account(),
    "cdiscount": account("cdiscount/soap", {}, {"login": "demo-api", "password": "p4ss"}),
    "manomano": account("manomano", {"seller_contract_id": "12345"}, {"api_key": "k3y"}),
    "veepee": account("veepee", {"shop_channel_id": 2}, {"token": "t0k3n"}),
}


def client(
    loaded: Loaded,
    handler: Callable[[httpx.Request], httpx.Response],
    clock: Clock | None = None,
    settings: HttpSettings | None = None,
    used: Account | None = None,
) -> MarketplaceClient:
    """A client whose network is `handler`."""
    assert loaded.binding is not None
    who = used or ACCOUNTS[loaded.binding.binding]
    return connect(loaded, who, clock or ManualClock(NOW), settings=settings, transport=httpx.MockTransport(handler))


def listed(shop: MarketplaceClient, query: ListQuery | None = None) -> list[NativeRecord]:
    asked = query or ListQuery("latest", SINCE, UNTIL)
    return [record for page in shop.pages(asked) for record in page.records]  # type: ignore[misc]


def sample(channel: str, name: str) -> bytes:
    return (folder_of(channel) / "samples" / name).read_bytes()


def order_of(report: OrderReport, channel: str = "corner_shop", status: str = "waiting_shipment") -> Order:
    return Order(OrderKey("test", channel, report.id), "test", status, report.native_status, NOW, NOW, NOW, report)


def action(order: Order, name: str, fields: Mapping[str, Any] | None = None, before: Any = None) -> ActionRequest:
    return ActionRequest("5ubm1ss10n", order, name, dict(fields or {}), before or (lambda: None))
