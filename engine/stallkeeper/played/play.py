"""A channel's folder, a port and a rhythm in; a played marketplace that runs until it is told to stop out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from stallkeeper.clock import Clock, SystemClock
from stallkeeper.errors import SpecError, UsageError
from stallkeeper.played.load import load_play
from stallkeeper.played.server import PlayedServer
from stallkeeper.played.world import World

_BEAT = 0.1
_FIRST_ORDERS = 20
_ALREADY_THERE = timedelta(minutes=10)
"""How long ago the first orders arrived: a client that leaves the newest for later is to find them at once."""


@dataclass(frozen=True, slots=True)
class PlayProgress:
    """Where a played marketplace stands: its address, and how many orders, requests and effects there have been."""

    name: str
    title: str
    base_url: str
    orders: int
    requests: int
    effects: int


def play(
    folder: Path,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    seed: int = 1,
    rate: float = 0,
    speed: float = 1,
    first_orders: int = _FIRST_ORDERS,
    faults: Sequence[str] = (),
    stop: Callable[[], bool],
    on_open: Callable[[PlayedServer], None] | None = None,
    on_progress: Callable[[PlayProgress], None] | None = None,
    clock: Clock | None = None,
) -> PlayProgress:
    """Run until `stop()` says so, and give where it stood then.

    `faults` are names of troubles that are there from the start; `mix` is everything that can go wrong, by the seed.
    `rate` is orders per real minute after the first ones, which arrived ten minutes ago; `speed` is how much faster the
    marketplace's own time runs. `on_open` is called once it listens, `on_progress` then and whenever something changed.
    Raises SpecError with every problem of the
    folder, UsageError for a port that cannot be had or a rhythm that makes no sense.
    """
    clock = clock or SystemClock()
    server = PlayedServer(_world(folder, seed, clock, speed, rate), host, port)
    try:
        server.go_wrong(faults)
    except ValueError as error:
        raise UsageError(f"--faults: {error}") from None
    try:
        server.start()
    except (OSError, OverflowError) as error:
        raise UsageError(f"port {port} on {host} cannot be had: {error}; try another --port") from None
    with server:
        server.world.create(first_orders, ago=_ALREADY_THERE)
        if on_open is not None:
            on_open(server)
        return _beat(server, clock, rate, stop, on_progress or (lambda _: None))


def _world(folder: Path, seed: int, clock: Clock, speed: float, rate: float) -> World:
    if not 0 <= rate <= 100_000:
        raise UsageError("the rate lies between 0 and 100,000 orders a minute")
    spec, problems = load_play(folder)
    if spec is None:
        raise SpecError(f"{folder.name} cannot be played: its play.yaml has problems", problems)
    try:
        return World(spec, seed, clock, speed)
    except ValueError as error:
        raise UsageError(f"{error}") from None


def _beat(
    server: PlayedServer, clock: Clock, rate: float, stop: Callable[[], bool], tell: Callable[[PlayProgress], None]
) -> PlayProgress:
    """Let orders arrive at their rate and due moves happen, and tell what changed."""
    start, arrived = clock.now(), 0
    told = _progress(server)
    tell(told)
    while not stop():
        clock.sleep(_BEAT)
        wanted = int((clock.now() - start).total_seconds() * rate / 60)
        server.world.create(max(0, wanted - arrived))
        arrived = max(arrived, wanted)
        progress = _progress(server)
        if progress != told:
            told = progress
            tell(told)
    return told


def _progress(server: PlayedServer) -> PlayProgress:
    world = server.world
    orders, effects = world.counts()
    return PlayProgress(
        world.play.name,
        world.play.title,
        server.base_url,
        orders,
        len(server.requests),
        effects,
    )
