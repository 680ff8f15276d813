"""`back_offices` in the accounts file: what each system takes, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.accounts.back_office import BackOffice
from stallkeeper.errors import AccountError

BEGIN = "language: 1\naccounts:\n  shop: {channel: c}\nback_offices:\n"


def loaded(folder: Path, office: str) -> BackOffice:
    path = folder / "stallkeeper.yaml"
    path.write_text(f"{BEGIN}  erp: {office}\n")
    return load_accounts(path, {}).back_offices["erp"]


def test_a_system_that_says_nothing_takes_what_its_channels_let_through(tmp_path: Path) -> None:
    for nothing in ("{}", ""):
        assert loaded(tmp_path, nothing) == BackOffice("erp")
        assert loaded(tmp_path, nothing).serves("shop")


def test_what_a_system_takes(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        "{import_from: accepted, accounts: [shop], fulfilled_by_channel: true,"
        " cannot_take: [pickup], test_orders: true}",
    )
    assert found == BackOffice("erp", frozenset({"shop"}), "accepted", True, True, frozenset({"pickup"}))


@pytest.mark.parametrize(
    ("office", "told"),
    [
        ("{import_from: waiting_shipmen}", "waiting_shipment"),
        ("{accounts: [shup]}", "did you mean `shop`?"),
        ("{cannot_take: [several_parcel]}", "several_parcels"),
        ("{take: [pickup]}", "take"),
        ("{fulfilled_by_channel: opt_in}", "fulfilled_by_channel"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, office: str, told: str) -> None:
    with pytest.raises(AccountError) as caught:
        loaded(tmp_path, office)
    assert told in str(caught.value) and "stallkeeper.yaml:5:" in str(caught.value)
