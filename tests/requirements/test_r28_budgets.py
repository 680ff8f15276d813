"""R28: a small budget is kept to by a long sweep, and a seller's action goes before it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from stallkeeper.clock import ManualClock, SystemClock
from stallkeeper.orders import AccountHealth, Submission
from stallkeeper.played.desk import RequestSeen
from stallkeeper.render.standing import health_text
from tests.channel_folders import folder_of
from tests.runtime.played import SELLER, marketplace, seller

ORDERS = 10_000
APART = timedelta(seconds=2)
PARCEL = {"carrier": "Colissimo", "tracking_number": "T1", "tracking_url": "https://track.example/T1"}


class Interrupted(ManualClock):
    """Whenever somebody waits, somebody else may do something first."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__(SystemClock().now())
        self.meanwhile = meanwhile

    def sleep(self, seconds: float) -> None:
        self.meanwhile()
        super().sleep(seconds)


class Times(list[RequestSeen]):
    """A log that notes when each request came."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now, self.at = now, list[datetime]()

    def append(self, seen: RequestSeen) -> None:
        self.at.append(self.now())
        super().append(seen)


def slow_channel(folder: Path) -> Path:
    """ManoMano with half a request a second."""
    channel = folder / "channels" / "manomano"
    shutil.copytree(folder_of("manomano"), channel)
    binding = channel / "binding.yaml"
    rates = "rates:\n  usual: {most: 1, per: 2 seconds}\n\nretrieval:\n"
    text = binding.read_text().replace("retrieval:\n", rates, 1)
    binding.write_text(text.replace("size: 50", "size: 100"))
    return folder / "channels"


@pytest.mark.requirement("R28")
def test_a_parcel_takes_the_next_turn_although_a_sweep_has_waited_for_it_for_longer(tmp_path: Path) -> None:
    asked: list[Submission] = []
    before: list[int] = []

    def ship() -> None:
        order = next(here.store.orders())
        result = here.engine.act("ship", order.key, PARCEL, SELLER)
        assert result.submission is not None
        asked.append(result.submission)
        here.engine.send()

    def meanwhile() -> None:
        """Once, while a page waits for its turn: the seller's own thread."""
        if len(times) > 5 and not before:
            before.append(len(times))
            thread = Thread(target=ship)
            thread.start()
            thread.join()

    channels = slow_channel(tmp_path)
    with (
        marketplace("manomano", clock=Interrupted(meanwhile)) as (server, clock),
        seller(tmp_path, "manomano", server, clock, channels=(channels,)) as here,
    ):
        server._desk.log = times = Times(clock.now)
        here.world.create(1_000, "PREPARATION", lines=1, ago=timedelta(hours=1))
        here.sync()
        sent = here.store.submission(asked[0].id)
        assert sent is not None and sent.sent_at is not None
        assert times[before[0]].route == "ship"
        assert sent.sent_at - sent.created_at <= APART
        assert min(later - earlier for earlier, later in zip(times.at, times.at[1:], strict=False)) >= APART


@pytest.mark.requirement("R28")
def test_while_ten_thousand_orders_are_read_at_half_a_request_a_second_a_parcel_leaves_in_five(tmp_path: Path) -> None:
    channels = slow_channel(tmp_path)
    with (
        marketplace("manomano") as (server, clock),
        seller(tmp_path, "manomano", server, clock, channels=(channels,)) as here,
    ):
        server._desk.log = times = Times(clock.now)
        here.world.create(ORDERS, "PREPARATION", lines=1, ago=timedelta(hours=1))
        asked: list[Submission] = []
        told: list[AccountHealth] = []

        def stop() -> bool:
            if not asked and len(times) > 50:
                told.extend(here.engine.health())
                order = next(here.store.orders())
                result = here.engine.act("ship", order.key, PARCEL, SELLER)
                assert result.submission is not None
                asked.append(result.submission)
            return bool(asked) and here.store.cursor("my-shop", "latest") is not None

        here.engine.run(stop)
        sent = here.store.submission(asked[0].id)
        assert sent is not None and sent.sent_at is not None
        assert sent.sent_at - sent.created_at < timedelta(seconds=5)
        assert sum(here.store.counts().values()) == ORDERS
        assert min(later - earlier for earlier, later in zip(times.at, times.at[1:], strict=False)) >= APART
        (budget,) = told[0].budgets
        assert (budget.name, budget.most, budget.per, budget.left) == ("usual", 1, APART, 0)
        assert budget.next_turn == times.at[50] + APART, "the request before was the fifty-first"
        used_up = f"asks at most once per 2 seconds (usual): used up until {budget.next_turn:%Y-%m-%d %H:%M:%S}"
        assert f"  {used_up}\n" in health_text(told)
        assert {seen.status for seen in server.requests} <= {200, 204}
