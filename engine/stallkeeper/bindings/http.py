"""A request in, an answer out, over HTTP: time-outs, size and redirects bounded, failures told apart by what they mean.

The only importer of httpx.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

import httpx

from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.compression import ACCEPTED, BrokenCompression, unpacked
from stallkeeper.bindings.waits import http_instant, wait_asked_for
from stallkeeper.bindings.wire import NotFound, NotPublic, TooSlow, Wire, public_address
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, ChannelError
from stallkeeper.spec.request_spec import WaitForm

Transport: TypeAlias = httpx.BaseTransport
"""What carries requests instead of the network, in tests."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
PRIVATE_ADDRESS = "private_address"
"""The code of an error where a host is at an address that it may not be at."""

_CHECK = "check the network and the account's hosts"


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Bounds, in seconds and bytes. `whole` bounds an answer from the first byte to the last."""

    connect: float = 5.0
    read: float = 30.0
    whole: float = 120.0
    most_bytes: int = 64 * 1024 * 1024
    attempts: int = 3
    longest_wait: float = 30.0
    """Longer than this a read does not wait by itself; the error then says when to come back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `where` is host and path, fit to be shown."""

    status: int
    where: str
    content: bytes = field(repr=False)
    now: datetime | None = None
    """The marketplace's clock, from the Date header."""
    heard_at: datetime | None = None
    """Our clock, when its head came."""
    retry_after: float | None = None
    links: str = ""
    """The Link header, where the next page may stand."""


@cache
def _shared_tls() -> ssl.SSLContext:
    """One for all accounts: making one reads every trusted certificate."""
    return httpx.create_ssl_context()


def _untrusting_tls() -> ssl.SSLContext:
    """For hosts that speak no TLS; it trusts nobody, so that nothing slips through."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Untold(httpx.URL):
    """An address of which only the host is printed: httpx logs all that it asks, and what follows may be a key."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc.decode('ascii', 'replace')}/..."


class HttpChannel:
    """One account's connections. Requests go to the hosts it was given and nowhere else."""

    def __init__(
        self,
        hosts: Mapping[str, str],
        clock: Clock,
        settings: HttpSettings | None = None,
        transport: Transport | None = None,
        *,
        obey: tuple[tuple[str, WaitForm], ...] = (),
        only_public: bool = False,
    ) -> None:
        self.settings = settings or HttpSettings()
        self._hosts = dict(hosts)
        self._clock = clock
        self._obey = obey
        local = all(_parsed(host).host in _LOOPBACK for host in hosts.values())
        plain = all(host.startswith("http://") for host in hosts.values())
        self._client = httpx.Client(
            verify=_untrusting_tls() if plain or transport else _shared_tls(),
            timeout=httpx.Timeout(self.settings.read, connect=self.settings.connect, pool=self.settings.connect),
            headers={"accept-encoding": ACCEPTED},
            follow_redirects=False,
            trust_env=not local and not only_public,  # who asks through a proxy does not choose the address
            transport=transport,
        )
        if transport is None:
            _bound(self._client, clock, self.settings.whole, public_address if only_public else None)

    def url_of(self, outgoing: Outgoing) -> str:
        """The whole address as it stands on the wire, for a signature. It may hold secrets."""
        return str(_whole(self._bare(outgoing), outgoing))

    def _bare(self, outgoing: Outgoing) -> httpx.URL:
        """The address without its query."""
        return httpx.URL(self._hosts[outgoing.host] + outgoing.path)

    def exchange(self, outgoing: Outgoing, *, effectful: bool) -> Answer:
        """Send it and read the whole answer. Raises ChannelError; `doubtful` only where `effectful` and bytes left."""
        try:
            bare = self._bare(outgoing)
            whole = _whole(bare, outgoing)
        except httpx.InvalidURL:
            where = _host_of(httpx.URL(self._hosts[outgoing.host]))
            raise _not_valid(where) from None
        where = f"{_host_of(bare)}{bare.path}"
        try:
            return self._exchange(whole, outgoing, where, effectful)
        except httpx.HTTPError as error:
            raise _failure(error, where, effectful, self.settings) from None
        except httpx.InvalidURL:  # of the answer: ours was made above
            message = f"{where} answered with a redirect to what is no address; redirects are not followed"
            raise ChannelError(message, "permanent", doubtful=effectful) from None
        except BrokenCompression:
            message = f"{where} sent an answer whose compression is broken, or not what it was asked for"
            raise ChannelError(message, "transient", doubtful=effectful) from None
        except TooSlow:
            raise self._too_slow(where, effectful) from None
        except NotPublic:
            message = f"{where} is at a private address; nothing was sent"
            raise ChannelError(message, "permanent", code=PRIVATE_ADDRESS) from None
        except NotFound:
            raise ChannelError(f"{where} cannot be reached: no such host; {_CHECK}", "transient") from None

    def _exchange(self, url: httpx.URL, outgoing: Outgoing, where: str, effectful: bool) -> Answer:
        headers = [(name.encode(), value.encode("latin-1")) for name, value in outgoing.headers.items()]
        request = self._client.build_request(outgoing.method, url, headers=headers, content=outgoing.content)
        request.url = _Untold(url)
        with closing(self._client.send(request, stream=True)) as response:
            content = self._read(response, where, effectful)
            heard_at, now = self._clock.now(), http_instant(response.headers.get("date"))
            after = wait_asked_for(response.headers, self._obey, now or heard_at)
        if 300 <= response.status_code < 400:
            raise _redirected(response.status_code, where, effectful)
        links = response.headers.get("link", "")
        return Answer(response.status_code, where, content, now, heard_at, after, links)

    def _read(self, response: httpx.Response, where: str, effectful: bool) -> bytes:
        until = self._clock.now() + timedelta(seconds=self.settings.whole)
        chunks: list[bytes] = []
        size = 0
        for chunk in _plain(response):
            size += len(chunk)
            chunks.append(chunk)
            if size > self.settings.most_bytes:
                limit = self.settings.most_bytes // (1024 * 1024)
                raise ChannelError(
                    f"{where} answered with more than {limit} MB; nothing of it was used",
                    "permanent",
                    doubtful=effectful,
                )
            if self._clock.now() > until:
                raise self._too_slow(where, effectful)
        return b"".join(chunks)

    def _too_slow(self, where: str, effectful: bool) -> ChannelError:
        message = f"{where} took more than {self.settings.whole:g} seconds over its answer"
        return ChannelError(message, "transient", doubtful=effectful)

    def close(self) -> None:
        self._client.close()


def _bound(client: httpx.Client, clock: Clock, whole: float, address: Callable[[str], str] | None) -> None:
    """Put our bounds between each of its transports, proxies included, and the network; httpx has no door for it."""
    for each in (client._transport, *client._mounts.values()):
        pool = getattr(each, "_pool", None)
        if pool is not None:
            pool._network_backend = Wire(pool._network_backend, clock, whole, address)


def _plain(response: httpx.Response) -> Iterator[bytes]:
    """What it says, in pieces. One that stands in for the network has been read and unpacked already."""
    if response.is_stream_consumed:
        return iter((response.content,))
    return unpacked(response.iter_raw(), response.headers.get("content-encoding", ""))


def _whole(bare: httpx.URL, outgoing: Outgoing) -> httpx.URL:
    return bare.copy_merge_params([*outgoing.query, *outgoing.standing])


def _host_of(url: httpx.URL) -> str:
    return url.netloc.decode("ascii", "replace")


def _not_valid(where: str) -> ChannelError:
    """The path is left out where it cannot be in an address."""
    return ChannelError(f"the address {where} cannot be asked: it is no valid URL", "permanent")


def _parsed(host: str) -> httpx.URL:
    try:
        return httpx.URL(host)
    except httpx.InvalidURL:
        raise AccountError(
            f"{host} is no address of a host; correct it in the account's or the binding's hosts"
        ) from None


def _failure(error: httpx.HTTPError, where: str, effectful: bool, settings: HttpSettings) -> ChannelError:
    """What went wrong on the way. Before a connection stands nothing has left; after that nobody knows."""
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        message = f"{where} could not be reached within {settings.connect:g} seconds; {_CHECK}"
        return ChannelError(message, "transient")
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return _unreachable(error, where)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return ChannelError(f"the request to {where} cannot be sent as it is", "permanent")
    if isinstance(error, httpx.TimeoutException):
        message = f"{where} did not answer within {settings.read:g} seconds"
        return ChannelError(message, "transient", doubtful=effectful)
    message = f"the connection to {where} broke before the whole answer was there"
    return ChannelError(message, "transient", doubtful=effectful)


def _unreachable(error: httpx.HTTPError, where: str) -> ChannelError:
    cause = _tls_cause(error)
    if cause is None:
        message = f"{where} cannot be reached: no connection; {_CHECK}"
        return ChannelError(message, "transient")
    reason = getattr(cause, "verify_message", "") or "the TLS handshake failed"
    message = f"{where} cannot be trusted: {reason}; nothing was sent; check the account's hosts"
    return ChannelError(message, "transient", code="tls")


def _tls_cause(error: BaseException | None) -> ssl.SSLError | None:
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, ssl.SSLError):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def _redirected(status: int, where: str, effectful: bool) -> ChannelError:
    message = f"{where} answered {status}, which points to another address; redirects are not followed"
    doubtful = effectful and status not in (307, 308)
    return ChannelError(f"{message}: check the account's hosts", "permanent", doubtful=doubtful, http_status=status)
