"""The `back_offices` of a stallkeeper.yaml in; which orders each of the seller's own systems takes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.text.source import Source
from stallkeeper.text.wording import did_you_mean, quoted
from stallkeeper.words import Status


@dataclass(frozen=True, slots=True)
class BackOffice:
    """One system of the seller's own. No `accounts` are all of them.

    `import_from` None leaves the first status to the channel, and where that says nothing to waiting_shipment.
    `cannot_take` names what keeps an order out that it does not have yet.
    """

    name: str
    accounts: frozenset[str] = frozenset()
    import_from: Status | None = None
    fulfilled_by_channel: bool = False
    test_orders: bool = False
    cannot_take: frozenset[str] = frozenset()

    def serves(self, account: str) -> bool:
        """Whether orders of this account are its business."""
        return not self.accounts or account in self.accounts


def back_offices_of(data: Mapping[str, Any]) -> Mapping[str, BackOffice]:
    """Those of a file that fits its schema."""
    found = {name: _back_office(name, given or {}) for name, given in (data.get("back_offices") or {}).items()}
    return MappingProxyType(found)


def _back_office(name: str, given: Mapping[str, Any]) -> BackOffice:
    return BackOffice(
        name=name,
        accounts=frozenset(given.get("accounts") or ()),
        import_from=given.get("import_from"),
        fulfilled_by_channel=bool(given.get("fulfilled_by_channel")),
        test_orders=bool(given.get("test_orders")),
        cannot_take=frozenset(given.get("cannot_take") or ()),
    )


def back_office_problems(source: Source, data: Any) -> Iterator[Problem]:
    """What no schema can say: an account that there is not."""
    offices = data.get("back_offices") if isinstance(data, dict) else None
    known = data.get("accounts") if isinstance(data, dict) else None
    for name, given in (offices or {}).items() if isinstance(offices, dict) else ():
        accounts = given.get("accounts") if isinstance(given, dict) else None
        for index, account in enumerate(accounts if isinstance(accounts, list) else ()):
            if isinstance(known, dict) and account not in known:
                place = source.place_of(("back_offices", name, "accounts", index))
                message, hint = f"there is no account {quoted(str(account))}", did_you_mean(str(account), known)
                yield Problem(place, "unknown-account", message, hint, excerpt=source.excerpt(place.line, 0))
