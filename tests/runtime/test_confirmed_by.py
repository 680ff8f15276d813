"""An action that no order ever shows: the marketplace's clear yes confirms it, and nothing less does."""

from __future__ import annotations

import shutil
from pathlib import Path

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Submission
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.store import Store
from tests.bindings.serving import Said, serving
from tests.bindings.small_channels import CHANNELS
from tests.bindings.steps_marketplace import StepsMarketplace
from tests.runtime.test_steps import START

OUTCOME = (
    "    answer: later\n    outcome:\n      request: {path: /processes/<receipt>}\n      at: status\n"
    "      done: [SUCCESS]\n      failed: [FAILURE, TIMEOUT]\n      message: error\n      every: 10 seconds\n"
)


def refunded(folder: Path, instead_of_an_outcome: str, *faults: Said) -> Submission:
    """A refund at the steps shop, whose orders stay as they are."""
    channel = shutil.copytree(CHANNELS / "steps_shop", folder / "steps_shop")
    binding = channel / "binding.yaml"
    text = binding.read_text("utf-8")
    assert OUTCOME in text
    binding.write_text(text.replace(OUTCOME, instead_of_an_outcome), "utf-8")
    marketplace, clock = StepsMarketplace("SENT"), ManualClock(START)
    marketplace.fail("POST", "/orders/A1/refund", *faults)
    with serving(marketplace) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(
            "language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: steps_shop\n"
            f"    hosts: {{api: '{server.url}'}}\n"
        )
        accounts, catalog = load_accounts(file, {}), open_catalog((channel,))
        with Store.open(accounts.store, now=START) as store, wire(accounts, catalog, store, clock) as engine:
            assert engine.sync("my-shop", "latest").complete
            (order,) = engine.store.orders()
            assert engine.act("refund", order.key, {}, "seller:test").submission is not None
            engine.send()
            (submission,) = engine.store.submissions()
            return submission


def test_the_marketplaces_yes_is_enough_where_its_orders_never_show_the_action(tmp_path: Path) -> None:
    assert refunded(tmp_path, "    confirmed_by: answer\n").state == "confirmed"


def test_without_that_word_the_order_has_to_show_it(tmp_path: Path) -> None:
    assert refunded(tmp_path, "").state == "acknowledged"


def test_an_answer_that_got_lost_is_no_yes(tmp_path: Path) -> None:
    assert refunded(tmp_path, "    confirmed_by: answer\n", Said(status=500)).state == "in_doubt"
