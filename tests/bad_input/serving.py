"""A marketplace written by hand for one test: it answers what no played one would, and remembers what it was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Asked:
    """One request. `at` is in seconds, to compare two of them."""

    method: str
    path: str
    at: float


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Answer = Callable[[Asked, int], Said]
"""What is said to a request, and the how-manieth (from 1) it is."""


class Serving:
    """A real HTTP server on loopback; `asked` grows with every request."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer, self.asked))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(answer: Answer, asked: list[Asked]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            asked.append(Asked(self.command, self.path, time.monotonic()))
            said = answer(asked[-1], len(asked))
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the tests look at what a user sees."""

    return Handler


@contextmanager
def serving(answer: Answer | Said) -> Iterator[Serving]:
    """A server that answers each request with `answer`, or always the same."""
    server = Serving(answer if callable(answer) else lambda _asked, _number: answer)
    try:
        yield server
    finally:
        server.close()


def refusal(status: int, message: str, **headers: str) -> Said:
    """A marketplace's no, in its own words."""
    body = {"error": {"app_code": f"E{status}", "message": message}}
    return Said(status, json.dumps(body).encode(), {name.replace("_", "-"): value for name, value in headers.items()})
