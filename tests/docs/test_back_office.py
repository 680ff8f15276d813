"""The page about one's own systems, followed: its keys are loaded, its commands typed, its answers compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from stallkeeper import load_accounts
from tests.cli.shop import Shop, open_shop
from tests.shared_material import ROOT

PAGE = (ROOT / "docs" / "back-office.md").read_text()
KEYS = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
TYPED = tuple(re.findall(r"^\$ stallkeeper (.*)\n((?:(?!\$|```).*\n)*)", PAGE, re.MULTILINE))
ENDS = {"errors": 1}
"""A verb that ends with 1 here, for there is something in the queue."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as shop:
        assert KEYS is not None
        shop.accounts.write_text(shop.accounts.read_text() + KEYS[1])
        yield shop


def test_every_command_of_the_page_does_what_it_says(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (order,) = shop.arrive("PREPARATION")
    assert shop.run("sync", "shop").exit_code == 0
    assert len(TYPED) == 11
    for words, printed in TYPED:
        result = shop.run(*shlex.split(words.replace("ORDER", order)))
        assert result.exit_code == ENDS.get(words, 0), (words, result.stdout, result.stderr)
        assert printed.replace("ORDER", order) in result.stdout
        if words.startswith("back-office feed"):
            assert order in result.stdout
    assert [effect.action for effect in shop.world.effects(order)] == ["ship"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "orders.xlsx", tmp_path / "lines.csv")} == {0o600}
    history = shop.run("order", order).stdout
    assert "back office erp: the order is SO-1001, SO-1002 there" in history
    assert "asked for by erp, and waits for carrier" in history


def test_an_own_id_that_is_another_orders_is_told_and_changes_nothing(shop: Shop) -> None:
    one, two = shop.arrive("PREPARATION", 2)
    shop.run("sync", "shop")
    assert shop.run("back-office", "ids", "erp", one, "SO-1").exit_code == 0
    refused = shop.run("back-office", "ids", "erp", two, "SO-1")
    assert refused.exit_code == 1 and f"SO-1  is order {one} of manomano already" in refused.stderr


def test_the_webhook_that_it_shows_is_one(tmp_path: Path) -> None:
    (webhooks,) = re.findall(r"```yaml\n(webhooks:.*?)```", PAGE, re.DOTALL)
    (tmp_path / "stallkeeper.yaml").write_text(f"language: 1\naccounts: {{shop: {{channel: manomano}}}}\n{webhooks}")
    found = load_accounts(tmp_path / "stallkeeper.yaml", {}).webhooks["erp"]
    assert found.events == {"order.moved", "order.back_office", "submission.moved"}
