"""A bare marketplace that serves pages rendered at start-up: GET /orders?page=N and GET /poll.

GET /__stats tells how many requests there were before it.

Run as `python -m tests.benchmarks.server --port P --orders N --page S`; prints "ready" when it listens.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
from urllib.parse import parse_qsl

from tests.benchmarks.orders import orders


def _answer(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _page(records: list[object], number: int, following: int | None) -> bytes:
    body = {"data": records, "page": number, "next_page": following}
    return _answer("200 OK", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


class Pages:
    """All answers, as bytes."""

    def __init__(self, count: int, size: int) -> None:
        total = -(-count // size)
        stream = orders(count)
        self.pages = [
            _page(list(itertools.islice(stream, size)), number, number + 1 if number < total else None)
            for number in range(1, total + 1)
        ]
        self.poll = _page(list(orders(20)), 1, None)
        self.after = _page([], total + 1, None)
        self.refused = _answer("401 Unauthorized", b'{"error":"no token"}')
        self.missing = _answer("404 Not Found", b'{"error":"not found"}')
        self.requests = 0

    def answer(self, target: str, head: bytes) -> bytes:
        path, _, query = target.partition("?")
        if path == "/__stats":
            return _answer("200 OK", json.dumps({"requests": self.requests}).encode())
        self.requests += 1
        if b"bearer t0ken" not in head.lower():
            return self.refused
        if path == "/poll":
            return self.poll
        if path != "/orders":
            return self.missing
        number = int(dict(parse_qsl(query)).get("page", "1"))
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else self.after


class Connection(asyncio.Protocol):
    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            target = head.split(b" ", 2)[1].decode()
            self.transport.write(self.pages.answer(target, head))


async def serve(port: int, count: int, size: int) -> None:
    pages = Pages(count, size)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(pages), "127.0.0.1", port)
    print(f"ready port={server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--page", type=int, default=500)
    words = parser.parse_args()
    asyncio.run(serve(words.port, words.orders, words.page))
