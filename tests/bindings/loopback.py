"""Real servers on this machine that misbehave as told: they answer bytes, stay silent, or hang up."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.clock import Clock, ManualClock
from tests.bindings.arranged import NOW, Loaded, account, corner_shop

QUICK = HttpSettings(connect=2.0, read=0.3, whole=2.0, attempts=1)
CERTIFICATE = Path(__file__).with_name("self_signed.pem")
"""For localhost and 127.0.0.1."""
ANOTHER_NAME = Path(__file__).with_name("another_name.pem")
"""For elsewhere.example alone."""


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Loopback:
    """A server that answers each connection with the next of `answers` (the last one for ever) and counts requests."""

    def __init__(
        self,
        *answers: bytes | Callable[[socket.socket], None],
        tls: bool = False,
        certificate: Path = CERTIFICATE,
    ) -> None:
        self._answers = list(answers)
        self._tls = tls
        self._certificate = certificate
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                self._answer(connection)

    def _answer(self, plain: socket.socket) -> None:
        connection = plain
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
            connection = context.wrap_socket(plain, server_side=True)
        self.requests.append(_read_request(connection))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if callable(answer):
            answer(connection)
        else:
            connection.sendall(answer)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accept
        self._socket.close()
        self._thread.join(2)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk or chunk[:1] == b"\x16":  # the greeting of TLS, which a plain server does not understand
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def shop_at(
    *answers: bytes | Callable[[socket.socket], None],
    loaded: Loaded | None = None,
    settings: HttpSettings = QUICK,
    clock: Clock | None = None,
    tls: bool = False,
    certificate: Path = CERTIFICATE,
) -> Iterator[tuple[MarketplaceClient, Loopback]]:
    """A client of a corner shop that is played by a loopback server."""
    server = Loopback(*answers, tls=tls, certificate=certificate)
    scheme = "https" if tls else "http"
    used = account(hosts={"api": f"{scheme}://127.0.0.1:{server.port}"})
    shop = connect(loaded or corner_shop(), used, clock or ManualClock(NOW), settings=settings)
    try:
        yield shop, server
    finally:
        shop.close()
        server.close()
