"""Amazon and Veepee as they are shipped, side by side in one store: each loses its buyers when its own file says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.orders import Order, Whole
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime import incidents
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_engine
from tests.channel_folders import folder_of
from tests.played.speaking import START

DAY = timedelta(days=1)
ENVIRON = {"ID": "played-client", "SECRET": "played-secret", "REFRESH": "played-refresh", "TOKEN": "played-token"}
FILE = """
language: 1
store: orders.db
{keys}
accounts:
  amazon:
    channel: amazon
    hosts: {{api: "{amazon}", login: "{amazon}"}}
    parameters: {{marketplaces: A1PA6795UKMFR9}}
    secrets: {{client_id: ID, client_secret: SECRET, refresh_token: REFRESH}}
  veepee:
    channel: veepee
    hosts: {{api: "{veepee}"}}
    parameters: {{shop_channel_id: 1}}
    secrets: {{token: TOKEN}}
"""
NAMED: Mapping[str, Mapping[str, str]] = {
    "amazon": {"ShippingAddress.Name": "Amira Beispiel", "ShippingAddress.AddressLine1": "Deichweg 4"},
    "veepee": {},
}
"""What a seller is told who may read names at Amazon; Veepee's record has a buyer already."""

OPEN, SENT = {"amazon": "Unshipped", "veepee": "PENDING"}, {"amazon": "Shipped", "veepee": "SHIPPED"}


@dataclass(frozen=True)
class Sides:
    """One engine with an account at each, and an order of each that is open and one that was sent."""

    engine: Engine
    clock: ManualClock
    open: Mapping[str, str]
    sent: Mapping[str, str]

    def order(self, order_id: str) -> Order:
        (order,) = self.engine.store.find(order_id)
        return order

    def states(self) -> dict[str, str]:
        """What is left of the buyers, by what stands on the order."""
        orders = {f"{name} {word}": ids[name] for word, ids in self._orders() for name in ids}
        return {name: self.order(order_id).address_state("delivery") for name, order_id in orders.items()}

    def _orders(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        return ("open", self.open), ("sent", self.sent)

    def gone(self, day: int) -> set[str]:
        """Whose buyers are erased on that day after the orders, each day's look having been taken."""
        while (self.clock.now() - START) < day * DAY:
            self.clock.advance(DAY)
            self.engine.privacy.daily()
        return {name for name, state in self.states().items() if state == "erased"}


def sides(folder: Path, within: ExitStack, keys: str = "") -> Sides:
    """Both marketplaces as they are bundled, and what they held on the first day, read over HTTP."""
    clock = ManualClock(START)
    worlds: dict[str, World] = {}
    hosts: dict[str, str] = {}
    for name in ("amazon", "veepee"):
        play, problems = load_play(folder_of(name))
        assert play is not None, problems
        server = within.enter_context(PlayedServer(World(play, 7, clock)))
        worlds[name], hosts[name] = server.world, server.base_url
    ids = [{name: w.create(1, at[name], changes=NAMED[name])[0] for name, w in worlds.items()} for at in (OPEN, SENT)]
    (folder / "stallkeeper.yaml").write_text(FILE.format(keys=keys, **hosts))
    engine = within.enter_context(open_engine(folder / "stallkeeper.yaml", environ=ENVIRON, clock=clock))
    clock.advance(timedelta(minutes=10))
    for name in worlds:
        assert engine.sync(name, "latest").complete
    return Sides(engine, clock, *ids)


@pytest.fixture
def within() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_amazons_buyers_go_after_thirty_days_and_veepees_after_half_a_year(tmp_path: Path, within: ExitStack) -> None:
    here = sides(tmp_path, within)
    assert here.states() == dict.fromkeys(("amazon open", "amazon sent", "veepee open", "veepee sent"), "given")
    assert here.order(here.sent["amazon"]).status == here.order(here.sent["veepee"]).status == "shipped"
    assert here.gone(29) == set()
    assert here.gone(30) == here.gone(39) == {"amazon sent"}
    assert here.gone(179) == {"amazon sent", "amazon open"}
    assert here.gone(180) == {"amazon sent", "amazon open", "veepee sent", "veepee open"}
    assert isinstance(here.engine.store.audit.check(), Whole)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"Amira Beispiel" not in left and b"Exemple" not in left


def test_an_amazon_order_that_is_still_open_at_the_cap_is_erased_and_a_person_is_told(
    tmp_path: Path, within: ExitStack
) -> None:
    here = sides(tmp_path, within)
    assert here.order(here.open["amazon"]).status == "waiting_shipment"
    assert "amazon open" not in here.gone(39)
    assert {"amazon open"} == here.gone(40) - {"amazon sent"}
    erased = here.order(here.open["amazon"]).erased
    assert erased is not None and erased.rule == "40 days after the order at most"
    (told,) = [each for each in here.engine.store.incidents() if each.kind == incidents.ERASED_WHILE_OPEN]
    assert (told.account, told.subject) == ("amazon", here.open["amazon"])
    assert "although it is still open" in told.message


def test_a_file_that_keeps_everything_for_a_year_does_not_keep_amazons_beyond_its_cap(
    tmp_path: Path, within: ExitStack
) -> None:
    here = sides(tmp_path, within, "retention: {erase_after: 365 days, max: 400 days}")
    assert here.gone(39) == set()
    assert here.gone(40) == here.gone(200) == {"amazon sent", "amazon open"}
