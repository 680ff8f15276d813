"""Real processes are killed anywhere while a rule acts; the marketplace counts its effect exactly once."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import SystemClock
from stallkeeper.orders import Event, OrderKey
from stallkeeper.played.server import PlayedServer
from stallkeeper.store import Store
from stallkeeper.store.order_writes import OrderWrites
from stallkeeper.store.rule_firing import RuleFiring
from stallkeeper.store.rule_looks import RuleLooks
from stallkeeper.store.submission_table import SubmissionTable
from tests.runtime.killed import DIES_AT, ShiftedClock, die_at, open_mortal
from tests.runtime.played import marketplace

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.runtime.killed"])
SECRETS = {"K": "played-api-key"}
AROUND: tuple[tuple[type, str], ...] = (
    (RuleLooks, "gather"),
    (RuleFiring, "fire"),
    (SubmissionTable, "add"),
    (OrderWrites, "append"),
    (RuleFiring, "_mark"),
    (RuleLooks, "settle"),
)
STEPS = tuple(f"{when} {name}" for _, name in AROUND for when in ("before", "after"))
SENT = ("before sending is stored", "after sending is stored", "after the answer came", "after the read-back")


def mortal(owner: type, name: str) -> None:
    """The process may die before and after this call; most of them stand within one transaction."""
    inner: Callable[..., Any] = getattr(owner, name)

    def around(*given: Any, **named: Any) -> Any:
        die_at(f"before {name}")
        result = inner(*given, **named)
        die_at(f"after {name}")
        return result

    setattr(owner, name, around)


def first(accounts: Path, secrets: Mapping[str, str], step: str) -> None:
    """Reads the order, and lets its rules act and send."""
    store, engine = open_mortal(accounts, secrets, ShiftedClock())
    engine.sync("my-shop", "latest")
    for owner, name in AROUND:
        mortal(owner, name)
    os.environ[DIES_AT] = step
    engine.rules.work()
    engine.send()
    engine.close()
    store.close()


def second(accounts: Path, secrets: Mapping[str, str]) -> None:
    """Starts afresh and does what is left."""
    clock = ShiftedClock()
    store, engine = open_mortal(accounts, secrets, clock)
    for hours in (0, 0.1, 0.3, 1.5, 3, 27):
        clock.ahead = timedelta(hours=hours)
        engine.tick()
    engine.close()
    store.close()


def run(target: Callable[..., None], *given: Any) -> int | None:
    process = PROCESSES.Process(target=target, args=given, daemon=True)
    process.start()
    process.join(90)
    return process.exitcode


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    return tmp_path / "stallkeeper.yaml"


def write(accounts: Path, server: PlayedServer) -> None:
    accounts.write_text(
        "language: 1\nstore: orders.db\naccounts:\n  my-shop:\n    channel: manomano\n"
        f'    hosts: {{api: "{server.base_url}"}}\n    parameters: {{seller_contract_id: 12345}}\n'
        "    secrets: {api_key: K}\n    rules:\n      accept: {when: {status: waiting_acceptance}, do: accept}\n"
    )


def queued(store: Store, key: OrderKey) -> list[Event]:
    return [event for event in store.history(key) if event.who == "rule:accept"]


@pytest.mark.requirement("R39")
@pytest.mark.parametrize("step", [*STEPS, *SENT, "never"])
def test_killed_anywhere_a_rule_acts_exactly_once(accounts: Path, step: str) -> None:
    with marketplace("manomano") as (server, _):
        write(accounts, server)
        server.world.create(1, "PENDING", ago=timedelta(minutes=30))
        died = run(first, accounts, SECRETS, step)
        assert died == (0 if step == "never" else -signal.SIGKILL)
        assert run(second, accounts, SECRETS) == 0
        assert [effect.action for effect in server.world.effects()] == ["accept"]
    with Store.open(accounts.parent / "orders.db", now=SystemClock().now()) as store:
        (submission,) = store.submissions()
        assert (submission.who, submission.state) == ("rule:accept", "confirmed")
        assert len(queued(store, submission.key)) == 1
        assert len(store.rules.table.standings("my-shop", states=("fired",))) == 1
