"""What opens connections in, the same held to bounds out: how long an answer may take, and whom it may come from.

httpx bounds each single read. A server that sends a byte of its head now and then, or one interim answer after the
other, would hold a reader for ever.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from stallkeeper.clock import Clock

_TRANSLATED = ip_network("64:ff9b::/96")
"""Addresses of IPv6 that lead to one of IPv4, whichever that is."""


_SHORTEST = 0.001
"""Seconds: a time-out of none at all would mean not to wait for anything."""


class TooSlow(Exception):
    """The whole answer has not come in the time that it was given."""


class NotPublic(Exception):
    """The host is at an address that only this machine or its own network knows."""


class NotFound(Exception):
    """Nobody knows an address of the host."""


class Wire:
    """Stands before a network backend of httpcore, and behaves as one."""

    def __init__(self, inner: Any, clock: Clock, whole: float, address: Callable[[str], str] | None = None) -> None:
        self._inner = inner
        self._clock = clock
        self._whole = timedelta(seconds=whole)
        self._address = address or (lambda host: host)

    def connect_tcp(self, host: str, *given: Any, **named: Any) -> Stream:
        return Stream(self._inner.connect_tcp(self._address(host), *given, **named), self._clock, self._whole)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Stream:
    """One connection. The time of an answer counts from the first look for it after something was sent."""

    def __init__(self, inner: Any, clock: Clock, whole: timedelta) -> None:
        self._inner = inner
        self._clock = clock
        self._whole = whole
        self._until: datetime | None = None

    def write(self, *given: Any, **named: Any) -> None:
        self._until = None
        self._inner.write(*given, **named)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        now = self._clock.now()
        if self._until is None:
            self._until = now + self._whole
        if now > self._until:
            raise TooSlow
        left = max((self._until - now).total_seconds(), _SHORTEST)
        try:
            content: bytes = self._inner.read(max_bytes, timeout=left if timeout is None else min(timeout, left))
        except Exception:
            if self._clock.now() > self._until:
                raise TooSlow from None
            raise
        return content

    def start_tls(self, *given: Any, **named: Any) -> Stream:
        return Stream(self._inner.start_tls(*given, **named), self._clock, self._whole)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def public_address(host: str) -> str:
    """The address to connect to, looked up now: what a name says at another time is of no use to anybody.

    Raises NotPublic where any address of the host is private, of this machine, or of no use on the internet, and
    NotFound where it has none.
    """
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise NotFound from None
    if not all(map(is_public, found)):
        raise NotPublic
    return found[0]


def is_public(text: str) -> bool:
    """Whether the whole internet may know it. One of IPv6 that leads to one of IPv4 is as public as that one."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _TRANSLATED:
            inner = IPv4Address(address.packed[-4:])
        address = inner or address
    return address.is_global and not address.is_multicast
