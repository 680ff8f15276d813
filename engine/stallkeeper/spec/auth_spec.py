"""Who an account is at its marketplace: the typed, frozen form of a binding's `auth`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from stallkeeper.spec.binding_template import Template
from stallkeeper.spec.request_spec import Format, Pair, RequestSpec

InstantForm = Literal["unix_seconds", "epoch_ms", "utc"]


@dataclass(frozen=True, slots=True)
class RefreshSpec:
    """The refresh token: the secret that holds the first one, and where in an answer the next one stands.

    `at` None: the marketplace gives no new one, and the account's secret stays good.
    """

    secret: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class TokenSpec:
    """How a token is fetched: a request, perhaps with HTTP Basic, and where in the answer the token stands."""

    request: RequestSpec
    basic: tuple[str, str] | None
    """The names of the two secrets: login and password."""
    format: Format
    at: str
    lasts: timedelta | None = None
    lasts_at: str | None = None
    """The path of the seconds for which the token may be used."""
    refresh: RefreshSpec | None = None


@dataclass(frozen=True, slots=True)
class SignSpec:
    """A signature over each request: the keyed digest of some texts, put into a header or the query."""

    key: Template
    algorithm: Literal["sha1", "sha256", "sha512"]
    written: Literal["hex", "base64"]
    over: tuple[Template, ...]
    joined_by: str
    header: str | None = None
    query: str | None = None
    time_header: str | None = None
    time_query: str | None = None
    time_written: InstantForm = "unix_seconds"


@dataclass(frozen=True, slots=True)
class AuthSpec:
    """Who we are: on every request headers, query parameters, HTTP Basic and a signature; a token where one is fetched.

    `basic` holds the names of two secrets.
    """

    headers: tuple[Pair, ...] = ()
    token: TokenSpec | None = None
    query: tuple[Pair, ...] = ()
    basic: tuple[str, str] | None = None
    sign: SignSpec | None = None
