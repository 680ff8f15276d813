"""A seed, some orders and some days in; a month of a seller's life with everything that can go wrong, judged, out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from stallkeeper.played.mix import Mix, Shares
from stallkeeper.store import Store
from tests.soak.digest import digest_of
from tests.soak.driven_clock import DrivenClock
from tests.soak.engine_process import EngineProcess, Tick, Ticked
from tests.soak.judge import Verdict, judge
from tests.soak.kinds import ACCOUNTS, ENVIRON, KINDS, Kind
from tests.soak.marketplaces import Marketplace, opened
from tests.soak.mortal import AT_THE_MARKETPLACE, SELDOM, STEPS
from tests.soak.seller import Seller

START = datetime(2026, 10, 1, tzinfo=UTC)
AFTERWARDS = timedelta(days=4)
"""So long the engine goes on when nothing goes wrong any more: longer than the slow sweep looks back."""
TRAPS = 10
"""At so many steps at once the process may die."""
MIXED = Shares(without=frozenset({"delay_next"}))
"""What comes late, really: whether it came in time would depend on the machine, and so would the digest. An answer that
never comes exceeds the engine's time on every machine."""
IMPATIENCE = 100
"""Where all traps are set and nobody came to the oldest for so many ticks, it is set at another step."""


@dataclass(frozen=True)
class Size:
    """How big the whole is."""

    orders: int
    days: int
    kills: int
    thin: int = 10
    """Of a hundred orders, so many are at each of the marketplaces with thin lists."""
    beat: timedelta = timedelta(minutes=30)
    """From one look of the engine to the next."""
    forgets: str = "6 days"
    """So long after its end the buyer of an order is kept."""
    silent: float = 0.1
    """Of the answers that are drawn never to come, so many do not: each takes the engine's whole patience, really."""

    def orders_at(self, kind: Kind) -> int:
        """How many arrive at one marketplace."""
        thin = -(-self.orders * self.thin // 100)
        return thin if kind.thin else self.orders - thin * sum(each.thin for each in KINDS)


@dataclass
class Summary:
    """What came of it."""

    seed: int
    size: Size
    seconds: float
    verdict: Verdict
    digest: str
    requests: int
    ticks: int
    given_up: int
    deaths: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


class Executioner:
    """Names, by the seed, where the process dies next; all steps get their turn."""

    def __init__(self, seed: int, kills: int, ticks: int) -> None:
        self._lot = Random(f"{seed}/kills")
        self._left: list[str] = []
        self._wanted, self._ticks = kills, max(1, int(ticks * 0.9))
        self.traps: dict[str, tuple[int, int]] = {}
        """Steps, at which time that it comes there, and since when."""
        self.deaths: Counter[str] = Counter()

    def new_traps(self, tick: int) -> Mapping[str, int]:
        """Where the process may die from now on, at the so-many-th time that it comes there."""
        wanted = int(self._wanted * min(1.0, (tick + 1) / self._ticks)) - self.deaths.total()
        fresh: dict[str, int] = {}
        while wanted > len(fresh) and self._has_room(tick):
            if not self._left:
                self._left = self._lot.sample(STEPS, len(STEPS))
            step = self._left.pop()
            times = 1 if step in SELDOM else self._lot.randint(1, 6)
            if step in self.traps:
                wanted -= 1
                continue
            self.traps[step] = times, tick
            fresh[step] = times
        return fresh

    def all_traps(self) -> Mapping[str, int]:
        return {step: times for step, (times, _) in self.traps.items()}

    def died(self, step: str) -> None:
        self.deaths[step] += 1
        del self.traps[step]

    def _has_room(self, tick: int) -> bool:
        if len(self.traps) >= TRAPS:
            oldest = next(iter(self.traps))
            if tick - self.traps[oldest][1] > IMPATIENCE:
                del self.traps[oldest]
        return len(self.traps) < TRAPS


class Soak:
    """The whole, in one folder."""

    def __init__(self, folder: Path, seed: int, size: Size) -> None:
        self.seed, self.size, self.folder = seed, size, folder
        self.clock = DrivenClock(folder / "hands", START)
        self.beat = size.beat
        self.ticks = size.days * int(timedelta(days=1) / self.beat)
        shares = replace(MIXED, silent=size.silent)
        self.marketplaces = [
            opened(kind, seed, self.clock, Mix(seed * 100 + number, shares)) for number, kind in enumerate(KINDS)
        ]
        accounts = folder / "stallkeeper.yaml"
        accounts.write_text(
            ACCOUNTS.format(forgets=size.forgets, entries="".join(each.entry() for each in self.marketplaces))
        )
        self.engine = EngineProcess(accounts, ENVIRON, folder / "hands", seed)
        self.seller = Seller(seed)
        self._killed_at = ""
        self.executioner = Executioner(seed, size.kills, self.ticks)

    def run(self) -> Summary:
        """Live through all of it."""
        began = time.monotonic()
        try:
            for number in range(self.ticks):
                self._arrive(number)
                self._live(number)
            for marketplace in self.marketplaces:
                marketplace.mix.end(marketplace.server.marketplace)
            rest = int(AFTERWARDS / self.beat)
            for number in range(self.ticks, self.ticks + rest):
                self._live(number, mortal=False)
            self.engine.end()
            return self._summary(time.monotonic() - began, self.ticks + rest)
        finally:
            for marketplace in self.marketplaces:
                marketplace.server.stop()

    def _arrive(self, number: int) -> None:
        """New orders, some minutes before the engine looks."""
        self.clock.move_to(START + number * self.beat + self.beat / 2)
        for marketplace in self.marketplaces:
            whole = self.size.orders_at(marketplace.kind)
            count = whole * (number + 1) // self.ticks - whole * number // self.ticks
            for order_id in marketplace.world.create(count):
                order = marketplace.world.order(order_id)
                assert order is not None
                self.seller.arrived(marketplace, order, self.clock.now())
        self.seller.work_by_hand(self.clock.now())

    def _live(self, number: int, *, mortal: bool = True) -> None:
        """One tick, again and again until the engine has lived through it."""
        now = START + (number + 1) * self.beat
        tick = Tick(number, now, self.seller.wishes(now) if mortal else ())
        while True:
            fresh = self.executioner.new_traps(number) if mortal else {}
            traps = fresh if self.engine.lives else self.executioner.all_traps() if mortal else {}
            self._set_traps(self.executioner.all_traps() if mortal else {})
            told = self.engine.tick(replace(tick, dies_at=traps))
            for marketplace in self.marketplaces:
                marketplace.rest()
            if isinstance(told, Ticked):
                self.seller.told(told.wishes, now)
                return
            self.executioner.died(told or self._killed_at)

    def _set_traps(self, traps: Mapping[str, int]) -> None:
        """Those at the marketplaces; the first one that an action comes to is closed."""
        deadly = next((step for step in traps if step in AT_THE_MARKETPLACE), None)
        for marketplace in self.marketplaces:
            marketplace.kills_at(deadly, self._kill)

    def _kill(self, step: str) -> None:
        self._killed_at = step
        for marketplace in self.marketplaces:
            marketplace.kills_at(None, lambda step: None)
        self.engine.kill()

    def _summary(self, seconds: float, ticks: int) -> Summary:
        with Store.open_to_read(self.folder / "orders.db", now=self.clock.now()) as store:
            verdict = judge(store, self.marketplaces, self.seller)
            digest = digest_of(store, self.marketplaces)
        summary = Summary(self.seed, self.size, seconds, verdict, digest, 0, ticks, self.seller.given_up)
        summary.deaths = self.executioner.deaths
        for marketplace in self.marketplaces:
            summary.requests += len(marketplace.server.requests)
            summary.faults += _met(marketplace)
            verdict.wrong.extend(f"{marketplace.name} broke: {crash}" for crash in marketplace.server.crashes)
        return summary


def _met(marketplace: Marketplace) -> Counter[str]:
    return marketplace.mix.met + marketplace.server.marketplace.faults.met + marketplace.world.troubles.met


def told(summary: Summary) -> Sequence[str]:
    """The summary in lines."""
    verdict, size = summary.verdict, summary.size
    return [
        f"seed {summary.seed}: {size.orders} orders in {size.days} days",
        f"{summary.ticks} ticks, {summary.requests} requests",
        f"effects: {verdict.effects}; actions: {_counted(verdict.states)}; given up by the seller: {summary.given_up}",
        f"killed {summary.deaths.total()} times at {len(summary.deaths)} steps: {_counted(summary.deaths)}",
        f"went wrong: {_counted(summary.faults)}",
        f"compared {verdict.compared} orders; explained by a line of history: {_counted(verdict.explained) or 'none'}",
        f"in doubt and listed for a person: {verdict.listed}",
        f"wrong: {len(verdict.wrong)}",
        *(f"  {line}" for line in verdict.wrong[:40]),
        f"digest {summary.digest}; {summary.seconds:.0f} s",
    ]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
