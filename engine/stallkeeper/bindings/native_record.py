"""One native order in, a record out: its id and digest at once, its report when it is asked for."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderReport


class Maker(Protocol):
    """What a record needs to become an order."""

    @property
    def fingerprint(self) -> bytes: ...

    def report(self, native: Any) -> OrderReport: ...

    def native_status(self, native: Any) -> str | None: ...


class NativeRecord:
    """Keeps the native order as it was read. It prints its id only."""

    __slots__ = ("_maker", "_native", "digest", "id", "problem", "raw")

    def __init__(self, native: Any, raw: bytes, identity: str | None, maker: Maker) -> None:
        self._native = native
        self._maker = maker
        self.raw = raw
        self.digest = hashlib.blake2b(raw, digest_size=16, key=maker.fingerprint).digest()
        self.id = identity or ""
        self.problem = None if identity else "the marketplace sent an order without an id; it cannot be kept"

    def report(self) -> OrderReport:
        """The order in our fields. Raises ChannelError (validation) for a record with a problem."""
        if self.problem is not None:
            raise ChannelError(self.problem, "validation")
        return self._maker.report(self._native)

    def native_status(self) -> str | None:
        """The native status, without mapping the rest."""
        return self._maker.native_status(self._native)

    def __repr__(self) -> str:
        return f"NativeRecord({self.id!r})"
