"""A shop whose store already holds orders, and what must be true of every refusal a user meets there."""

from __future__ import annotations

import re
import resource
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from click.testing import CliRunner, Result

from stallkeeper.bindings.http import HttpSettings
from stallkeeper.cli.contents import stallkeeper
from stallkeeper.cli.session import Session
from stallkeeper.clock import SystemClock
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from tests.channel_folders import folder_of
from tests.cli.command_line import command, environment
from tests.cli.shop import Shop, open_shop

SECRET = "played-api-key"
BUYER = {
    "addresses.shipping.firstname": "Zebulonia",
    "addresses.shipping.lastname": "Quackenbush",
    "addresses.shipping.email": "zq@buyer.invalid",
    "addresses.shipping.phone": "+33611223344",
    "addresses.shipping.address_line1": "77 impasse du Marqueur",
}
MARKERS = (SECRET, "played-password", "Zebulonia", "Quackenbush", "zq@buyer.invalid", "611223344", "Marqueur")
"""What no output may show: the secrets, and every sign of the buyer."""

KEPT = ("orders", "lines", "personal", "history", "submissions", "cursors")
"""The tables that a refusal leaves exactly as they were; sweeps and incidents are where it is noted."""

IMPATIENT = HttpSettings(connect=2.0, read=0.3, attempts=2)


def dump(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that a refusal must not touch."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in KEPT}


def incidents(shop: StockedShop) -> list[tuple[str, str]]:
    """The open ones, by kind and subject."""
    with closing(sqlite3.connect(f"file:{shop.store}?mode=ro", uri=True)) as connection:
        query = "SELECT kind, subject FROM incidents WHERE resolved_at IS NULL ORDER BY kind, subject"
        return connection.execute(query).fetchall()


def assert_nothing_leaks(shown: str, *more: str) -> None:
    """No secret and no buyer, wherever it stands."""
    for marker in (*MARKERS, *more):
        assert marker not in shown, f"{marker} is shown"


@dataclass(frozen=True)
class StockedShop:
    """A shop at a played marketplace with `ids` in its store, as the marketplace has them too."""

    shop: Shop
    ids: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=lambda: {"SHOP_KEY": SECRET})
    http: HttpSettings | None = None
    busy_seconds: float = 0.2

    @property
    def store(self) -> Path:
        return self.shop.store

    @property
    def folder(self) -> Path:
        return self.shop.accounts.parent

    def like(self, **changes: object) -> StockedShop:
        return replace(self, **changes)  # type: ignore[arg-type]

    def fault(self, kind: str, times: int = 100, **settings: object) -> None:
        self.shop.server.marketplace.faults.arm(kind, {"times": times, **settings})

    def works_again(self) -> None:
        self.shop.server.marketplace.faults.clear()

    def move_to(self, url: str) -> None:
        """The account's host is elsewhere from now on."""
        text = self.shop.accounts.read_text()
        self.shop.accounts.write_text(re.sub(r'(api|sts): "[^"]*"', rf'\1: "{url}"', text))

    def run(self, *words: str) -> Result:
        """The command line in this process."""
        session = Session()
        session.http, session.busy_seconds = self.http, self.busy_seconds
        environ = {"STALLKEEPER_ACCOUNTS": None, "NO_COLOR": "1", **self.environ}
        asked = ["--accounts", str(self.shop.accounts), *words]
        return CliRunner().invoke(stallkeeper, asked, env=environ, obj=session)

    def accepted(self, *words: str) -> Result:
        """Run what works, and check that it does."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        assert_nothing_leaks(result.output)
        return result

    def refused(self, *words: str, code: int, parts: tuple[str, ...], traced: bool = True) -> str:
        """Run what must be refused, twice: once as it is, once with -v; what a user is shown.

        Nothing stored may have changed, and `traced` says whether -v has a traceback to show.
        """
        before = dump(self.store)
        plain, verbose = self.run(*words), self.run("-v", *words)
        assert (plain.exit_code, verbose.exit_code) == (code, code), plain.output
        for part in parts:
            assert part in plain.output, plain.output
        assert "Traceback" not in plain.output
        assert ("Traceback (most recent call last)" in verbose.stderr) == traced, verbose.output
        assert_nothing_leaks(
            plain.output + verbose.output, *(value for value in self.environ.values() if value and value.strip())
        )
        assert dump(self.store) == before
        return plain.output

    def recovers(self) -> None:
        """The same store and the marketplace as it was: everything is still there, and work goes on."""
        self.works_again()
        self.accepted("sync", "shop", "--window", "catch_up")
        shown = self.accepted("orders").stdout
        assert all(order_id in shown for order_id in self.ids)


@contextmanager
def stocked(folder: Path, native: str = "PENDING", count: int = 3) -> Iterator[StockedShop]:
    """A played ManoMano with orders, which are in the store already."""
    with open_shop(folder) as shop:
        ids = shop.arrive(native, count, **BUYER)
        stocked_shop = StockedShop(shop, ids)
        stocked_shop.accepted("sync", "shop")
        assert {row[1] for row in dump(shop.store)["orders"]} == set(ids)
        assert any("Zebulonia" in str(row) for row in dump(shop.store)["personal"]), "the marker is really there"
        yield stocked_shop


SECONDS, BYTES = 5, 1 << 30
"""What a process that meets a bomb may use, in processor time and in memory: a thousandth of what the bomb asks for."""


def bounded(shop: StockedShop, *words: str) -> subprocess.CompletedProcess[str]:
    """A process that the system ends when it takes more time or memory than a bomb may cost."""
    asked = command("--accounts", str(shop.shop.accounts), *words)
    own = environment(**{name: value for name, value in shop.environ.items() if value})
    return subprocess.run(
        asked, env=own, preexec_fn=_within_limits, capture_output=True, text=True, timeout=120, check=False
    )


def _within_limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


XML_ACCOUNTS = """language: 1
store: orders.db
accounts:
  shop:
    channel: cdiscount/soap
    hosts: {{api: "{url}", sts: "{url}"}}
    secrets: {{login: SHOP_LOGIN, password: SHOP_PASSWORD}}
"""


@contextmanager
def stocked_xml(folder: Path) -> Iterator[StockedShop]:
    """The same at a played marketplace that speaks XML behind a login."""
    play, problems = load_play(folder_of("cdiscount/soap"))
    assert play is not None, problems
    world = World(play, 1, SystemClock())
    with PlayedServer(world) as server:
        accounts = folder / "stallkeeper.yaml"
        accounts.write_text(XML_ACCOUNTS.format(url=server.base_url))
        shop = Shop(world, server, accounts)
        buyer = {"ShippingAddress.FirstName": "Zebulonia", "ShippingAddress.LastName": "Quackenbush"}
        ids = shop.arrive("WaitingForSellerAcceptation", 3, **buyer)
        stocked_shop = StockedShop(shop, ids, {"SHOP_LOGIN": "played-login", "SHOP_PASSWORD": "played-password"})
        stocked_shop.accepted("sync", "shop")
        assert {row[1] for row in dump(shop.store)["orders"]} == set(ids)
        yield stocked_shop
