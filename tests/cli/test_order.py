"""`order`: everything about one order, and about its buyer only when asked."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.store.history_table import HistoryTable
from stallkeeper.text.shipped import shipped_folder
from tests.cli.shop import Shop


def test_it_tells_what_is_allowed_and_why_the_rest_is_not(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    text = shop.run("order", order).stdout
    assert f"Order {order} (manomano, account shop)" in text
    assert "accept: allowed" in text
    assert "ship: not now" in text
    assert "channel.yaml:" in text, "a no names the rule's place"
    assert "new → waiting_acceptance by the marketplace (PENDING)" in text


def test_an_action_names_the_fields_it_needs(shop: Shop) -> None:
    (order,) = shop.arrive("PREPARATION")
    shop.run("sync", "shop")
    assert "ship: allowed; needs carrier" in shop.run("order", order).stdout


def test_the_buyer_is_shown_only_when_asked_for(shop: Shop) -> None:
    (order,) = shop.arrive("PREPARATION")
    shop.run("sync", "shop")
    held = shop.world.order(order)
    assert held is not None
    street = held.tree["addresses"]["shipping"]["address_line1"]
    assert street not in shop.run("order", order).stdout + shop.run("order", order, "--json").stdout
    assert street in shop.run("order", order, "--with-buyer").stdout
    assert street in shop.run("order", order, "--with-buyer", "--json").stdout


def test_json_holds_the_same(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    form = json.loads(shop.run("order", order, "--json").stdout)
    assert form["order"]["id"] == order
    assert {each["action"]: each["allowed"] for each in form["actions"]} == {
        "accept": True,
        "refuse": True,
        "ship": False,
        "refund": False,
    }
    assert [event["kind"] for event in form["history"]] == ["first_seen", "moved"]


def test_an_order_that_is_not_there_is_wrong_usage(shop: Shop) -> None:
    result = shop.run("order", "M0")
    assert result.exit_code == 2
    assert 'no order "M0" is in the store' in result.stderr


def test_an_id_that_two_accounts_use_has_to_be_narrowed(shop: Shop) -> None:
    text = shop.accounts.read_text()
    shop.accounts.write_text(text + text[text.index("  shop:") :].replace("  shop:", "  second:"))
    (order,) = shop.arrive("PENDING")
    shop.run("sync")
    result = shop.run("order", order)
    assert result.exit_code == 2
    assert "--account shop" in result.stderr and "--account second" in result.stderr
    assert shop.run("order", order, "--account", "second").exit_code == 0


def test_it_needs_neither_secrets_nor_the_marketplace(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    shop.server.stop()
    assert shop.run("order", order, environ={}).exit_code == 0


def test_what_was_sent_stays_to_be_seen(shop: Shop) -> None:
    (order,) = shop.arrive("PREPARATION")
    shop.run("sync", "shop")
    assert shop.run("act", "ship", order, "--carrier", "DPD", "--tracking-number", "00340434").exit_code == 0
    text = shop.run("order", order).stdout
    assert text.count("carrier DPD, tracking_number 00340434") == 2, "in the list of actions and in the history"
    (sent,) = json.loads(shop.run("order", order, "--json").stdout)["submissions"]
    assert (sent["state"], sent["fields"]["tracking_number"]) == ("confirmed", "00340434")


def test_a_refusal_is_told_in_the_marketplaces_own_words(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    shop.server.marketplace.faults.arm("fail_next", {"status": 400, "method": "POST"})
    assert shop.run("act", "accept", order).exit_code == 1
    history = shop.run("order", order).stdout.partition("History\n")[2]
    (line,) = [line for line in history.splitlines() if "rejected" in line]
    assert " UTC  accept rejected (validation): " in line and "answered 400" in line


def test_a_shipped_order_says_where_refunds_of_the_marketplace_are_not_reported(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "quiet" / "manomano"
    copytree(shipped_folder("channels") / "manomano", folder)
    file = folder / "channel.yaml"
    told = file.read_text("utf-8").replace(
        "mode: both\n  seen: [through_us, back_office]", "mode: action\n  seen: [through_us]"
    )
    file.write_text(told, "utf-8")
    (order,) = shop.arrive("SHIPPED")
    shop.run("sync", "shop")
    assert "not reported" not in shop.run("order", order).stdout
    shop.accounts.write_text(shop.accounts.read_text().replace("channel: manomano", f"channel: {folder}"))
    assert "Refunds made at the marketplace itself are not reported." in shop.run("order", order).stdout


def test_who_looks_at_a_buyer_is_on_record(shop: Shop) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    shop.run("order", order)
    assert "handed out" not in shop.run("order", order).stdout
    shop.run("order", order, "--with-buyer")
    assert "the buyer's data was handed out to " in shop.run("order", order).stdout


def test_where_it_cannot_be_put_on_record_nothing_of_the_buyer_is_shown(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (order,) = shop.arrive("PENDING")
    shop.run("sync", "shop")
    held = shop.world.order(order)
    assert held is not None
    street = held.tree["addresses"]["shipping"]["address_line1"]
    assert street in shop.run("order", order, "--with-buyer").output
    with monkeypatch.context() as patched:
        patched.setattr(HistoryTable, "add", no_room)
        for words in ((), ("--json",)):
            result = shop.run("order", order, "--with-buyer", *words)
            assert result.exit_code != 0
            assert street not in result.output


def no_room(*_: object) -> None:
    raise StoreError("the disk is full")
