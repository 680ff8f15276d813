"""The `buyers` keys of a stallkeeper.yaml in; who may be shown what is kept of buyers out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.errors import UsageError

_SELLER = "seller:"
"""What history writes before a login name."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Names as history writes them, a login name without its `seller:`; None where the file leaves nobody out."""

    shown_to: frozenset[str] | None = None

    def allows(self, who: str) -> bool:
        """Whether `who`, as history names them, may see a buyer's data."""
        return self.shown_to is None or bool({who, who.removeprefix(_SELLER)} & self.shown_to)

    def check(self, who: str) -> None:
        """Raises UsageError, which says where permission is given, for whoever has none."""
        if not self.allows(who):
            raise UsageError(self.refusal(who))

    def refusal(self, who: str) -> str:
        """Why `who` is not shown a buyer's data, and who can be asked."""
        others = ", ".join(sorted(self.shown_to or ())) or "nobody"
        return (
            f"{who.removeprefix(_SELLER)} may not see buyers' data; `shown_to` under `buyers` in the accounts file "
            f"says who may: {others}"
        )


EVERYBODY = Permission()
"""Whoever may run the command on this store."""


def permission_of(data: Mapping[str, Any]) -> Permission:
    """The permission in a file that fits its schema."""
    given = (data.get("buyers") or {}).get("shown_to")
    return EVERYBODY if given is None else Permission(frozenset(str(name).strip() for name in given))
