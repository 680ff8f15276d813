"""One connection in, its requests read within bounds and answered out; nothing that comes in can end the server."""

from __future__ import annotations

import email.utils
import socket
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from stallkeeper.played.control import PREFIX
from stallkeeper.played.desk import Desk
from stallkeeper.played.exchange import Reply, Request
from stallkeeper.played.faults import GARBLED, Fault

LARGEST_BODY = 2_000_000
_GLANCE = 1.0
"""Seconds after which who says nothing looks whether the server is still meant to run."""


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with keep-alive. `desk`, set by the server, answers."""

    desk: Desk
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = 65_536
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET

    def _serve(self) -> None:
        if self.desk.closed():
            self.close_connection = True
            return
        request = self._read()
        if request is None:
            return
        if request.path.startswith(PREFIX):
            self._send(self.desk.control.answer(request))
        else:
            self._play(request)

    def _read(self) -> Request | None:
        """The request with its body; None when it was already answered because its body cannot be taken."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(self.desk.marketplace.too_large())
            return None
        body = self.rfile.read(int(length))
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, _pairs(query), headers, body, self.path)

    def _play(self, request: Request) -> None:
        desk, faults = self.desk, self.desk.marketplace.faults
        route = desk.marketplace.route_of(request)
        name = route.name if route else ""
        desk.marketplace.go_wrong(route, request.method)

        def fault(kind: Any, after_effect: bool) -> Fault | None:
            return faults.take(kind, name, request.method, after_effect)

        self._delay(fault("delay_next", False))
        if fault("silence_next", False):
            return self._say_nothing(request, name)
        if fault("drop_next", False):
            return self._drop(request, name)
        failed = fault("fail_next", False)
        reply = _failed(failed) if failed else desk.marketplace_reply(request)
        self._delay(fault("delay_next", True))
        if fault("silence_next", True):
            return self._say_nothing(request, name)
        if fault("drop_next", True):
            return self._drop(request, name)
        failed = failed or fault("fail_next", True)
        if failed:
            reply = _failed(failed)
        garbled = faults.take("garble_next", name, request.method)
        if garbled:
            reply = _garbled(garbled, reply)
        desk.seen(request, reply.status, name)
        self._send(reply)
        return None

    def _delay(self, fault: Fault | None) -> None:
        if fault is not None:
            self.desk.wait(float(fault.settings["seconds"]))

    def _say_nothing(self, request: Request, route: str) -> None:
        """Keep the line, and the other side waiting, until it goes away: then it has exceeded its time, for certain."""
        self.desk.seen(request, 0, route)
        self.close_connection = True
        self.connection.settimeout(_GLANCE)
        while not self.desk.closed():
            try:
                if not self.connection.recv(1024):
                    return
            except TimeoutError:
                continue

    def _drop(self, request: Request, route: str) -> None:
        """Close without an answer: what the other side cannot tell from a broken line."""
        self.desk.seen(request, 0, route)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", email.utils.format_datetime(self.desk.now(), usegmt=True))
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status != 204:
            self.wfile.write(reply.body)
        self.wfile.flush()

    def handle(self) -> None:
        """Answer until the other side has had enough; one that goes away in the middle is nothing to speak of."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the desk keeps the log, without secrets."""


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, max_num_fields=100))
    except ValueError:
        return (("", ""),)


def _failed(fault: Fault) -> Reply:
    headers = {str(name): str(text) for name, text in (fault.settings.get("headers") or {}).items()}
    if "retry_after" in fault.settings:
        headers["Retry-After"] = str(fault.settings["retry_after"])
    return Reply(int(fault.settings.get("status", 500)), b"something went wrong", "text/plain", headers)


def _garbled(fault: Fault, reply: Reply) -> Reply:
    word = str(fault.settings.get("as", "cut"))
    body = GARBLED[word] or reply.body[: len(reply.body) // 2]
    return Reply(reply.status, body, reply.content_type, route=reply.route, acted=reply.acted)
