"""`stallkeeper replay`: what stored orders would be under other rules, without touching them or telling of anybody."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.errors import StoreError
from stallkeeper.orders import Incident
from stallkeeper.store.store import Store
from stallkeeper.text.shipped import shipped_folder
from tests.cli.command_line import run
from tests.cli.shop import Shop, open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        shop.arrive("PENDING", 2)
        shop.arrive("PREPARATION", 3)
        assert shop.run("sync").exit_code == 0
        yield shop


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the orders' channel to be changed."""
    folder = tmp_path / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder, ignore=shutil.ignore_patterns("snapshots"))
    return folder


def change(folder: Path, old: str, new: str, file: str = "channel.yaml") -> str:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    return str(folder)


def replay(shop: Shop, new: str, *more: str) -> tuple[int, str]:
    result = run("replay", new, "--store", str(shop.store), *more)
    assert not result.stderr, result.stderr
    return result.exit_code, result.stdout


def test_under_the_same_rules_no_order_would_differ(shop: Shop) -> None:
    assert replay(shop, "manomano") == (0, "0 of 5 orders would differ; nothing was changed\n")


def test_a_word_that_means_something_else_moves_the_orders_that_say_it(shop: Shop, edited: Path) -> None:
    new = change(edited, "native: [WAITING_PAYMENT, REMORSE_PERIOD]", "native: [WAITING_PAYMENT, PREPARATION]")
    new = change(edited, "native: [PREPARATION]", "native: [REMORSE_PERIOD]")
    code, told = replay(shop, new)
    assert code == 1
    assert "      3  status: waiting_shipment would be accepted  (such as M" in told
    assert "      3  offered: ship would be nothing  (such as M" in told
    assert told.endswith("3 of 5 orders would differ; nothing was changed\n")


def test_an_action_that_is_offered_at_one_more_status_is_counted(shop: Shop, edited: Path) -> None:
    code, told = replay(shop, change(edited, "actions: [ship]", "actions: [ship, refuse]"))
    assert code == 1
    assert "      3  offered: ship would be ship, refuse  (" in told


def test_another_mapping_shows_in_amounts_and_lines_without_their_values_in_the_text(shop: Shop, edited: Path) -> None:
    new = change(
        edited,
        "  shipping: shipping_price.amount\n  fulfilled",
        "  shipping: total_price.amount\n  fulfilled",
        "binding.yaml",
    )
    code, told = replay(shop, new)
    assert code == 1
    assert "      5  shipping  (such as M" in told
    (first, *_) = json.loads(replay(shop, new, "--json")[1])
    (changed,) = first["changes"]
    assert changed["what"] == "shipping" and changed["old"] != changed["new"]


def test_nothing_that_tells_of_a_person_is_ever_shown(shop: Shop, edited: Path) -> None:
    text = (edited / "binding.yaml").read_text()
    (edited / "binding.yaml").write_text(
        text.replace("title: {first_of: [title, product_title]}", "title: /addresses.billing.lastname")
    )
    names = {str(order["addresses"]["billing"]["lastname"]) for order in payloads(shop.store)}
    assert names
    told = replay(shop, str(edited))[1] + replay(shop, str(edited), "--json")[1]
    assert "lines.title" in told
    assert not any(name in told for name in names)


def payloads(store: Path) -> list[dict[str, dict[str, dict[str, str]]]]:
    with sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True) as connection:
        return [json.loads(row[0]) for row in connection.execute("SELECT payload FROM personal")]


def test_the_file_is_not_changed_and_what_is_only_in_the_log_is_read(shop: Shop, tmp_path: Path) -> None:
    with Store.open(shop.store, now=SystemClock().now()) as writer:
        writer.raise_incident(an_incident())
        log = Path(f"{shop.store}-wal")
        assert log.stat().st_size > 0
        before = shop.store.read_bytes(), log.read_bytes()
        assert replay(shop, "manomano")[0] == 0
        assert (shop.store.read_bytes(), log.read_bytes()) == before
    quiet = shop.store.read_bytes()
    assert replay(shop, "manomano")[0] == 0
    assert shop.store.read_bytes() == quiet


def an_incident() -> Incident:
    now = SystemClock().now()
    return Incident("shop", "drift", "here", "A test.", first_at=now, last_at=now)


def test_a_store_opened_to_be_read_refuses_to_write(shop: Shop) -> None:
    with Store.open_to_read(shop.store, now=SystemClock().now()) as store, pytest.raises(StoreError):
        store.raise_incident(an_incident())


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    result = run("replay", "manomano", "--store", str(tmp_path / "none.db"))
    assert result.exit_code == 1 and "is no file" in result.stderr
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_the_orders(shop: Shop) -> None:
    """The summary holds one group for each way of differing, and three examples of each."""
    from stallkeeper.render.replay_text import ReplaySummary
    from stallkeeper.runtime.replay import Changed, Replayed

    with Store.open_to_read(shop.store, now=SystemClock().now()) as store:
        order = next(store.orders())
    summary = ReplaySummary()
    for number in range(5_000):
        summary.add(Replayed(order, (Changed("native_status", f"A{number}", "B"), Changed("total", number, 0))))
    told = summary.text()
    assert "native_status: in further ways" in told and "   5000  total  (" in told
    assert len(told.splitlines()) < 250


def test_orders_whose_payloads_are_of_another_form_are_counted_as_not_derived(shop: Shop, tmp_path: Path) -> None:
    """Such as a store that was filled from XML, replayed under an edition that reads JSON: nothing is known of them."""
    copy = tmp_path / "copy.db"
    with sqlite3.connect(shop.store) as held, sqlite3.connect(copy) as other:
        held.backup(other)
        other.execute("UPDATE personal SET payload = CAST('<order/>' AS BLOB)")
    result = run("replay", "manomano", "--store", str(copy))
    assert result.exit_code == 1
    assert result.stdout.startswith("      5  unreadable  (such as M")
    assert result.stdout.endswith("0 of 5 orders would differ, 5 could not be derived anew; nothing was changed\n")
