"""One HTTP exchange without the network: what was asked, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in. Header names are in lower case; `query` keeps every pair in its order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    target: str = field(default="", repr=False)
    """Path and query exactly as they were sent."""
    scheme: str = "http"
    """`https` where something that ends TLS stands before the server."""

    @property
    def origin(self) -> str:
        """What the caller takes for the server's address."""
        return f"{self.scheme}://{self.headers.get('host', '')}"

    def digest(self) -> str:
        """Which request this was: 16 bytes of a hash over method, path and body, in hex."""
        return blake2b(f"{self.method} {self.path}\n".encode() + self.body, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to be sent. `acted` says that an action took effect; `route` names the route that answered."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    route: str = ""
    acted: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be answered before it has bytes: an HTTP status and a payload tree (None: no body), or a paper."""

    status: int
    tree: Any = None
    paper: str | None = None
    acted: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    """Another content type than the format's, if any."""
    results: tuple[Any, ...] = ()
    """What is said of each order that was acted upon."""
