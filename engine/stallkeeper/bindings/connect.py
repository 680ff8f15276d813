"""A loaded channel and an account in, a client out; everything the account lacks or misspells is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from stallkeeper.accounts.account import Account
from stallkeeper.bindings.client import CarrierEntry
from stallkeeper.bindings.converters import DRIFT, to_boolean, to_decimal, to_text, to_whole_number
from stallkeeper.bindings.http import HttpChannel, HttpSettings, Transport
from stallkeeper.bindings.known_buyers import KnownBuyers
from stallkeeper.bindings.marketplace_client import MarketplaceClient
from stallkeeper.bindings.record_maker import RecordMaker
from stallkeeper.bindings.session import Session
from stallkeeper.bindings.token_keeper import TokenKeeper
from stallkeeper.clock import Clock
from stallkeeper.errors import AccountError, SpecError
from stallkeeper.spec.binding_spec import BindingSpec, ParameterSpec
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import did_you_mean, quoted

_CONVERTERS = {"text": to_text, "boolean": to_boolean, "whole_number": to_whole_number, "decimal": to_decimal}


class Loaded(Protocol):
    """The parts of a loaded channel that a connection needs."""

    @property
    def spec(self) -> ChannelSpec | None: ...

    @property
    def binding(self) -> BindingSpec | None: ...


def connect(
    loaded: Loaded,
    account: Account,
    clock: Clock,
    *,
    settings: HttpSettings | None = None,
    transport: Transport | None = None,
    tokens: TokenKeeper | None = None,
    maker: RecordMaker | None = None,
    buyers: KnownBuyers | None = None,
) -> MarketplaceClient:
    """A client for `account`. Nothing is sent yet.

    Raises SpecError where the channel has no usable binding, and AccountError (all mistakes at once, or the environment
    variable of a secret that is not set). `transport` stands in for the network in tests. `tokens` keeps refresh tokens
    between two uses; without one they are gone with the process. `maker` is one made of the same binding before.
    `buyers` are those who are kept: what a marketplace says of them is in no error.
    """
    binding = loaded.binding
    if binding is None:
        raise SpecError(f"the channel {account.channel} cannot be reached: its binding.yaml is missing or has problems")
    mistakes = [*_unknown(account, binding), *_missing(account, binding)]
    parameters = _parameters(account, binding, mistakes)
    if mistakes:
        raise AccountError(f"account {account.name}: " + "; ".join(mistakes))
    hosts = {name: account.hosts.get(name, host).rstrip("/") for name, host in binding.hosts.items()}
    secrets = {name: account.secrets[name].reveal for name in binding.secrets}
    for reveal in secrets.values():
        reveal()
    http = HttpChannel(hosts, clock, settings, transport, obey=binding.obey)
    session = Session(binding, parameters, secrets, http, clock, tokens, buyers)
    return MarketplaceClient(session, _known_carriers(loaded.spec), hosts, maker)


def _unknown(account: Account, binding: BindingSpec) -> list[str]:
    found = []
    named: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
        "host": (account.hosts, binding.hosts),
        "parameter": (account.parameters, binding.parameters),
        "secret": (account.secrets, binding.secrets),
        "document to fetch called": (dict.fromkeys(account.documents), binding.documents),
    }
    for noun, (given, known) in named.items():
        for name in given:
            if name not in known:
                hint = did_you_mean(name, known)
                found.append(f"the channel knows no {noun} `{name}`" + (f" ({hint})" if hint else ""))
    return found


def _missing(account: Account, binding: BindingSpec) -> list[str]:
    found = [
        f"the parameter `{name}` is missing ({spec.about})"
        for name, spec in binding.parameters.items()
        if spec.default is None and account.parameters.get(name) is None
    ]
    found += [
        f"the secret `{name}` is missing: name the environment variable that holds it ({spec.about})"
        for name, spec in binding.secrets.items()
        if name not in account.secrets
    ]
    return found


def _parameters(account: Account, binding: BindingSpec, mistakes: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, spec in binding.parameters.items():
        given = account.parameters.get(name)
        values[name] = spec.default if given is None else _typed(given, spec, mistakes, _where(account, name))
    return values


def _where(account: Account, parameter: str) -> str:
    """Where in the file the parameter stands, as in `stallkeeper.yaml:7:18: `; empty where no file was read."""
    place = account.places.get(("parameters", parameter))
    return f"{place.path}:{place.line}:{place.column}: " if place is not None else ""


def _typed(given: Any, spec: ParameterSpec, mistakes: list[str], where: str) -> Any:
    """The value as the binding declares it; a list where it declares one, and one value alone is a list of one."""
    if not spec.many:
        if isinstance(given, list):
            mistakes.append(f"{where}the parameter `{spec.name}` is one value and no list")
            return None
        return _one(given, spec, mistakes, f"{where}the parameter `{spec.name}`")
    items = given if isinstance(given, list) else [given]
    if not items:
        mistakes.append(f"{where}the parameter `{spec.name}` is an empty list; name at least one ({spec.about})")
    return tuple(
        _one(item, spec, mistakes, f"{where}item {number} of the parameter `{spec.name}`")
        for number, item in enumerate(items, 1)
    )


def _one(given: Any, spec: ParameterSpec, mistakes: list[str], what: str) -> Any:
    value = _CONVERTERS[spec.type](given)
    if value is DRIFT or value is None:
        mistakes.append(f"{what} is {quoted(given)}, which is no {spec.type.replace('_', ' ')}")
        return None
    return value


def _known_carriers(spec: ChannelSpec | None) -> tuple[CarrierEntry, ...]:
    if spec is None or spec.carriers is None:
        return ()
    return tuple(CarrierEntry(each.code, each.name, each.tracking_url) for each in spec.carriers.known)
