"""One seller's access to one channel, and all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from stallkeeper.accounts.back_office import BackOffice
from stallkeeper.accounts.permission import EVERYBODY, Permission
from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.accounts.rules_text import RulesText, StockSource
from stallkeeper.accounts.secret import Secret
from stallkeeper.accounts.webhook import Webhook
from stallkeeper.problems import Place

READ_AGAIN_AFTER = timedelta(minutes=10)
"""How old what is known of an order may be when it is shipped, canceled or refunded, where the account says nothing."""

_EDITION = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")


def may_be_edition(channel: str) -> bool:
    """Whether it reads like `channel/edition`; it may as well be the path of a folder in a folder."""
    return _EDITION.fullmatch(channel) is not None


@dataclass(frozen=True, slots=True)
class Account:
    """One seller's access to one channel, which is a name of the catalog or the path of a folder.

    `scope` is where its order ids are unique; `hosts` override the binding's.
    """

    name: str
    channel: str
    scope: str
    hosts: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    is_test: bool = False
    """A sandbox, or a played marketplace: what is read there is marked, and nothing of it leaves for a live account."""
    documents: tuple[str, ...] = ()
    """Those that are fetched by themselves as soon as an order has them."""
    read_again_after: timedelta = READ_AGAIN_AFTER
    """How old what is known of an order may be when an action leaves that does harm once the order moved."""
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, repr=False)
    """Where in the file a host, a parameter or a secret stands: ("parameters", "shop") and its place."""
    channel_place: Place | None = field(default=None, repr=False)
    rules: RulesText | None = field(default=None, repr=False)
    stock: StockSource | None = None
    """Where its free stock is read; the file's, or its own."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Everything in one stallkeeper.yaml. `store` is the file that holds the orders."""

    store: Path
    accounts: Mapping[str, Account]
    path: Path = Path("stallkeeper.yaml")
    retention: RetentionKeys = field(default_factory=RetentionKeys)
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    back_offices: Mapping[str, BackOffice] = field(default_factory=dict)
    permission: Permission = EVERYBODY
