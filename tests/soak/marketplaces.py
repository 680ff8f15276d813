"""Three played marketplaces on loopback, everything that can go wrong with them, and what they hold in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition

from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.load import load_play
from stallkeeper.played.mix import Mix
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder
from tests.channel_folders import folder_of
from tests.soak.driven_clock import DrivenClock
from tests.soak.kinds import WORKED_ON, Kind


@dataclass
class Marketplace:
    """One of them, while it is open."""

    kind: Kind
    server: PlayedServer
    mix: Mix
    _deadly: str | None = None
    _kill: Callable[[str], None] = lambda step: None
    _busy: int = 0
    _idle: Condition = field(default_factory=Condition)

    @property
    def name(self) -> str:
        return self.kind.channel

    @property
    def world(self) -> World:
        return self.server.world

    def entry(self) -> str:
        """Its account, as a stallkeeper.yaml has it."""
        own = self.kind.account.format(url=self.server.base_url)
        return f"  {self.name}:\n    channel: {self.name}\n    scope: {self.name}\n    {own}\n"

    def watch(self) -> None:
        """Stand between the network and the marketplace, to kill who asks."""
        answer = self.server.marketplace.answer

        def watched(request: Request) -> Reply:
            with self._idle:
                self._busy += 1
            try:
                return self._answered(answer, request)
            finally:
                with self._idle:
                    self._busy -= 1
                    self._idle.notify_all()

        self.server.marketplace.answer = watched  # type: ignore[method-assign]

    def _answered(self, answer: Callable[[Request], Reply], request: Request) -> Reply:
        route = self.server.marketplace.route_of(request)
        deadly = self._deadly if route is not None and route.acts is not None else None
        if deadly is None:
            return answer(request)
        self._deadly = None
        if deadly == "bytes out and lost":
            self._kill(deadly)
            return Reply(503, b"", "text/plain")
        if deadly == "bytes out, nothing done yet":
            self._kill(deadly)
            return answer(request)
        reply = answer(request)
        self._kill(deadly)
        return reply

    def kills_at(self, step: str | None, kill: Callable[[str], None]) -> None:
        """Who sends the next action dies at this step; None: nobody."""
        self._deadly, self._kill = step, kill

    def rest(self) -> None:
        """Wait until nothing is being answered."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._busy == 0, 60)

    def in_the_back_office(self, order_id: str, word: str) -> None:
        """Somebody works there, if the order is still there and where it can be worked on."""
        order = self.world.order(order_id)
        if order is not None and order.status in WORKED_ON:
            self.world.report(order_id, word)

    def orders(self) -> Mapping[str, WorldOrder]:
        return {order.id: order for order in self.world.held() if not order.foreign}


def opened(kind: Kind, seed: int, clock: DrivenClock, mix: Mix) -> Marketplace:
    """A marketplace that listens."""
    play, problems = load_play(folder_of(kind.channel))
    assert play is not None, problems
    server = PlayedServer(World(play, seed, clock), mix=mix).start()
    marketplace = Marketplace(kind, server, mix)
    marketplace.watch()
    return marketplace
