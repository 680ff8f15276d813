"""A world in, a real HTTP server on loopback that speaks its marketplace's format out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from threading import Lock, Thread
from types import TracebackType
from typing import Any

from stallkeeper.played.desk import Desk, RequestSeen
from stallkeeper.played.handler import Handler
from stallkeeper.played.marketplace import Marketplace
from stallkeeper.played.mix import MIX, Mix
from stallkeeper.played.world import World


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is its own affair."""


class PlayedServer:
    """A played marketplace on a port of its own. Nothing runs before `start`; a context manager starts and stops it."""

    def __init__(self, world: World, host: str = "127.0.0.1", port: int = 0, *, mix: Mix | None = None) -> None:
        self.world = world
        self._host, self._port = host, port
        self._desk = Desk(world, self.pause)
        self._desk.marketplace.mix = mix or (Mix(world.seed) if world.play.goes_wrong.mixed else None)
        self._handler = type("PlayedHandler", (Handler,), {"desk": self._desk})
        self._listener: _Listener | None = None
        self._lock = Lock()

    @property
    def base_url(self) -> str:
        """Such as http://127.0.0.1:8801, known once started."""
        return f"http://{self._host}:{self._port}"

    @property
    def requests(self) -> tuple[RequestSeen, ...]:
        """Every request so far, in the order of their answers; those to the control desk are not among them."""
        return tuple(self._desk.log)

    @property
    def crashes(self) -> tuple[str, ...]:
        """What broke inside, by request and kind of error; an empty tuple is what one hopes for."""
        return tuple(self._desk.crashes)

    @property
    def marketplace(self) -> Marketplace:
        """The marketplace behind the port: its faults and tokens."""
        return self._desk.marketplace

    def go_wrong(self, names: Iterable[str]) -> None:
        """Switch troubles on by their names; `mix` is all that can go wrong, drawn by the world's seed.

        Raises ValueError for one that does not exist, or that wants settings.
        """
        for name in names:
            if name == MIX:
                self.marketplace.mix = Mix(self.world.seed)
            else:
                self.world.troubles.switch_on(name)

    def start(self) -> PlayedServer:
        """Bind and serve in a background thread. Raises OSError where the port cannot be had."""
        with self._lock:
            if self._listener is None and not self._desk.stopped.is_set():
                self._listen()
        return self

    def stop(self) -> None:
        """Close the port and every waiting answer; the world stays."""
        self._desk.stopped.set()
        with self._lock:
            self._close()

    def pause(self, seconds: float) -> None:
        """Accept nothing for a while, then listen again on the same port."""
        if not 0 <= seconds <= 600:
            raise ValueError("a pause lasts from 0 to 600 seconds")
        Thread(target=self._pause, args=(seconds,), daemon=True, name="played-pause").start()

    def __enter__(self) -> PlayedServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _listen(self) -> None:
        self._listener = _Listener((self._host, self._port), self._handler)
        self._port = int(self._listener.server_address[1])
        Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True, name="played-server").start()

    def _close(self) -> None:
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener = None

    def _pause(self, seconds: float) -> None:
        with self._lock:
            self._desk.paused(True)
            self._close()
            with self._held():
                self._desk.wait(seconds)
            self._desk.paused(False)
            if not self._desk.stopped.is_set():
                self._listen()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Bound and never listening: a port that is free as long as a pause is given to whoever asks for any."""
        with socket() as holder:
            holder.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            holder.bind((self._host, self._port))
            yield
