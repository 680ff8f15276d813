"""A played marketplace and our side of it in; the account that a seller has there, as stallkeeper.yaml has it, out."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.played.play_spec import PlaySpec
from stallkeeper.spec.binding_spec import BindingSpec


@dataclass(frozen=True, slots=True)
class PlayedAccount:
    """`channel` is its name or the path of its folder. The credentials are play.yaml's, made up and no secrets."""

    name: str
    channel: str
    base_url: str
    play: PlaySpec
    binding: BindingSpec

    def entry(self) -> dict[str, Any]:
        """The account: every host of the binding is the played one."""
        entry: dict[str, Any] = {
            "channel": self.channel,
            "test": True,
            "hosts": dict.fromkeys(self.binding.hosts, self.base_url),
            "parameters": dict(self.play.account_parameters),
            "secrets": {name: self._variable(name) for name in self.binding.secrets},
        }
        return {key: value for key, value in entry.items() if value}

    def environment(self) -> Mapping[str, str]:
        """What the environment variables of the account's secrets hold, as the played marketplace takes them."""
        credentials = self.play.credentials
        return {self._variable(name): credentials[name] for name in self.binding.secrets if name in credentials}

    def instructions(self) -> Iterator[str]:
        """How to sell there, line by line, ready to be copied."""
        yield "To sell there, write this into a stallkeeper.yaml:\n"
        yield from (f"  {line}" for line in self._accounts_file())
        if self.binding.secrets:
            yield "\nand set the credentials, which play.yaml made up:\n"
            yield from (f"  {line}" for line in self._exports())
        settle = format_duration(self.binding.retrieval.settle)
        yield f"\nThen `stallkeeper sync`. An order that arrives from now on is read once it is {settle} old: `settle`."

    def _accounts_file(self) -> Iterator[str]:
        yield from ("language: 1", "store: played.db", "accounts:", f"  {self.name}:")
        for key, value in self.entry().items():
            yield f"    {key}: {_flow(value) if isinstance(value, dict) else _plain(value)}"
        for name, spec in self.binding.parameters.items():
            if spec.default is None and name not in self.play.account_parameters:
                yield f"    # the parameter {name} is needed too: {spec.about}"

    def _exports(self) -> Iterator[str]:
        known = self.environment()
        for variable in map(self._variable, self.binding.secrets):
            yield f"export {variable}={shlex.quote(known.get(variable, 'anything'))}"

    def _variable(self, secret: str) -> str:
        return f"{self.name}_{secret}".upper().replace("-", "_")


def _plain(value: Any) -> str:
    """A value as YAML has it, for JSON's scalars are YAML's: a name or a path needs no quotation marks."""
    plain = isinstance(value, str) and re.fullmatch(r"[A-Za-z./][A-Za-z0-9_./-]*", value)
    return value if plain else json.dumps(value, default=str)


def _flow(values: Mapping[str, Any]) -> str:
    """A mapping on one line."""
    return "{" + ", ".join(f"{name}: {_plain(value)}" for name, value in values.items()) + "}"
