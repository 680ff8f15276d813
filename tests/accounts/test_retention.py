"""`retention` in stallkeeper.yaml: three levels, and what is wrong with them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.errors import AccountError

THREE_LEVELS = """language: 1
retention:
  erase_after: 12 months
  anchor: shipped
  channels:
    market_hall: {erase_after: 30 days, max: 60 days}
accounts:
  my-shop: {channel: corner_shop}
  other:
    channel: market_hall/old
    retention: {anchor: ordered, legal_hold: {because: Tax audit, orders: [M1, 17]}}
"""


def load(folder: Path, text: str) -> dict[str, dict[str, object]]:
    file = folder / "stallkeeper.yaml"
    file.write_text(text, encoding="utf-8")
    keys = load_accounts(file, {}).retention
    return {"my-shop": keys.of("my-shop", "corner_shop"), "other": keys.of("other", "market_hall")}


def test_the_nearer_level_wins_key_by_key(tmp_path: Path) -> None:
    found = load(tmp_path, THREE_LEVELS)
    assert found["my-shop"] == {"erase_after": timedelta(days=360), "anchor": "shipped"}
    hold = found["other"].pop("legal_hold")
    assert found["other"] == {"erase_after": timedelta(30), "at_most": timedelta(60), "anchor": "ordered"}
    assert hold == {"because": "Tax audit", "orders": ["M1", "17"]}


def test_a_file_that_says_nothing_leaves_it_to_the_channel(tmp_path: Path) -> None:
    found = load(tmp_path, "language: 1\naccounts: {my-shop: {channel: corner_shop}}\n")
    assert found["my-shop"] == {}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("erase_after: soon", '"soon"'),
        ("anchor: paid", '"paid"'),
        ("max: 10 days", "max is shorter than erase_after: everything would be erased 10 days after its order"),
        ("channels: {bazaar: {erase_after: 1 day}}", 'no account sells on "bazaar"'),
        ("legal_hold: {orders: [M1]}", "because"),
        ("keep: 1 day", "keep"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    base = "" if line.startswith("erase_after") else "  erase_after: 30 days\n"
    text = f"language: 1\nretention:\n{base}  {line}\naccounts: {{my-shop: {{channel: corner_shop}}}}\n"
    with pytest.raises(AccountError) as told:
        load(tmp_path, text)
    assert message in str(told.value)
    assert f"stallkeeper.yaml:{3 if not base else 4}:" in str(told.value)
