"""The engine over real HTTP with actions in steps: what is told of refused lines, and of outcomes asked for later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import ManualClock
from stallkeeper.orders import Submission
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog, wire
from stallkeeper.store import Store
from tests.bindings.serving import Said, Served, serving
from tests.bindings.small_channels import CHANNELS
from tests.bindings.steps_marketplace import StepsMarketplace

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CANCEL = {"reason": "sold out"}


@dataclass
class Here:
    """An engine that has read the one order of the steps shop."""

    marketplace: StepsMarketplace
    server: Served
    engine: Engine
    clock: ManualClock

    def act(self, action: str, fields: Mapping[str, str] | None = None) -> Submission:
        (order,) = self.engine.store.orders()
        result = self.engine.act(action, order.key, fields or {}, "seller:test")
        assert result.submission is not None, result.decision
        self.engine.send()
        return self.now()

    def later(self, **by: float) -> Submission:
        self.clock.advance(timedelta(**by))
        self.engine.send()
        return self.now()

    def now(self) -> Submission:
        (submission,) = self.engine.store.submissions()
        return submission

    def asked(self, path: str) -> int:
        return len(self.server.asked_for(path))


@contextmanager
def steps_shop(folder: Path, native: str = "OPEN", channel: Path = CHANNELS / "steps_shop") -> Iterator[Here]:
    marketplace, clock = StepsMarketplace(native), ManualClock(START)
    with serving(marketplace) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(
            "language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: steps_shop\n"
            f"    hosts: {{api: '{server.url}'}}\n"
        )
        accounts, catalog = load_accounts(file, {}), open_catalog((channel,))
        with Store.open(accounts.store, now=START) as store, wire(accounts, catalog, store, clock) as engine:
            assert engine.sync("my-shop", "latest").complete
            yield Here(marketplace, server, engine, clock)


def test_lines_that_were_refused_are_told_beside_those_that_went(tmp_path: Path) -> None:
    with steps_shop(tmp_path) as here:
        here.marketplace.lines["L2"] = "SENT"  # meanwhile, at the marketplace
        done = here.act("cancel", CANCEL)
        reasons = [event.details.get("reason") for event in here.engine.store.history(done.key)]
        assert done.state == "confirmed"
        assert "in part: done for L1, L3; refused for L2" in reasons
        assert done.error is not None and "Line L2 is closed" in done.error
        assert here.marketplace.effects == {"cancel L1": 1, "cancel L3": 1}


def test_lines_that_are_all_refused_reject_the_action(tmp_path: Path) -> None:
    with steps_shop(tmp_path) as here:
        for line in ("L1", "L2", "L3"):
            here.marketplace.fail("PATCH", f"/lines/{line}/cancel", Said({"message": "no"}, 422))
        done = here.act("cancel", CANCEL)
        assert (done.state, done.error_kind) == ("rejected", "validation")


def test_a_line_that_fails_for_a_passing_reason_is_sent_again_and_those_before_it_are_not(tmp_path: Path) -> None:
    with steps_shop(tmp_path) as here:
        here.marketplace.fail("PATCH", "/lines/L2/cancel", Said(status=429))
        assert here.act("cancel", CANCEL).state == "queued"
        assert here.later(minutes=5).state == "confirmed"
        assert [here.asked(f"/lines/{line}/cancel") for line in ("L1", "L2", "L3")] == [1, 2, 1]


def test_a_line_in_doubt_is_looked_up_and_sent_again_only_where_the_order_does_not_show_it(tmp_path: Path) -> None:
    with steps_shop(tmp_path) as here:
        here.marketplace.fail("PATCH", "/lines/L2/cancel", Said(status=500))
        assert here.act("cancel", CANCEL).state == "in_doubt"
        assert here.later(minutes=1).state == "confirmed"
        assert here.marketplace.effects == {"cancel L1": 1, "cancel L2": 1, "cancel L3": 1}


def test_what_was_taken_for_later_is_asked_for_until_it_is_done(tmp_path: Path) -> None:
    with steps_shop(tmp_path, "SENT") as here:
        assert here.act("refund").state == "acknowledged"
        assert here.later(seconds=10).state == "acknowledged"
        assert here.asked("/processes/77") == 2
        here.marketplace.outcome, here.marketplace.native = {"status": "SUCCESS"}, "PAID_BACK"
        assert here.later(seconds=10).state == "confirmed"
        assert here.asked("/orders/A1/refund") == 1


def test_the_marketplaces_word_that_it_is_done_waits_for_the_order_where_that_could_show_it(tmp_path: Path) -> None:
    """Where no order ever shows it, the binding says `confirmed_by: answer`."""
    with steps_shop(tmp_path, "SENT") as here:
        here.act("refund")
        here.marketplace.outcome = {"status": "SUCCESS"}
        assert here.later(seconds=10).state == "acknowledged"
        assert here.later(hours=25).state == "in_doubt"
        here.marketplace.native = "PAID_BACK"
        assert here.later(hours=2).state == "confirmed"


def test_without_that_word_an_order_that_looks_as_before_confirms_nothing(tmp_path: Path) -> None:
    with steps_shop(tmp_path, "SENT") as here:
        here.act("refund")
        here.marketplace.outcome = None
        assert here.later(seconds=10).state == "acknowledged"


def test_what_was_taken_for_later_and_failed_is_rejected_in_the_marketplaces_words(tmp_path: Path) -> None:
    with steps_shop(tmp_path, "SENT") as here:
        here.act("refund")
        here.marketplace.outcome = {"status": "FAILURE", "error": "amount too high"}
        done = here.later(seconds=10)
        assert done.state == "rejected"
        assert done.error is not None and done.error.endswith("FAILURE - amount too high")


def test_an_outcome_that_is_forgotten_is_left_to_the_order_itself(tmp_path: Path) -> None:
    with steps_shop(tmp_path, "SENT") as here:
        here.act("refund")
        here.marketplace.outcome, here.marketplace.native = None, "PAID_BACK"
        assert here.later(seconds=10).state == "confirmed"


@pytest.fixture
def ships_parcel_by_parcel(tmp_path: Path) -> Path:
    """The steps shop, where an order may go on waiting after a parcel."""
    channel = shutil.copytree(CHANNELS / "steps_shop", tmp_path / "steps_shop")
    file = channel / "channel.yaml"
    text = file.read_text("utf-8").replace(
        "ship:\n    results_in: [shipped]", "ship:\n    results_in: [shipped, waiting_shipment]"
    )
    file.write_text(text, "utf-8")
    return channel


def test_the_parcel_of_an_earlier_step_is_no_proof_of_a_later_one_that_was_refused(
    tmp_path: Path, ships_parcel_by_parcel: Path
) -> None:
    with steps_shop(tmp_path, channel=ships_parcel_by_parcel) as here:
        here.marketplace.fail("PUT", "/orders/A1/send", Said({"message": "not now"}, 409))
        done = here.act("ship", {"carrier": "DPD", "tracking_number": "0530"})
        assert (done.state, here.marketplace.effects) == ("rejected", {"parcel": 1, "tracking": 1})


def test_nor_of_a_later_one_whose_answer_got_lost(tmp_path: Path, ships_parcel_by_parcel: Path) -> None:
    with steps_shop(tmp_path, channel=ships_parcel_by_parcel) as here:
        here.marketplace.fail("PUT", "/orders/A1/send", Said(status=500))
        assert here.act("ship", {"carrier": "DPD", "tracking_number": "0530"}).state == "in_doubt"
        assert here.later(minutes=1).state == "confirmed"
        assert here.marketplace.effects == {"parcel": 1, "tracking": 1, "send": 1}


@pytest.mark.parametrize("status", [409, 422])
def test_a_later_step_that_is_refused_says_what_had_been_taken(status: int, tmp_path: Path) -> None:
    with steps_shop(tmp_path) as here:
        here.marketplace.fail("PUT", "/orders/A1/send", Said({"message": "not now"}, status))
        done = here.act("ship", {"carrier": "DPD"})
        assert done.state == "rejected"
        assert done.error is not None and done.error.endswith("(taken before: parcel)")
