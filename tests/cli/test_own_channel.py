"""A channel of one's own: named by its folder in stallkeeper.yaml, it is known to every verb."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from tests.cli.command_line import run
from tests.cli.shop import Shop

ACCOUNTS = """language: 1
store: orders.db
accounts:
  shop:
    channel: ../corner-shop
    hosts: {{api: "{url}"}}
    secrets: {{api_key: SHOP_KEY}}
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shop]:
    """A shop on a channel that lies beside the folder of the accounts file, with an order that waits for a yes."""
    made = run("new", "corner-shop", "--into", str(tmp_path))
    assert made.exit_code == 0, made.stderr
    play, problems = load_play(tmp_path / "corner-shop")
    assert play is not None, problems
    world = World(play, 1, SystemClock())
    (tmp_path / "desk").mkdir()
    accounts = tmp_path / "desk" / "stallkeeper.yaml"
    with PlayedServer(world) as server:
        accounts.write_text(ACCOUNTS.format(url=server.base_url))
        world.create(1, "NEW", ago=timedelta(hours=1))
        yield Shop(world, server, accounts)


def test_orders_of_an_own_channel_are_acted_upon(own: Shop) -> None:
    assert own.run("sync").exit_code == 0
    (order,) = own.world.orders()
    result = own.run("act", "accept", order)
    assert result.exit_code == 0, result.output
    assert own.world.orders()[order] == "TO_SHIP"


@pytest.mark.parametrize("channel", ["corner-shop", "FOLDER"])
def test_an_own_channel_is_a_filter_by_name_and_by_folder(own: Shop, channel: str) -> None:
    own.run("sync")
    word = str(own.accounts.parent / "../corner-shop") if channel == "FOLDER" else channel
    assert len(json.loads(own.run("orders", "--channel", word, "--json").stdout)) == 1
    assert len(json.loads(own.run("export", "--channel", word, "--format", "json").stdout)) == 1
    assert own.run("act", "accept", "--where", f"channel={word}").exit_code == 0


def test_the_carriers_of_an_own_channel_are_asked_for_with_an_account(own: Shop) -> None:
    result = own.run("carriers", "corner-shop", "--account", "shop")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("words", [("show",), ("simulate",), ("page",), ("validate",)])
def test_an_own_channel_has_a_name_for_the_other_verbs_too(own: Shop, words: tuple[str, ...]) -> None:
    assert own.run(*words, "corner-shop").exit_code == 0


def test_a_name_of_the_catalog_keeps_meaning_the_catalog(own: Shop, tmp_path: Path) -> None:
    (tmp_path / "corner-shop").rename(tmp_path / "manomano")
    own.accounts.write_text(own.accounts.read_text().replace("../corner-shop", "../manomano"))
    assert "(manomano)" in own.run("show", "manomano").stdout
    assert own.run("sync").exit_code == 0
    (order,) = own.world.orders()
    assert own.run("act", "accept", order).exit_code == 0, "the account's own channel decides"


def test_the_folder_is_seen_from_the_accounts_file(own: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere" / "deep")
    assert own.run("sync").exit_code == 0


def test_a_folder_in_a_folder_is_a_path_too_and_seen_from_the_accounts_file(own: Shop, tmp_path: Path) -> None:
    (own.accounts.parent / "mine").mkdir()
    (tmp_path / "corner-shop").rename(own.accounts.parent / "mine" / "shop")
    own.accounts.write_text(own.accounts.read_text().replace("../corner-shop", "mine/shop"))
    assert own.run("sync").exit_code == 0
    assert len(json.loads(own.run("orders", "--channel", "mine/shop", "--json").stdout)) == 1


def test_an_account_sells_on_an_edition(own: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "channels" / "corner-shop" / "editions" / "v2"
    folder.parent.mkdir(parents=True)
    (tmp_path / "corner-shop").rename(folder)
    file = folder / "channel.yaml"
    file.write_text(file.read_text().replace("channel: corner-shop\n", "channel: corner-shop\nedition: v2\n"))
    own.accounts.write_text(own.accounts.read_text().replace("../corner-shop", "corner-shop/v2"))
    found = "--channels", str(tmp_path / "channels")
    assert own.run(*found, "sync").exit_code == 0
    for name in ("corner-shop", "corner-shop/v2"):
        (order,) = json.loads(own.run(*found, "orders", "--channel", name, "--json").stdout)
        assert order["channel"] == "corner-shop"


def test_channels_takes_a_channels_own_folder_too(tmp_path: Path) -> None:
    run("new", "corner-shop", "--into", str(tmp_path))
    assert run("--channels", str(tmp_path / "corner-shop"), "simulate", "corner-shop").exit_code == 0
    assert run("--channels", str(tmp_path / "corner-shop") + os.sep, "show", "corner-shop").exit_code == 0


def test_accounts_with_mistakes_do_not_keep_an_author_from_checking(own: Shop) -> None:
    own.accounts.write_text("language: 2")
    assert own.run("validate", "manomano").exit_code == 0
    assert own.run("orders", "--channel", "corner-shop").exit_code == 1, "who lists orders hears of the mistakes"


def test_the_demo_leaves_the_channels_of_accounts_alone(own: Shop) -> None:
    result = own.run("demo", "--orders", "3", "--keep", str(own.accounts.parent / "demo.db"))
    assert "corner-shop" not in (own.accounts.parent / "demo.yaml").read_text(), result.output
