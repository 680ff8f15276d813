"""Real processes are killed between every two steps of an action; the marketplace counts each effect exactly once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.clock import SystemClock
from stallkeeper.orders import Submission
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.runtime.opening import wire
from stallkeeper.store import Store
from tests.channel_folders import folder_of
from tests.runtime.killed import BY_ITSELF, CATALOG, rounds, seller, successor

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.runtime.killed"])


@dataclass(frozen=True)
class Case:
    """An action on a channel: the native status it starts from, its fields, and the accounts file's lines for it."""

    channel: str
    action: str
    native: str
    fields: dict[str, str]
    account: str
    secrets: dict[str, str]


MANOMANO = ("parameters: {seller_contract_id: 12345}\n    secrets: {api_key: K}", {"K": "played-api-key"})
CDISCOUNT = ("secrets: {login: L, password: P}", {"L": "played-login", "P": "played-password"})
TRACKED = {"carrier": "DPD", "tracking_number": "05300000000001"}
CASES = (
    Case("manomano", "ship", "PREPARATION", TRACKED, *MANOMANO),
    Case("manomano", "refund", "SHIPPED", {"refund_reason": "Broken", "refund_shipping_fees": "true"}, *MANOMANO),
    Case("cdiscount/soap", "ship", "WaitingForShipmentAcceptation", TRACKED, *CDISCOUNT),
    Case("cdiscount/soap", "refund", "Shipped", {"refund_reason": "ClientClaim", "refund_mode": "Claim"}, *CDISCOUNT),
)
HOSTS = {"manomano": "{{api: {0}}}", "cdiscount/soap": "{{api: {0}, sts: {0}}}"}


@dataclass
class Market:
    """A played marketplace with one order, and a store that has synced it."""

    case: Case
    server: PlayedServer
    accounts: Path
    order: str

    def effects(self) -> int:
        found = self.server.world.effects(self.order)
        assert {effect.action for effect in found} <= {self.case.action}
        return len(found)

    def asked(self) -> int:
        """How often the marketplace has been asked for the action."""
        return len([seen for seen in self.server.requests if seen.route == self.route() and seen.method == "POST"])

    def fault(self, kind: str, **settings: Any) -> None:
        self.server.marketplace.faults.arm(kind, {"method": "POST", "route": self.route(), **settings})

    def armed(self, kind: str) -> bool:
        return kind in [armed["kind"] for armed in self.server.marketplace.faults.armed()]

    def route(self) -> str:
        routes = {"manomano": {"ship": "ship", "refund": "refund"}, "cdiscount/soap": {"ship": "validate"}}
        return routes[self.case.channel].get(self.case.action, "refund")

    def first(self, step: str) -> multiprocessing.process.BaseProcess:
        """The seller's process, on its way to its death."""
        fields = (self.accounts, self.case.secrets, self.case.action, self.case.fields, step)
        return self._started(seller, fields)

    def second(self) -> None:
        """The process that comes after, to its end."""
        process = self._started(successor, (self.accounts, self.case.secrets, self.case.action, self.case.fields))
        process.join(60)
        assert process.exitcode == 0

    def later(self, hours: float, step: str = "never") -> int | None:
        """A process that does what is due so many hours later, and dies at `step`; how it ended."""
        at = datetime.now(UTC) + timedelta(hours=hours)
        process = self._started(rounds, (self.accounts, self.case.secrets, step, at, 2))
        process.join(60)
        return process.exitcode

    def told(self) -> list[str]:
        """What a person is told of."""
        with Store.open(self.accounts.parent / "orders.db", now=datetime.now(UTC)) as store:
            return [each.kind for each in store.incidents() if each.kind != "clock_skew"]

    def _started(self, target: Callable[..., None], arguments: tuple[Any, ...]) -> multiprocessing.process.BaseProcess:
        process = PROCESSES.Process(target=target, args=arguments, daemon=True)
        process.start()
        return process

    def submissions(self) -> tuple[Submission, ...]:
        with Store.open(self.accounts.parent / "orders.db", now=datetime.now(UTC)) as store:
            return store.submissions()

    def native_held(self) -> str:
        with Store.open(self.accounts.parent / "orders.db", now=datetime.now(UTC)) as store:
            return next(store.orders()).native_status


@contextmanager
def market(case: Case, folder: Path) -> Iterator[Market]:
    spec, problems = load_play(folder_of(case.channel))
    assert spec is not None, problems
    world = World(spec, 1, SystemClock())
    (order,) = world.create(1, case.native, lines=1, ago=timedelta(hours=1))
    with PlayedServer(world) as server:
        file = folder / "stallkeeper.yaml"
        hosts = HOSTS[case.channel].format(f'"{server.base_url}"')
        file.write_text(
            f"language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: {case.channel}\n"
            f"    hosts: {hosts}\n    {case.account}\n"
        )
        sync(file, case)
        yield Market(case, server, file, order)
        assert server.crashes == ()


def sync(file: Path, case: Case) -> None:
    """The order is known before anybody acts on it."""
    clock, accounts = SystemClock(), load_accounts(file, case.secrets)
    with Store.open(accounts.store, now=clock.now()) as store, wire(accounts, CATALOG, store, clock) as engine:
        assert engine.sync("my-shop", "latest").complete


def died(process: multiprocessing.process.BaseProcess) -> bool:
    process.join(30)
    return process.exitcode == -signal.SIGKILL


def kill(process: multiprocessing.process.BaseProcess) -> None:
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    assert died(process)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process or thread is about to do."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def finish(here: Market) -> None:
    """The second process does what is left: it asks for the effect once where there is none yet, else never again."""
    if here.effects():
        here.fault("fail_next", status=500)
        here.second()
        assert here.armed("fail_next"), "the marketplace was asked again for what had happened"
    else:
        asked = here.asked()
        here.second()
        assert here.asked() == asked + 1
    settled_once(here)


def settled_once(here: Market) -> None:
    """What has to hold in the end: one effect, known to have happened, and nothing left to do."""
    assert here.effects() == 1
    (submission,) = here.submissions()
    assert submission.state == "confirmed"
    assert here.native_held() == here.server.world.orders()[here.order]


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("step", BY_ITSELF)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_killed_at_any_step_an_action_takes_effect_exactly_once(case: Case, step: str, tmp_path: Path) -> None:
    with market(case, tmp_path) as here:
        assert died(here.first(step))
        assert here.effects() == (0 if BY_ITSELF.index(step) < BY_ITSELF.index("after the answer came") else 1)
        finish(here)


def looking_first(case: Case) -> Case:
    """The same where an order is always read again before it is acted on."""
    return replace(case, account=f"{case.account}\n    read_again_after: 0 minutes")


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_killed_between_the_last_look_and_the_request_an_action_is_done_once_by_the_next_process(
    case: Case, tmp_path: Path
) -> None:
    with market(looking_first(case), tmp_path) as here:
        assert died(here.first("after the read-back"))
        assert (here.effects(), here.asked(), here.submissions()[0].state) == (0, 0, "queued")
        finish(here)


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("step", ["after the read-back", "before sending is stored"])
def test_killed_after_the_last_look_an_order_that_is_canceled_then_is_not_shipped(step: str, tmp_path: Path) -> None:
    with market(looking_first(CASES[0]), tmp_path) as here:
        assert died(here.first(step))
        here.server.world.report(here.order, "CANCELED")
        here.second()
        assert (here.asked(), here.submissions()[0].state, here.native_held()) == (0, "superseded", "CANCELED")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_killed_while_its_bytes_are_on_their_way_an_action_is_not_done_twice(case: Case, tmp_path: Path) -> None:
    with market(case, tmp_path) as here:
        here.fault("delay_next", seconds=0.8)
        process = here.first("never")
        until(lambda: not here.armed("delay_next"))
        kill(process)
        assert here.effects() == 0
        until(lambda: here.effects() == 1)
        finish(here)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_killed_between_the_effect_and_its_answer_an_action_is_not_done_twice(case: Case, tmp_path: Path) -> None:
    with market(case, tmp_path) as here:
        here.fault("delay_next", seconds=20, after_effect=True)
        process = here.first("never")
        until(lambda: here.effects() == 1)
        kill(process)
        finish(here)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_killed_while_the_network_loses_its_bytes_an_action_is_done_by_the_next_process(
    case: Case, tmp_path: Path
) -> None:
    with market(case, tmp_path) as here:
        here.fault("delay_next", seconds=0.8)
        here.fault("drop_next")
        process = here.first("never")
        until(lambda: not here.armed("delay_next"))
        kill(process)
        until(lambda: not here.armed("drop_next"))
        until(lambda: here.asked() == 1)
        assert here.effects() == 0
        finish(here)


@pytest.mark.requirement("R26")
def test_killed_as_doubt_is_over_nobody_is_left_told_of_it(tmp_path: Path) -> None:
    with market(CASES[0], tmp_path) as here:
        here.server.world.troubles.switch_on("late_update", {"by": "3 days"})
        here.first("never").join(30)
        assert here.later(2) == 0
        assert here.told() == ["not_confirmed"]
        here.server.world.troubles.switch_off("late_update")
        assert here.later(9, "after the confirmation is stored") == -signal.SIGKILL
        assert (here.submissions()[0].state, here.told()) == ("confirmed", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.channel}-{case.action}")
def test_without_any_death_an_action_is_done_once(case: Case, tmp_path: Path) -> None:
    with market(case, tmp_path) as here:
        process = here.first("never")
        process.join(30)
        assert process.exitcode == 0
        settled_once(here)
        finish(here)
