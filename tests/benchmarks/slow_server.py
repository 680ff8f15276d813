"""A marketplace of many sellers that takes its time: a page, or the answer to an action, comes after a delay.

Each seller, known by the token, has pages of orders of its own; one whose token says "hang" gets no page until
GET /__release. GET /__stats tells how many requests were answered, how many were under way at once at most, and when
(time.monotonic) each action came in.

Run as `python -m tests.benchmarks.slow_server --delay SECONDS --pages N --page S`; prints "ready port=…".
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from typing import Any

from stallkeeper.clock import SystemClock
from tests.benchmarks.orders import BETWEEN, OPENING, Till

_TOKEN = re.compile(rb"bearer t0ken-(\w+)", re.IGNORECASE)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Sellers:
    """What every seller sees, and what is measured."""

    def __init__(self, delay: float, pages: int, size: int) -> None:
        self.delay, self.pages, self.size = delay, pages, size
        self.newest = int((SystemClock().now() - OPENING) / BETWEEN) - 10_000  # of these days: nobody is to be erased
        self.released = asyncio.Event()
        self.answered = self.under_way = self.most_at_once = 0
        self.actions: list[float] = []

    async def answer(self, method: str, target: str, head: bytes) -> dict[str, Any]:
        """What is said, once its time has come."""
        path, _, query = target.partition("?")
        if path == "/__release":
            self.released.set()
        if path.startswith("/__"):
            return {"answered": self.answered, "most_at_once": self.most_at_once, "actions": self.actions}
        if method == "POST":
            self.actions.append(time.monotonic())
        found = _TOKEN.search(head)
        seller = found[1].decode() if found else ""
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        await (self.released.wait() if seller == "hang" else asyncio.sleep(self.delay))
        self.under_way -= 1
        self.answered += 1
        return (
            {} if method == "POST" else self._page(seller, dict(part.split("=") for part in query.split("&") if part))
        )

    def _page(self, seller: str, query: dict[str, str]) -> dict[str, Any]:
        number = int(query.get("page", "1"))
        till = Till(sum(seller.encode()))
        first = self.newest + (number - 1) * self.size
        data = [till.order(each) | {"status": "PENDING"} for each in range(first, first + self.size)]
        return {"data": data, "page": number, "next_page": number + 1 if number < self.pages else None}


async def _serve(sellers: Sellers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            method, target, _ = head.split(b" ", 2)
            body = json.dumps(await sellers.answer(method.decode(), target.decode(), head)).encode()
            lines = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            writer.write(lines.encode() + body)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(delay: float, pages: int, size: int) -> None:
    sellers = Sellers(delay, pages, size)
    server = await asyncio.start_server(lambda reader, writer: _serve(sellers, reader, writer), "127.0.0.1", 0)
    print(f"ready port={server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--page", type=int, default=10)
    words = parser.parse_args()
    asyncio.run(main(words.delay, words.pages, words.page))
