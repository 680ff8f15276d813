"""Where refresh tokens are kept between two uses: what a keeper has to do, and one that forgets with its process."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Protocol


class TokenKeeper(Protocol):
    """Keeps, for each first refresh token that a seller was given, the newest that it has led to.

    `origin` stands for that first token and says nothing of it: a seller who is given another begins anew.
    """

    def kept_token(self, origin: bytes) -> str | None: ...

    def keep_token(self, origin: bytes, token: str, at: datetime) -> None:
        """Keep it; it is on disk when the call returns, and the turn that it came of is over."""

    def take_turn(self, origin: bytes, at: datetime, until: datetime) -> bool:
        """Whether it is the caller's turn to use the newest token: nobody else's until then, or until one is kept."""

    def end_turn(self, origin: bytes, until: datetime) -> None:
        """What was taken until then is the next one's."""


class ForgetfulKeeper:
    """Keeps tokens as long as the process runs."""

    def __init__(self) -> None:
        self._kept: dict[bytes, str] = {}

    def kept_token(self, origin: bytes) -> str | None:
        return self._kept.get(origin)

    def keep_token(self, origin: bytes, token: str, at: datetime) -> None:  # noqa: ARG002
        self._kept[origin] = token

    def take_turn(self, origin: bytes, at: datetime, until: datetime) -> bool:  # noqa: ARG002
        return True  # nobody else has what it keeps

    def end_turn(self, origin: bytes, until: datetime) -> None:
        pass


def origin_of(secret: str) -> bytes:
    """What stands for a first refresh token."""
    return blake2b(secret.encode(), digest_size=16, person=b"refresh token").digest()
