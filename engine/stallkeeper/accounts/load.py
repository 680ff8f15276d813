"""The path of a stallkeeper.yaml in, its accounts out; all that is wrong with it at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from stallkeeper.accounts.account import READ_AGAIN_AFTER, Account, Accounts, may_be_edition
from stallkeeper.accounts.back_office import back_office_problems, back_offices_of
from stallkeeper.accounts.excerpt import bared, drawn
from stallkeeper.accounts.permission import permission_of
from stallkeeper.accounts.retention import retention_of, retention_problems
from stallkeeper.accounts.rules_text import rules_of, rules_problems, stock_of
from stallkeeper.accounts.secret import EnvironmentSecret, KeyringSecret, Secret
from stallkeeper.accounts.webhook import webhook_problems, webhooks_of
from stallkeeper.durations import parse_duration
from stallkeeper.errors import AccountError
from stallkeeper.problems import Place, Problem
from stallkeeper.text.schema import conform
from stallkeeper.text.source import Source
from stallkeeper.text.wording import quoted
from stallkeeper.text.yaml_door import read_file

_STORE = "stallkeeper.db"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def load_accounts(path: Path, environ: Mapping[str, str]) -> Accounts:
    """The accounts in `path`. Raises AccountError with every problem; a secret that is not set is told when it is used.

    `environ` is where secrets are looked up (os.environ, or a copy). A relative `store`, or channel's folder, lies
    beside the file.
    """
    source, problems = read_file(path, str(path))
    if source is None:
        raise refused(path, problems)
    data, found = conform(source, "accounts-1")
    more = (
        *_insecure_hosts(source, data),
        *retention_problems(source, data),
        *webhook_problems(source, data),
        *rules_problems(source, data),
        *back_office_problems(source, data),
    )
    problems = tuple(sorted({*problems, *found, *more}))
    if problems:
        raise refused(path, problems)
    shared = stock_of(data.get("stock"), path.parent)
    accounts = {
        name: replace(
            _account(name, given or {}, environ, path.parent, _places(source, name)),
            channel_place=source.places.get(("accounts", name, "channel")),
            rules=rules_of(source, name, given or {}),
            stock=stock_of((given or {}).get("stock"), path.parent) or shared,
        )
        for name, given in data["accounts"].items()
    }
    webhooks = webhooks_of(data, lambda kept: _secret(kept, environ))
    store = path.parent / data.get("store", _STORE)
    offices, permission = back_offices_of(data), permission_of(data)
    return Accounts(store, MappingProxyType(accounts), path, retention_of(data), webhooks, offices, permission)


def _places(source: Source, account: str) -> Mapping[tuple[str, str], Place]:
    """Where each host, parameter and secret of an account stands."""
    own = ((path, place) for path, place in source.keys.items() if len(path) == 4 and path[:2] == ("accounts", account))
    return MappingProxyType({(str(path[2]), str(path[3])): place for path, place in own})


def _account(
    name: str, given: dict[str, Any], environ: Mapping[str, str], beside: Path, places: Mapping[tuple[str, str], Place]
) -> Account:
    return Account(
        name=name,
        channel=_channel(given["channel"], beside),
        scope=given.get("scope", name),
        hosts=MappingProxyType(dict(given.get("hosts") or {})),
        parameters=MappingProxyType(dict(given.get("parameters") or {})),
        secrets=MappingProxyType({key: _secret(kept, environ) for key, kept in (given.get("secrets") or {}).items()}),
        is_test=bool(given.get("test")),
        documents=tuple(given.get("documents") or ()),
        read_again_after=parse_duration(given["read_again_after"]) or timedelta(0)
        if "read_again_after" in given
        else READ_AGAIN_AFTER,
        places=places,
    )


def _secret(kept: str | dict[str, str], environ: Mapping[str, str]) -> Secret:
    return EnvironmentSecret(kept, environ) if isinstance(kept, str) else KeyringSecret(kept["keyring"])


def _channel(given: str, beside: Path) -> str:
    """A name as it is; a path of a channel's folder as seen from here, for it is written as seen from the file.

    What may be either, `channel/edition`, stays as it is: the catalog knows whether it is a name.
    """
    if may_be_edition(given):
        return given
    return str(beside / given) if "/" in given or os.sep in given or given in (".", "..") else given


def _insecure_hosts(source: Source, data: Any) -> Iterator[Problem]:
    """Hosts that would be told secrets without encryption; this machine itself is no such place."""
    accounts = data.get("accounts") if isinstance(data, dict) else None
    for name, given in (accounts or {}).items():
        for word, host in ((given or {}).get("hosts") or {}).items():
            if str(host).startswith("http://") and urlsplit(str(host)).hostname not in _LOOPBACK:
                place = source.place_of(("accounts", name, "hosts", word))
                message = f"{quoted(host)} would carry secrets unencrypted"
                lines = source.excerpt(place.line, 0)
                yield Problem(place, "insecure-host", message, "begin it with https://", excerpt=lines)


def refused(path: Path, problems: Iterable[Problem]) -> AccountError:
    """The error that tells all that is wrong with the accounts in `path`."""
    told = tuple(sorted(bared(problem) for problem in problems))
    lines = [
        f"{problem.place.path}:{problem.place.line}:{problem.place.column}  {problem.code}  {problem.message}"
        + (f" ({problem.hint})" if problem.hint else "")
        + drawn(problem)
        for problem in told
    ]
    count = f"{len(lines)} problem{'s' if len(lines) != 1 else ''}"
    return AccountError(f"the accounts in {path} cannot be used: {count}\n" + "\n".join(lines), told)
