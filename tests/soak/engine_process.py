"""The engine in a process of its own, told by the tick what time it is; and the handle by which it is driven."""

from __future__ import annotations

import multiprocessing
import random
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from stallkeeper.accounts import Account, load_accounts
from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.machine.decision import Change, Incomplete
from stallkeeper.orders import OrderKey
from stallkeeper.runtime.engine import Engine
from stallkeeper.runtime.opening import open_catalog
from tests.soak.driven_clock import DrivenClock
from tests.soak.kinds import CHANNELS
from tests.soak.mortal import Death, MortalClient, MortalStore, MortalTransport, make_erasing_mortal
from tests.soak.wish import Wish

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.soak.engine_process"])
PATIENCE = HttpSettings(read=5.0)
"""Real seconds: far more than any answer takes that comes at all, for which of them do must not hang on the machine."""
CATALOG = open_catalog()
for _name in CHANNELS:
    CATALOG.load(_name)  # once, for all processes that are made from this one


@dataclass(frozen=True)
class Tick:
    """One step of the outside world: its number, the time, what the seller wants, and where the process is to die."""

    number: int
    now: datetime
    wishes: tuple[Wish, ...] = ()
    dies_at: Mapping[str, int] | None = None
    """Steps, and at which time that it comes there; None: as it was told before."""


@dataclass(frozen=True)
class Ticked:
    """What came of it: of each wish by its name queued, not_yet, not_possible or unknown; what went wrong by class."""

    wishes: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


def serve(connection: Connection, accounts_file: Path, environ: Mapping[str, str], hands: Path, seed: int) -> None:
    """What the process does: tick after tick, until it is told to end or dies."""
    clock, death = DrivenClock(hands), MortalStore.death
    make_erasing_mortal(death)
    death.tell = connection.send
    accounts = load_accounts(accounts_file, environ)
    store = MortalStore.open(accounts.store, now=clock.now())
    assert isinstance(store, MortalStore)

    def reach(account: Account) -> Any:
        transport = MortalTransport(death)
        loaded = CATALOG.load(account.channel)
        client = connect(loaded, account, clock, transport=transport, tokens=store.tokens, settings=PATIENCE)
        return MortalClient(client, transport, death)

    channels = {account.channel: CATALOG.load(account.channel) for account in accounts.accounts.values()}
    options = {"jitter": lambda: 0.5, "new_id": clock.new_identifier, "retention": accounts.retention}
    with store, Engine(channels, accounts, store, clock, reach, **options) as engine:  # type: ignore[arg-type]
        while (tick := connection.recv()) is not None:
            connection.send(_ticked(engine, clock, death, tick, seed))


def _ticked(engine: Engine, clock: DrivenClock, death: Death, tick: Tick, seed: int) -> Ticked:
    random.seed(f"{seed}/{tick.number}")  # what waits by lot waits the same the next time
    clock.move_to(tick.now)
    if tick.dies_at is not None:
        death.left.update(tick.dies_at)
    told = {wish.name: _asked(engine, wish) for wish in tick.wishes}
    engine.tick()
    return Ticked(told)


def _asked(engine: Engine, wish: Wish) -> str:
    """The seller's words, once: what was queued before the process died is not asked for again."""
    key, who = OrderKey(wish.account, wish.channel, wish.order), wish.who
    if engine.store.order(key) is None:
        return "unknown"
    if any(each.who == who for each in engine.store.submissions_of(key)):
        return "queued"
    decision = engine.act(wish.action, key, wish.fields, who).decision
    if isinstance(decision, Change):
        return "queued"
    if isinstance(decision, Incomplete):
        raise AssertionError(f"{wish.action} on {wish.channel}: {decision}")
    return "not_possible"


@dataclass
class EngineProcess:
    """Starts the process, and again when it was killed. `deaths` counts."""

    accounts_file: Path
    environ: Mapping[str, str]
    hands: Path
    seed: int
    deaths: int = 0
    _process: BaseProcess | None = None
    _connection: Connection | None = None

    @property
    def lives(self) -> bool:
        return self._connection is not None

    def tick(self, tick: Tick) -> Ticked | str:
        """What came of a tick; the step where the process died of it ("" where it was killed from outside)."""
        connection = self._connection or self._start()
        step = ""
        try:
            connection.send(tick)
            told: Ticked | str = connection.recv()
            if isinstance(told, Ticked):
                return told
            step = told
            connection.recv()
        except (EOFError, ConnectionError, BrokenPipeError):
            self._bury()
        return step

    def kill(self) -> None:
        """From outside, at whatever it is doing."""
        assert self._process is not None
        self._process.kill()

    def end(self) -> None:
        """As somebody who is asked to stop."""
        if self._connection is not None and self._process is not None:
            self._connection.send(None)
            self._process.join(60)
            assert self._process.exitcode == 0
            self._connection = self._process = None

    def _start(self) -> Connection:
        ours, theirs = PROCESSES.Pipe()
        fields = (theirs, self.accounts_file, self.environ, self.hands, self.seed)
        self._process = PROCESSES.Process(target=serve, args=fields, daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        return ours

    def _bury(self) -> None:
        assert self._process is not None
        self._process.join(60)
        if self._process.exitcode != -signal.SIGKILL:
            raise AssertionError(f"the engine's process ended with {self._process.exitcode}, and nobody killed it")
        self.deaths += 1
        self._connection = self._process = None
