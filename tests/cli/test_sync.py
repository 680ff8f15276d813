"""`sync`: what a seller sees of reading orders, when it goes well and when it does not."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import run, run_process
from tests.cli.shop import ENVIRON, Shop


def test_new_orders_are_read_and_counted(shop: Shop) -> None:
    shop.arrive("PENDING", 3)
    result = shop.run("sync", "shop")
    assert result.exit_code == 0, result.stderr
    header, latest, *_ = result.stdout.splitlines()
    assert header.split() == ["account", "window", "state", "seen", "new", "changed", "unchanged", "left", "out"]
    assert latest.split() == ["shop", "latest", "complete", "3", "3", "0", "0", "0"]


def test_json_is_all_that_stands_on_standard_output(shop: Shop) -> None:
    shop.arrive("PENDING", 2)
    result = run_process("--accounts", str(shop.accounts), "sync", "--window", "latest", "--json", **ENVIRON)
    (account,) = json.loads(result.stdout)
    assert account["account"] == "shop" and account["complete"] is True
    assert [sweep["created"] for sweep in account["sweeps"]] == [2]
    assert "shop latest: complete, 2 orders seen" in result.stderr


def test_a_second_sync_finds_nothing_new(shop: Shop) -> None:
    shop.arrive("PENDING", 2)
    shop.run("sync", "shop")
    result = shop.run("sync", "shop", "--window", "latest", "--json")
    (sweep,) = json.loads(result.stdout)[0]["sweeps"]
    assert sweep["created"] == 0


def test_a_failing_marketplace_ends_with_one_and_says_which_account(shop: Shop) -> None:
    shop.server.marketplace.faults.arm("fail_next", {"status": 400, "times": 9})
    result = shop.run("sync", "shop", "--window", "latest")
    assert result.exit_code == 1
    assert "account shop, window latest:" in result.stderr
    assert "400" in result.stderr and "Traceback" not in result.stderr


def test_an_unknown_account_is_wrong_usage_with_the_near_miss(shop: Shop) -> None:
    result = shop.run("sync", "shopp")
    assert result.exit_code == 2
    assert 'no account is called "shopp"; did you mean shop?' in result.stderr


def test_an_unknown_window_is_wrong_usage_before_anything_is_asked(shop: Shop) -> None:
    result = shop.run("sync", "shop", "--window", "lates")
    assert result.exit_code == 2
    assert "did you mean latest?" in result.stderr
    assert shop.server.requests == ()


def test_a_missing_secret_is_told_by_its_variable(shop: Shop) -> None:
    result = shop.run("sync", "shop", environ={"SHOP_KEY": ""})
    assert result.exit_code == 1
    assert "SHOP_KEY is not set" in result.stderr
    assert shop.server.requests == ()


def test_a_wrong_secret_is_told_and_never_shown(shop: Shop) -> None:
    result = shop.run("-v", "sync", "shop", environ={"SHOP_KEY": "s3cr3t-and-wrong"})
    assert result.exit_code == 1
    assert "401" in result.stderr
    assert "s3cr3t" not in result.output + shop.store.read_bytes().decode("latin-1")


def test_without_an_accounts_file_the_way_on_is_told(tmp_path: Path) -> None:
    result = run("--accounts", str(tmp_path / "nothing.yaml"), "sync")
    assert result.exit_code == 1
    assert "there is no accounts file" in result.stderr and "nothing.yaml" in result.stderr
    assert "secrets: {NAME: MY_SHOP_VARIABLE}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_store_that_cannot_be_written_is_named(shop: Shop) -> None:
    shop.accounts.write_text(shop.accounts.read_text().replace("store: orders.db", "store: nowhere/orders.db"))
    result = shop.run("sync", "shop")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr and "Traceback" not in result.stderr


def test_orders_that_came_a_moment_ago_are_a_reason_why_a_first_sweep_finds_none(shop: Shop) -> None:
    shop.world.create(3, "PENDING")
    result = shop.run("sync")
    assert "younger than 2 minutes (`settle`) and wait for the next sweep" in result.stderr


MISSPELT = "  other:\n    channel: manomanno\n    secrets: {api_key: SHOP_KEY}\n"


def test_a_misspelt_channel_is_told_with_its_place_and_stops_no_other_account(shop: Shop) -> None:
    shop.arrive("PENDING", 2)
    before = shop.accounts.read_text()
    shop.accounts.write_text(before.replace("accounts:\n", f"accounts:\n{MISSPELT}"))
    assert shop.run("sync", "shop").exit_code == 0
    whole = shop.run("sync")
    assert whole.exit_code == 1
    assert f"account other: {shop.accounts}:5:14: there is no channel" in whole.stderr
    assert "did you mean `manomano`?" in whole.stderr
    assert whole.stdout.splitlines()[1].split()[:3] == ["shop", "latest", "complete"]
