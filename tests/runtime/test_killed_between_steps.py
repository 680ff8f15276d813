"""Real processes are killed between the requests of one action; the marketplace counts the effect of each once."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import SystemClock
from stallkeeper.orders import Submission
from stallkeeper.runtime.opening import wire
from stallkeeper.store import Store
from tests.bindings.serving import serving
from tests.bindings.steps_marketplace import StepsMarketplace
from tests.runtime.killed import CATALOG, seller, successor

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.runtime.killed"])

SHIP = ("ship", {"carrier": "DPD", "tracking_number": "0530"})
CANCEL = ("cancel", {"reason": "sold out"})
SHIPPED = {"parcel": 1, "tracking": 1, "send": 1}
CANCELED = {"cancel L1": 1, "cancel L2": 1, "cancel L3": 1}


@dataclass
class Here:
    """The marketplace, and the seller's folder beside it."""

    marketplace: StepsMarketplace
    accounts: Path

    def killed(self, action: tuple[str, dict[str, str]], step: str) -> None:
        """The seller's process acts, and dies at `step`."""
        process = PROCESSES.Process(target=seller, args=(self.accounts, {}, *action, step), daemon=True)
        process.start()
        process.join(30)
        assert process.exitcode == -signal.SIGKILL

    def after(self, action: tuple[str, dict[str, str]]) -> Submission:
        """The process that comes after works to its end; the one submission there is."""
        process = PROCESSES.Process(target=successor, args=(self.accounts, {}, *action), daemon=True)
        process.start()
        process.join(60)
        assert process.exitcode == 0
        with Store.open(self.accounts.parent / "orders.db", now=datetime.now(UTC)) as store:
            (submission,) = store.submissions()
        return submission


@contextmanager
def at_the_marketplace(folder: Path) -> Iterator[Here]:
    marketplace = StepsMarketplace()
    with serving(marketplace) as server:
        file = folder / "stallkeeper.yaml"
        file.write_text(
            "language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: steps_shop\n"
            f"    hosts: {{api: '{server.url}'}}\n"
        )
        clock, accounts = SystemClock(), load_accounts(file, {})
        with Store.open(accounts.store, now=clock.now()) as store, wire(accounts, CATALOG, store, clock) as engine:
            assert engine.sync("my-shop", "latest").complete
        yield Here(marketplace, file)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        ("before parcel leaves", {}),
        ("after parcel is settled", {"parcel": 1}),
        ("before tracking leaves", {"parcel": 1}),
        ("before tracking is settled", {"parcel": 1, "tracking": 1}),
        ("after tracking is settled", {"parcel": 1, "tracking": 1}),
        ("before send leaves", {"parcel": 1, "tracking": 1}),
        ("before send is settled", SHIPPED),
        ("after send is settled", SHIPPED),
    ],
)
def test_killed_between_two_steps_what_is_settled_is_not_sent_again(
    step: str, before: dict[str, int], tmp_path: Path
) -> None:
    with at_the_marketplace(tmp_path) as here:
        here.killed(SHIP, step)
        assert here.marketplace.effects == before
        submission = here.after(SHIP)
        assert (submission.state, here.marketplace.effects) == ("confirmed", SHIPPED)


def test_killed_before_the_answer_that_later_steps_need_was_written_down_a_person_is_asked(tmp_path: Path) -> None:
    with at_the_marketplace(tmp_path) as here:
        here.killed(SHIP, "before parcel is settled")
        submission = here.after(SHIP)
        assert (submission.state, here.marketplace.effects) == ("in_doubt", {"parcel": 1})


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("before cancel/L1 leaves", 0),
        ("before cancel/L1 is settled", 1),
        ("after cancel/L1 is settled", 1),
        ("before cancel/L2 leaves", 1),
        ("before cancel/L2 is settled", 2),
        ("before cancel/L3 is settled", 3),
        ("after cancel/L3 is settled", 3),
    ],
)
def test_killed_between_two_lines_each_line_is_asked_for_once(step: str, count: int, tmp_path: Path) -> None:
    with at_the_marketplace(tmp_path) as here:
        here.killed(CANCEL, step)
        assert sum(here.marketplace.effects.values()) == count
        submission = here.after(CANCEL)
        assert (submission.state, here.marketplace.effects) == ("confirmed", CANCELED)
