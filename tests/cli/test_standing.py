"""`stallkeeper health` and `stallkeeper ledger`, at a marketplace that really answers, and really fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.store import Store
from tests.bindings.arranged import changed
from tests.channel_folders import folder_of
from tests.cli.shop import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as shop:
        shop.arrive("PENDING", 3)
        yield shop


def test_an_account_in_step_is_well_and_ends_with_0(shop: Shop) -> None:
    assert shop.run("sync").exit_code == 0
    done = shop.run("health")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("shop (manomano): well, ")
    assert "  latest: read through at " in done.stdout


def test_a_refused_key_is_told_with_its_reason_and_ends_with_1(shop: Shop) -> None:
    shop.run("sync")
    assert shop.run("sync", environ={"SHOP_KEY": "wrong"}).exit_code == 1
    done = shop.run("health")
    assert done.exit_code == 1
    assert done.stdout.startswith("shop (manomano): look at it, ") and "  paused: " in done.stdout
    (told,) = json.loads(shop.run("health", "--json").stdout)
    assert told["well"] is False and told["paused"]
    assert shop.run("sync").exit_code == 0
    assert shop.run("health").exit_code == 0, "it is well again by itself"


def test_how_often_an_account_may_ask_is_told_and_a_program_finds_it_in_json(shop: Shop, tmp_path: Path) -> None:
    channel = tmp_path / "channels" / "manomano"
    shutil.copytree(folder_of("manomano"), channel)
    binding = channel / "binding.yaml"
    rates = "rates:\n  usual: {most: 200, per: 15 minutes, burst: 20}\n\nretrieval:\n"
    binding.write_text(changed(binding.read_text(), ("\nretrieval:\n", f"\n{rates}")))
    further = ("--channels", str(channel.parent))
    assert shop.run(*further, "sync").exit_code == 0
    assert "  asks at most 200 times per 15 minutes (usual), up to 20 at once\n" in shop.run(*further, "health").stdout
    (told,) = json.loads(shop.run(*further, "health", "--json").stdout)
    (budget,) = told["budgets"]
    assert budget.items() >= {"name": "usual", "most": 200, "per": "15 minutes", "at_once": 20, "left": None}.items()
    assert "asks at most" not in shop.run("health").stdout, "of this channel no limit is known"


def test_the_ledger_lists_each_sweep_with_its_counts(shop: Shop) -> None:
    shop.run("sync", "--window", "latest")
    shop.run("sync", "--window", "latest")
    done = shop.run("ledger")
    header, newest, first = done.stdout.splitlines()
    assert header.split()[:3] == ["started", "account", "window"]
    assert first.split()[-6:-1] != newest.split()[-6:-1]
    assert done.stderr == "2 sweeps\n"
    told = json.loads(shop.run("ledger", "--json").stdout)
    assert [entry["sweep"]["created"] for entry in told] == [0, 3]
    assert told[0]["gap"] == "0 seconds"


def test_what_lies_unread_between_two_sweeps_stands_in_the_column_of_gaps(shop: Shop) -> None:
    shop.run("sync", "--window", "latest")
    with Store.open(shop.store, now=SystemClock().now()) as store:
        (sweep,) = store.sweeps("shop")
        assert sweep.since is not None
        over = sweep.since - timedelta(days=2)
        store.save_sweep(replace(sweep, id="long-ago", since=over - timedelta(days=1), until=over, started_at=over))
    header, newest, before = shop.run("ledger").stdout.splitlines()
    column = slice(header.index("again") + len("again"), header.index("gap") + len("gap"))
    assert (newest[column].strip(), before[column].strip()) == ("2 days", "")
    told = json.loads(shop.run("ledger", "--json").stdout)
    assert [entry["gap"] for entry in told] == ["2 days", None]


def test_the_ledger_is_filtered_by_window_and_by_what_was_missed(shop: Shop) -> None:
    shop.run("sync", "--window", "latest")
    assert shop.run("ledger", "--window", "catch_up").stderr == "0 sweeps\n"
    odd = shop.run("ledger", "--window", "catchup")
    assert odd.exit_code == 2 and 'no window is called "catchup"; did you mean catch_up?' in odd.stderr
    assert shop.run("ledger", "--missed").stderr == "0 sweeps\n"
    assert shop.run("ledger", "--since", "2100-01-01").stderr == "0 sweeps\n"


def test_an_account_that_does_not_exist_is_told(shop: Shop) -> None:
    done = shop.run("health", "shopp")
    assert done.exit_code == 2 and "shopp" in done.stderr


@pytest.mark.parametrize(
    "verb", [["health"], ["ledger"], ["errors"], ["deadlines"], ["plan", "ship", "--where", "all"]]
)
def test_a_verb_that_only_looks_makes_no_store(tmp_path: Path, verb: list[str]) -> None:
    with open_shop(tmp_path) as shop:
        done = shop.run(*verb)
        assert done.exit_code == 0 and "nothing has been read yet" in done.stderr, done.output
        assert not shop.store.exists()
