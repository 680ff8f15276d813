"""The `webhooks` of a stallkeeper.yaml in; who wants to be told of what, and where, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from stallkeeper.accounts.secret import Secret
from stallkeeper.problems import Problem
from stallkeeper.text.source import Source
from stallkeeper.text.wording import did_you_mean, quoted

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address that is told what happens. No `events` or `accounts` are all of them."""

    name: str
    url: str = field(repr=False)
    """Its path may be a secret of the receiver's: only the host is shown."""
    secret: Secret
    events: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    only_public: bool = False
    """Whether an address that only this machine or its network knows is refused."""

    @property
    def host(self) -> str:
        """Fit to be shown."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def webhooks_of(data: Mapping[str, Any], secret: Callable[[Any], Secret]) -> Mapping[str, Webhook]:
    """Those of a file that fits its schema."""
    return MappingProxyType(
        {
            name: Webhook(
                name=name,
                url=given["url"],
                secret=secret(given["secret"]),
                events=frozenset(given.get("events") or ()),
                accounts=frozenset(given.get("accounts") or ()),
                only_public=given.get("private_addresses") == "refused",
            )
            for name, given in (data.get("webhooks") or {}).items()
        }
    )


def webhook_problems(source: Source, data: Any) -> Iterator[Problem]:
    """What no schema can say: an address that anybody could listen at, an account that there is not."""
    webhooks = data.get("webhooks") if isinstance(data, dict) else None
    known = data.get("accounts") if isinstance(data, dict) else None
    for name, given in (webhooks or {}).items() if isinstance(webhooks, dict) else ():
        url = str(given.get("url", "")) if isinstance(given, dict) else ""
        at: tuple[str | int, ...] = ("webhooks", name)
        if url.startswith(("http://", "https://")) and _host(url) is None:
            hint = "write it as https://erp.example/hooks"
            yield _problem(source, (*at, "url"), "wrong-value", "it is no address of a host", hint)
        elif url.startswith("http://") and _host(url) not in _LOOPBACK:
            yield _problem(source, (*at, "url"), "insecure-host", "it would be told unencrypted", "begin with https://")
        accounts = given.get("accounts") if isinstance(given, dict) else None
        for index, account in enumerate(accounts if isinstance(accounts, list) else ()):
            if isinstance(known, dict) and account not in known:
                message = f"there is no account {quoted(str(account))}"
                hint = did_you_mean(str(account), known)
                yield _problem(source, (*at, "accounts", index), "unknown-account", message, hint)


def _host(url: str) -> str | None:
    """None where it is none, or its port cannot be."""
    try:
        return urlsplit(url).hostname if urlsplit(url).port != 0 else None
    except ValueError:
        return None


def _problem(source: Source, at: tuple[str | int, ...], code: str, message: str, hint: str) -> Problem:
    place = source.place_of(at)
    shown = () if at[-1] == "url" else source.excerpt(place.line, 0)  # a path may be a secret of the receiver's
    return Problem(place, code, message, hint, excerpt=shown)
