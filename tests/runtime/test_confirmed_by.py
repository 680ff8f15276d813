"""An action that no order ever shows: the marketplace's clear yes confirms it, and nothing less does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Submission
from stallkeeper.runtime.engine import Engine
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


BY_ANSWER = "    confirmed_by: answer\n"


@dataclass
class Refunded:
    """A seller who has asked for a refund of the one order, and the marketplace."""

    marketplace: StepsMarketplace
    engine: Engine
    clock: ManualClock

    def now(self) -> Submission:
        (submission,) = self.engine.store.submissions()
        return submission

    def later(self) -> Submission:
        self.clock.advance(timedelta(minutes=16))
        assert self.engine.sync("my-shop", "latest").complete
        self.engine.send()
        return self.now()

    def moved(self, native: str) -> None:
        """The order goes its own way."""
        self.marketplace.native = native
        self.marketplace.lines = dict.fromkeys(self.marketplace.lines, native)


@contextmanager
def refunding(folder: Path, rules: str, *faults: Said) -> Iterator[Refunded]:
    """A refund at the steps shop, with these rules instead of its outcome; a refund leaves its orders as they are."""
    channel = shutil.copytree(CHANNELS / "steps_shop", folder / "steps_shop")
    binding = channel / "binding.yaml"
    text = binding.read_text("utf-8")
    assert OUTCOME in text
    binding.write_text(text.replace(OUTCOME, rules), "utf-8")
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
            yield Refunded(marketplace, engine, clock)


def test_the_marketplaces_yes_is_enough_where_its_orders_never_show_the_action(tmp_path: Path) -> None:
    with refunding(tmp_path, BY_ANSWER) as here:
        assert here.now().state == "confirmed"


def test_without_that_word_the_order_has_to_show_it(tmp_path: Path) -> None:
    with refunding(tmp_path, "") as here:
        assert here.now().state == "acknowledged"


def test_an_answer_that_got_lost_is_no_yes_wherever_the_order_goes(tmp_path: Path) -> None:
    with refunding(tmp_path, BY_ANSWER, Said(status=500)) as here:
        assert here.now().state == "in_doubt"
        here.moved("PAID_BACK")
        assert here.later().state == "in_doubt"


def test_an_order_that_goes_on_is_no_yes_to_a_refund_that_is_still_worked_on(tmp_path: Path) -> None:
    with refunding(tmp_path, OUTCOME + BY_ANSWER) as here:
        here.moved("PAID_BACK")
        assert here.later().state == "acknowledged"
        here.marketplace.outcome = {"status": "SUCCESS"}
        assert here.later().state == "confirmed"


def test_an_order_that_goes_on_is_no_excuse_for_a_refund_that_failed(tmp_path: Path) -> None:
    with refunding(tmp_path, OUTCOME + BY_ANSWER) as here:
        here.moved("PAID_BACK")
        here.marketplace.outcome = {"status": "FAILURE", "error": "nothing is left to pay back"}
        failed = here.later()
        assert failed.state == "rejected" and "nothing is left to pay back" in str(failed.error)
