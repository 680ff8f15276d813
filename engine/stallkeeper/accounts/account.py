"""One seller's access to one channel, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stallkeeper.accounts.secret import Secret
from stallkeeper.problems import Place


@dataclass(frozen=True, slots=True)
class Account:
    """One seller's access to one channel. `scope` is where its order ids are unique; `hosts` override the binding's."""

    name: str
    channel: str
    scope: str
    hosts: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, repr=False)
    """Where in the file a host, a parameter or a secret stands: ("parameters", "shop") and its place."""
    channel_place: Place | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything in one stallkeeper.yaml. `store` is the file that holds the orders."""

    store: Path
    accounts: Mapping[str, Account]
    path: Path = Path("stallkeeper.yaml")
