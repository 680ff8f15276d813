"""What the handlers of all connections of one played server share: the marketplace, its control desk, and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock
from typing import Any

from stallkeeper.played.control import Control
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.marketplace import Marketplace
from stallkeeper.played.world import World


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """One line of the request log: no query, no headers, no body. Status 0: closed without an answer."""

    method: str
    path: str
    status: int
    route: str


class Desk:
    """What the handlers of all connections share."""

    def __init__(self, world: World, pause: Any) -> None:
        self.marketplace = Marketplace(world)
        self.control = Control(self.marketplace, pause)
        self.log: list[RequestSeen] = []
        self.crashes: list[str] = []
        self.stopped = Event()
        self._lock = Lock()
        self._paused = False

    def marketplace_reply(self, request: Request) -> Reply:
        """The marketplace's answer; what breaks inside is answered too, and kept for a look."""
        if self.marketplace.world.troubles.on("outage"):
            self.marketplace.world.troubles.met["outage"] += 1
            return Reply(503, b"down for maintenance", "text/plain")
        try:
            return self.marketplace.answer(request)
        except Exception as error:
            self.crashes.append(f"{request.method} {request.path}: {type(error).__name__}")
            return self.marketplace.crashed()

    def seen(self, request: Request, status: int, route: str) -> None:
        """Take down that a request came."""
        with self._lock:
            self.log.append(RequestSeen(request.method, request.path, status, route))

    def now(self) -> datetime:
        """What the Date header says: the engine's time, or what a wrong clock shows."""
        world = self.marketplace.world
        world.troubles.met["clock_skew"] += world.troubles.on("clock_skew")
        return world.time.real_now() + world.troubles.skew()

    def wait(self, seconds: float) -> None:
        """Wait really, but not past the end of the server."""
        self.stopped.wait(seconds)

    def closed(self) -> bool:
        """Whether connections are to be closed rather than answered."""
        return self._paused or self.stopped.is_set()

    def paused(self, paused: bool) -> None:
        self._paused = paused
