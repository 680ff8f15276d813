"""R29: tokens that run out while a list is read, and refresh tokens that are good for one use, over real HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from stallkeeper.accounts import load_accounts
from stallkeeper.bindings.client import ListQuery
from stallkeeper.bindings.connect import connect
from stallkeeper.clock import Clock, ManualClock, SystemClock
from stallkeeper.played.desk import RequestSeen
from stallkeeper.played.server import PlayedServer
from stallkeeper.spec.load import load_channel
from stallkeeper.store import Store
from tests.channel_folders import folder_of
from tests.played.speaking import START
from tests.runtime.test_allegro_lived import ENVIRON, marketplace, selling
from tests.runtime.test_bol_lived import ENVIRON as BOL_ENVIRON
from tests.runtime.test_bol_lived import Bol
from tests.runtime.test_bol_lived import selling as selling_at_bol

pytestmark = pytest.mark.requirement("R29")

WORKERS = 8
TTL, A_REQUEST = timedelta(seconds=30), timedelta(seconds=5)


class Slow(list[RequestSeen]):
    """A log of requests that take a while; `then` happens after each."""

    def __init__(self, then: Callable[[int], None]) -> None:
        super().__init__()
        self._then = then

    def append(self, seen: RequestSeen) -> None:
        super().append(seen)
        self._then(len(self))


@pytest.fixture
def bol(tmp_path: Path) -> Iterator[Bol]:
    with selling_at_bol(tmp_path, "nl") as made:
        yield made


def answers(server: PlayedServer, token: bool) -> list[int]:
    return [seen.status for seen in server.requests if (seen.route == "token") is token]


def test_a_list_that_takes_five_minutes_is_read_with_tokens_of_half_a_minute(bol: Bol) -> None:
    ids = bol.arrive(70)
    bol.world.troubles.switch_on("short_tokens", {"by": "30 seconds"})
    bol.desk.server._desk.log = Slow(lambda _: bol.clock.advance(A_REQUEST))
    bol.clock.advance(bol.rhythm)
    began = bol.clock.now()
    assert bol.engine.sync("nl", "latest").complete
    took = bol.clock.now() - began
    assert took > timedelta(minutes=5)
    assert sorted(order.id for order in bol.engine.store.orders()) == sorted(ids)
    assert set(answers(bol.desk.server, token=False)) == {200}, "each was renewed before it had run out"
    assert len(answers(bol.desk.server, token=True)) <= took / (TTL - A_REQUEST) + 1


def test_a_list_goes_on_through_tokens_that_are_withdrawn_again_and_again(bol: Bol) -> None:
    ids = bol.arrive(70)

    def withdraw(count: int) -> None:
        if count % 6 == 0:
            bol.desk.server.marketplace.access.expire()

    bol.desk.server._desk.log = Slow(withdraw)
    bol.read()
    assert sorted(order.id for order in bol.engine.store.orders()) == sorted(ids)
    refused = answers(bol.desk.server, token=False).count(401)
    assert refused > 10
    assert len(answers(bol.desk.server, token=True)) == refused + 1, "once for each that was refused"


def test_eight_workers_that_meet_a_token_that_has_run_out_ask_for_one(bol: Bol, tmp_path: Path) -> None:
    server, account = bol.desk.server, load_accounts(tmp_path / "stallkeeper.yaml", BOL_ENVIRON).accounts["nl"]
    shop = connect(load_channel(folder_of("bol")), account, bol.clock)
    query = ListQuery("latest", bol.clock.now() - timedelta(hours=1), bol.clock.now())
    list(shop.pages(query))
    bol.world.troubles.switch_on("rotating_tokens", {})
    bol.desk.desk("faults", {"expire_tokens": {}})
    together = Barrier(WORKERS)

    def work() -> None:
        together.wait(20)
        list(shop.pages(query))

    workers = [Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    shop.close()
    assert len(answers(server, token=True)) == 2, "the first one, and one more"
    assert answers(server, token=False).count(200) == WORKERS + 1


def allegro_orders(folder: Path, clock: Clock) -> int:
    """A process that begins without any token of its own: how many orders it reads."""
    accounts = load_accounts(folder / "stallkeeper.yaml", ENVIRON)
    with Store.open(accounts.store, now=clock.now()) as store:
        shop = connect(load_channel(folder_of("allegro")), accounts.accounts["shop"], clock, tokens=store.tokens)
        query = ListQuery("latest", START - timedelta(days=1), START + timedelta(days=1))
        return sum(len(page.records) for page in shop.pages(query))


def test_eight_processes_that_share_a_refresh_token_use_each_one_once_and_all_go_on(tmp_path: Path) -> None:
    with marketplace() as (server, clock):
        with selling(tmp_path, server, clock) as allegro:
            allegro.arrive(3)
            allegro.read()
        together, read = Barrier(WORKERS), list[int]()

        def work() -> None:
            together.wait(20)
            read.append(allegro_orders(tmp_path, SystemClock()))

        workers = [Thread(target=work) for _ in range(WORKERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert read == [3] * WORKERS
        assert set(answers(server, token=True)) == {200}, "none was used twice"


READING = """
import sys
from pathlib import Path
from stallkeeper.clock import SystemClock
from tests.requirements.test_r29_tokens import allegro_orders

print(allegro_orders(Path(sys.argv[1]), SystemClock()))
"""


def test_processes_of_their_own_that_share_a_refresh_token_use_each_one_once_too(tmp_path: Path) -> None:
    with marketplace() as (server, clock):
        with selling(tmp_path, server, clock) as allegro:
            allegro.arrive(3)
            allegro.read()
        words, environ = [sys.executable, "-c", READING, str(tmp_path)], {**os.environ, **ENVIRON}
        readers = [subprocess.Popen(words, env=environ, stdout=subprocess.PIPE) for _ in range(3)]
        assert [int(reader.communicate(timeout=60)[0]) for reader in readers] == [3] * 3
        assert answers(server, token=True) == [200] * 4, "the first one of all, and one for each"


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from stallkeeper.clock import Clock, ManualClock, SystemClock
from stallkeeper.store.token_table import TokenTable
from tests.requirements.test_r29_tokens import allegro_orders

keep = TokenTable.keep_token

def dying(*given):
    if sys.argv[2] == "after":
        keep(*given)
    os.kill(os.getpid(), signal.SIGKILL)

TokenTable.keep_token = dying
allegro_orders(Path(sys.argv[1]), ManualClock(datetime.fromisoformat(sys.argv[3])))
"""


def killed(folder: Path, clock: ManualClock, moment: str) -> int:
    words = [sys.executable, "-c", KILLED, str(folder), moment, clock.now().isoformat()]
    return subprocess.run(words, env={**os.environ, **ENVIRON}, timeout=60, check=False).returncode


def test_killed_before_it_used_the_token_it_had_kept_a_process_leaves_the_next_one_its_refresh_token(
    tmp_path: Path,
) -> None:
    with marketplace() as (server, clock):
        with selling(tmp_path, server, clock) as allegro:
            allegro.arrive(3)
            allegro.read()
        assert killed(tmp_path, clock, "after") == -signal.SIGKILL
        assert allegro_orders(tmp_path, clock) == 3


def test_a_refresh_token_that_died_with_its_process_is_asked_for_and_the_account_rests_meanwhile(
    tmp_path: Path,
) -> None:
    with marketplace() as (server, clock):
        with selling(tmp_path, server, clock) as allegro:
            allegro.arrive(3)
            allegro.read()
        assert killed(tmp_path, clock, "before") == -signal.SIGKILL
        with selling(tmp_path, server, clock) as allegro:
            clock.advance(allegro.rhythm)
            assert not allegro.engine.sync("shop", "latest").complete
            (incident,) = allegro.engine.store.incidents()
            assert incident.kind == "account" and "authorise anew" in incident.message
            assert [each.kind for each in allegro.engine.errors.list()] == ["auth"]
