"""The played Octopia, spoken to by our own client over HTTP: its token, its reasons, its pages, and an invoice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from stallkeeper.accounts import Account, EnvironmentSecret
from stallkeeper.bindings.client import DocumentFile, ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import Order, OrderKey
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.spec.load import load_channel
from tests.channel_folders import folder_of
from tests.played.speaking import START, world_of

NAME = "cdiscount/octopia"
LOADED = load_channel(folder_of(NAME), with_scenarios=False)


@dataclass
class Octopia:
    client: MarketplaceClient
    world: World
    server: PlayedServer

    def listed(self) -> list[Order]:
        query = ListQuery("latest", START - timedelta(days=1), START + timedelta(days=1))
        reports = [record.report() for page in self.client.pages(query) for record in page.records]
        return [
            Order(OrderKey("shop", "cdiscount", each.id), "shop", None, each.native_status, START, START, START, each)
            for each in reports
        ]


@contextmanager
def octopia(seller_id: str = "70077", secret: str = "played-client-secret") -> Iterator[Octopia]:
    clock = ManualClock(START)
    world = world_of(NAME, clock=clock)
    held = {"client_id": "played-client", "client_secret": secret}
    secrets = {name: EnvironmentSecret(name, held) for name in held}
    with PlayedServer(world) as server:
        hosts = {"api": server.base_url, "auth": server.base_url}
        account = Account("shop", NAME, "shop", hosts=hosts, parameters={"seller_id": seller_id}, secrets=secrets)
        yield Octopia(connect(LOADED, account, clock), world, server)
        assert server.crashes == ()


def test_a_full_page_is_followed_by_another_and_a_short_one_ends_the_list() -> None:
    with octopia() as here:
        ids = here.world.create(130, "InPreparation")
        here.world.create(5, variant="other_partner")
        assert sorted(order.id for order in here.listed()) == sorted(ids)


def test_the_address_of_delivery_is_given_from_the_preparation_on() -> None:
    with octopia() as here:
        here.world.create(1, "Accepted")
        here.world.create(1, "InPreparation")
        given = {order.native_status: order.report.delivery is not None for order in here.listed()}
    assert given == {"Accepted": False, "InPreparation": True}


def test_the_reasons_are_those_that_the_marketplace_lists() -> None:
    with octopia() as here:
        codes = [each.code for each in here.client.values("cancellation_reasons")]
    assert codes == ["seller-out-of-stock", "seller-shipping-impossible", "seller-wrong-price"]


def test_an_invoice_is_handed_over_as_a_file() -> None:
    with octopia() as here:
        here.world.create(1, "Shipped")
        (order,) = here.listed()
        here.client.upload(order, "invoice", DocumentFile("F-1.pdf", "application/pdf", b"%PDF-1.4 of ours"))
        (kept,) = here.world.files
    assert (kept.name, kept.type, kept.content) == ("F-1.pdf", "application/pdf", b"%PDF-1.4 of ours")


@pytest.mark.parametrize("wrong", [{"seller_id": "70078"}, {"secret": "another"}])
def test_another_seller_or_secret_is_refused(wrong: dict[str, str]) -> None:
    with octopia(**wrong) as here, pytest.raises(ChannelError) as error:
        here.listed()
    assert error.value.kind == "auth"
