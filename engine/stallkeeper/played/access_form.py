"""How a caller proves who it is, and how tokens are given out, as play.yaml says it. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from stallkeeper.played.instant import Written
from stallkeeper.played.template import Name, Template
from stallkeeper.played.tree_path import TreePath

Algorithm = Literal["sha1", "sha256", "sha512"]


@dataclass(frozen=True, slots=True)
class SignatureForm:
    """An HMAC over parts of the request; it stands in a header or in a query parameter, its time in a header."""

    key: Template
    algorithm: Algorithm
    written: Literal["hex", "base64"]
    over: tuple[Template, ...]
    joined_by: str
    header: str = ""
    parameter: str = ""
    time_header: str = ""
    time_written: Written = "unix_seconds"
    skew: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Auth:
    """What proves who calls; everything that is named has to be right."""

    headers: Mapping[str, Template] = field(default_factory=dict)
    headers_given: tuple[str, ...] = ()
    query: Mapping[str, Template] = field(default_factory=dict)
    body: tuple[tuple[TreePath, Template], ...] = ()
    basic: tuple[Template, Template] | None = None
    token: Name | None = None
    token_header: str = ""
    token_kinds: frozenset[str] = frozenset({"access"})
    signature: SignatureForm | None = None

    @property
    def wants_token(self) -> bool:
        return self.token is not None or bool(self.token_header)


@dataclass(frozen=True, slots=True)
class TokenIssue:
    """A route that gives out tokens: for how long, and which refresh token it wants to see, if any."""

    kind: str = "access"
    lasts: timedelta | None = None
    refresh: Name | None = None
    first_refresh: Template | None = None
    rotates: bool = False
