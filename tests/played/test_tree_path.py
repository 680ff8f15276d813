"""Paths into payloads."""

from __future__ import annotations

from copy import deepcopy

import pytest

from stallkeeper.played.tree_path import TreePath, exists, parse_path, read, remove, write

ORDER = {"id": 7, "lines": [{"sku": "a", "price": {"amount": 1}}, {"sku": "b", "price": {"amount": 2}}], "parcels": []}


def path(text: str) -> TreePath:
    parsed = parse_path(text)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("id", 7),
        ("lines.1.sku", "b"),
        ("lines.*.sku", ["a", "b"]),
        ("lines.*.price.amount", [1, 2]),
        ("lines.2.sku", None),
        ("nothing.at.all", None),
        ("parcels.*.number", []),
        ("", ORDER),
    ],
)
def test_a_path_leads_to_its_value_or_to_nothing(text: str, value: object) -> None:
    assert read(ORDER, path(text)) == value


def test_writing_reaches_every_place_and_makes_missing_keys() -> None:
    order = deepcopy(ORDER)
    write(order, path("lines.*.price.amount"), 9)
    write(order, path("delivery.carrier.name"), "DPD")
    write(order, path("lines.0.sku"), "c")
    assert read(order, path("lines.*.price.amount")) == [9, 9]
    assert read(order, path("delivery.carrier.name")) == "DPD"
    assert read(order, path("lines.*.sku")) == ["c", "b"]


def test_writing_to_an_item_that_is_not_there_changes_nothing() -> None:
    order = deepcopy(ORDER)
    write(order, path("lines.5.sku"), "z")
    write(order, path("lines.5"), "z")
    assert order == ORDER


def test_a_removed_key_is_gone_from_every_item() -> None:
    order = deepcopy(ORDER)
    remove(order, path("lines.*.sku"))
    assert order["lines"] == [{"price": {"amount": 1}}, {"price": {"amount": 2}}]


@pytest.mark.parametrize("text", ["a..b", "a b", "a.", "é", "a[0]", "x" * 401, "a/../b"])
def test_a_text_that_is_no_path_is_none(text: str) -> None:
    assert parse_path(text) is None


def test_every_place_exists_below_a_list_that_is_empty() -> None:
    assert exists(ORDER, path("parcels.*.number"))
    assert not exists(ORDER, path("lines.*.colour"))


def test_every_place_exists_below_a_null() -> None:
    assert exists({"vouchers": None}, path("vouchers.voucher.*.amount"))
    assert not exists({"vouchers": {"amount": None}}, path("vouchers.voucher"))
