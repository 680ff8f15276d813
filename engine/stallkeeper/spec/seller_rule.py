"""What a seller wants done by itself with the orders of one account: the typed, frozen form of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from stallkeeper.problems import Place
from stallkeeper.spec.conditions import Condition
from stallkeeper.words import Status

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The `since` of a rule that is for every order there ever was."""


@dataclass(frozen=True, slots=True)
class When:
    """Which orders a rule is for; what is empty or None asks nothing.

    `lasting` is how long the order has stood at its status at least; before that the rule waits.
    """

    statuses: tuple[Status, ...] = ()
    natives: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    countries: tuple[str, ...] = ()
    lasting: timedelta | None = None
    ordered_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RuleLimits:
    """How far a rule goes by itself. An `amount` is in one `currency`."""

    amount: Decimal | None = None
    currency: str | None = None
    quantity: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class SellerRule:
    """One rule of one account. `since` None: for orders first seen after it was switched on.

    `stock_buffer` None: the stock is not asked. `digest` changes with what is written.
    """

    id: str
    when: When
    action: str
    place: Place
    fields: Mapping[str, Any] = field(default_factory=dict)
    field_places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    stock_buffer: int | None = None
    limits: RuleLimits = RuleLimits()
    since: datetime | None = None
    digest: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where its keys stand, such as `do` and `when`."""

    @property
    def who(self) -> str:
        """Who acts where it does, and the cause that the history names."""
        return f"rule:{self.id}"
