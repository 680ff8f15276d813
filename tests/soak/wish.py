"""One thing that a seller wants of one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wish:
    """What the seller wants of one order; `name` is never used for another wish."""

    name: str
    account: str
    channel: str
    order: str
    action: str
    fields: Mapping[str, Any]

    @property
    def who(self) -> str:
        """In whose name it is asked for."""
        return f"seller:{self.name}"
