"""`schema`: what an action takes, as a JSON Schema for a form or a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.bindings.loopback import Loopback, http
from tests.cli.command_line import run
from tests.cli.shop import Shop
from tests.shared_material import ROOT


def schema_of(*arguments: str) -> dict[str, Any]:
    result = run("schema", *arguments)
    assert result.exit_code == 0, result.stderr
    schema: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    return schema


def told(folder: Path, **what: Any) -> str:
    file = folder / "order.json"
    file.write_text(json.dumps(what))
    return str(file)


def test_a_schema_asks_for_a_field_that_another_field_calls_for() -> None:
    takes = Draft202012Validator(schema_of("veepee", "ship"))

    assert takes.is_valid({"fields": {"carrier": "5"}})
    assert not takes.is_valid({"fields": {"carrier": "130"}})
    assert takes.is_valid({"fields": {"carrier": "130", "tracking_number": "X1"}})


@pytest.mark.parametrize(("mode", "taken"), [("suivi", False), ("standard", True)])
def test_the_schema_of_an_order_in_a_file_has_its_conditions_answered(tmp_path: Path, mode: str, taken: bool) -> None:
    file = told(tmp_path, order={"delivery_mode": mode}, native={"status": "WaitingForShipmentAcceptation"})

    assert Draft202012Validator(schema_of("cdiscount/soap", "ship", "--order", file)).is_valid({}) is taken


def test_lines_and_amounts_of_an_order_in_a_file_are_known(tmp_path: Path) -> None:
    order = {"total": 12.5, "ordered_at": "2026-11-22T10:00:00Z", "lines": [{"id": "L1", "quantity": 2, "total": 12.5}]}

    schema = schema_of("veepee", "refund", "--order", told(tmp_path, order=order, native={"status": "SHIPPED"}))

    assert schema["properties"]["line"]["enum"] == ["L1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "is no JSON"),
        ("[]", "has to hold"),
        ('{"order": []}', "has to hold"),
        ('{"order": {"delivery": 1}}', "no order field in"),
        ('{"order": {"lines": [{"id": "L1", "quantity": "two"}]}}', "is no line"),
    ],
)
def test_a_file_that_tells_of_no_order_is_wrong_usage(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "order.json"
    file.write_text(text)

    result = run("schema", "veepee", "ship", "--order", str(file))

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_misspelt_action_is_told_with_what_was_probably_meant() -> None:
    result = run("schema", "veepee", "shp")

    assert result.exit_code == 2
    assert "did you mean ship?" in result.stderr


def test_the_schema_of_a_stored_order_is_that_of_its_fields_alone(shop: Shop) -> None:
    (order,) = shop.arrive("SHIPPED")
    assert shop.run("sync").exit_code == 0

    result = shop.run("schema", "manomano", "refund", "--order", order, "--account", "shop")

    assert result.exit_code == 0, result.stderr
    schema = json.loads(result.stdout)
    assert schema["required"] == ["refund_reason", "refund_shipping_fees"]


def test_an_order_of_another_channel_is_wrong_usage(shop: Shop) -> None:
    (order,) = shop.arrive("SHIPPED")
    assert shop.run("sync").exit_code == 0

    result = shop.run("schema", "veepee", "refund", "--order", order)

    assert result.exit_code == 2
    assert "is of manomano, not of veepee" in result.stderr


ITEM_SHOPS = """language: 1
store: orders.db
accounts:
  items: {channel: item_shop, hosts: {api: "http://127.0.0.1:PORT"}}
"""
REASONS = b"""{"reasons": [
  {"code": "LOST", "label": "Lost by the carrier", "type": "REFUND", "for_sellers": true},
  {"code": "FRAUD", "label": "Fraud", "type": "REFUND", "for_sellers": false}
]}"""


def test_an_account_asks_the_marketplace_for_its_own_list(tmp_path: Path) -> None:
    marketplace = Loopback(http("200 OK", REASONS, "Content-Type: application/json"))
    accounts = tmp_path / "stallkeeper.yaml"
    accounts.write_text(ITEM_SHOPS.replace("PORT", str(marketplace.port)))
    own = ("--channels", str(ROOT / "tests" / "channels"), "--accounts", str(accounts))
    try:
        asked = run(*own, "schema", "item_shop", "refund", "--account", "items")
    finally:
        marketplace.close()
    unasked = run(*own, "schema", "item_shop", "refund")

    assert asked.exit_code == unasked.exit_code == 0, asked.stderr
    fields = [json.loads(result.stdout)["properties"]["fields"]["properties"] for result in (asked, unasked)]
    assert fields[0]["refund_reason"]["oneOf"] == [{"const": "LOST", "title": "Lost by the carrier"}]
    assert fields[1]["refund_reason"]["enum"] == ["OTHER"]


def test_an_account_that_sells_elsewhere_is_wrong_usage(shop: Shop) -> None:
    result = shop.run("schema", "veepee", "ship", "--account", "shop")

    assert result.exit_code == 2
    assert "account shop sells on manomano, not on veepee" in result.stderr
