"""The small channels under tests/channels, connected to a server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import ActionRequest, ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.known_buyers import KnownBuyers
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.bindings.token_keeper import TokenKeeper
from stallkeeper.clock import Clock, ManualClock
from stallkeeper.orders import Order, OrderLine, OrderReport
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from tests.bindings.arranged import NOW, ROOT, SINCE, UNTIL, order_of
from tests.bindings.serving import Asked, Said, Served, serving

CHANNELS = ROOT / "tests" / "channels"
QUERY = ListQuery("latest", SINCE, UNTIL)
SETTINGS = HttpSettings(connect=2.0, read=5.0, attempts=2)

SECRETS: Mapping[str, Mapping[str, str]] = {
    "paper_shop": {"api_key": "p4per-key"},
    "token_shop": {"client_id": "the-app", "client_secret": "app-s3cret", "refresh_token": "first-refresh"},
    "signed_shop": {"client_key": "client-7", "secret_key": "s1gning-key"},
    "form_shop": {"api_key": "query-k3y", "login": "shop", "password": "p4ssw0rd"},
}
PARAMETERS: Mapping[str, Mapping[str, Any]] = {"token_shop": {"seller_id": "S-1"}, "site_shop": {"sites": [7, 8]}}


@dataclass(frozen=True)
class Shop:
    """A connected client and the server it talks to."""

    client: MarketplaceClient
    server: Served


def loaded_channel(name: str) -> LoadedChannel:
    """A small channel, which can be used."""
    loaded = load_channel(CHANNELS / name)
    assert not loaded.errors, loaded.errors
    return loaded


def account_of(loaded: LoadedChannel, url: str, parameters: Mapping[str, Any] | None = None) -> Account:
    """An account whose hosts are all at `url`."""
    assert loaded.binding is not None
    name = loaded.binding.binding
    values = SECRETS.get(name, {})
    return Account(
        "test",
        name,
        "test",
        hosts=dict.fromkeys(loaded.binding.hosts, url),
        parameters=dict(PARAMETERS.get(name, {}) if parameters is None else parameters),
        secrets={
            secret: EnvironmentSecret(secret.upper(), {secret.upper(): value}) for secret, value in values.items()
        },
    )


@contextmanager
def shop(
    name: str,
    answer: Callable[[Asked], Said],
    *,
    clock: Clock | None = None,
    parameters: Mapping[str, Any] | None = None,
    tokens: TokenKeeper | None = None,
    settings: HttpSettings = SETTINGS,
    buyers: KnownBuyers | None = None,
) -> Iterator[Shop]:
    """A client of the small channel `name`, served by `answer`."""
    loaded = loaded_channel(name)
    with serving(answer) as server:
        account = account_of(loaded, server.url, parameters)
        client = connect(loaded, account, clock or ManualClock(NOW), settings=settings, tokens=tokens, buyers=buyers)
        try:
            yield Shop(client, server)
        finally:
            client.close()


def order_with(*lines: OrderLine, id: str = "A1", native: str = "OPEN") -> Order:
    return order_of(OrderReport(id=id, native_status=native, lines=lines))


def line(id: str, quantity: int = 1) -> OrderLine:
    return OrderLine(id=id, sku=f"SKU-{id}", quantity=quantity)


def request(
    action: str, order: Order, fields: Mapping[str, Any] | None = None, before: Callable[[], None] | None = None
) -> ActionRequest:
    return ActionRequest("5ubm1ss10n", order, action, dict(fields or {}), before or (lambda: None))
