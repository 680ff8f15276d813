"""How a seller's rule stands: whether it is on, and with each order whether it fired, waits, or is held and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stallkeeper.orders.order import OrderKey

RuleState = Literal["waiting", "held", "fired"]
"""`waiting`: its time has not come, or something has to happen first; `held`: a person decides; `fired`: it has acted.
"""


@dataclass(frozen=True, slots=True)
class RuleSwitch:
    """A rule is for orders first seen `since` then, while it is on."""

    account: str
    rule: str
    is_on: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """How a rule stands with one order since `at`. `submission` is what it asked for, once it has fired."""

    account: str
    rule: str
    key: OrderKey
    state: RuleState
    at: datetime
    why: str | None = None
    submission: str | None = None
