"""What a request may speak of, and the values behind its names; never printed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stallkeeper.bindings.instants import widened, write_instant
from stallkeeper.clock import new_identifier
from stallkeeper.orders import Order, OrderLine
from stallkeeper.spec.binding_spec import TimeRules

_SINGLE = ("now", "token", "refresh", "receipt", "operation", "submission", "item", "each")


@dataclass(frozen=True, slots=True)
class QueryValues:
    """What a listing asks for."""

    since: datetime | None
    until: datetime
    native: tuple[str, ...]
    page: int
    size: int | None
    offset: int = 0
    cursor: str | None = None
    mark: str | None = None
    """The newest entry of a journal that has been read."""


@dataclass(frozen=True, slots=True, repr=False)
class Context:
    """The values of one request. It holds secrets and personal data, so it has no repr and appears in no message."""

    account: Mapping[str, Any]
    times: TimeRules
    now: datetime
    token: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    query: QueryValues | None = None
    order: Order | None = None
    order_id: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    submission: str | None = None
    operation: str | None = None
    carrier_name: Callable[[str], str] = str
    line: OrderLine | None = None
    item: Any = None
    refresh: str | None = None
    """The newest refresh token, for the request that uses it up."""
    request: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the request as it leaves, for a signature."""
    receipt: str | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    each: Any = None
    """The value of the list parameter for which the list is read."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """What earlier answers held."""
    records: Mapping[str, Any] = field(default_factory=dict)
    """What a page held: the ids of its orders."""

    def __repr__(self) -> str:
        return "Context(…)"

    def within(self, **inner: Any) -> Context:
        return replace(self, **inner)

    def value(self, name: tuple[str, ...]) -> Any:
        """The value behind a name such as ("order", "total"); None when there is none."""
        space, word = name[0], name[-1]
        if len(name) == 1:
            return self._single(space)
        if space == "query":
            return self._query(word)
        if space == "order":
            return self._order(word)
        if space == "line":
            return getattr(self.line, word, None)
        if space == "carrier":
            return self._carrier(word)
        spaces: dict[str, Mapping[str, Any]] = {
            "fields": self.fields,
            "account": self.account,
            "secret": self.secrets,
            "request": self.request,
            "kept": self.kept,
            "records": self.records,
            "document": self.document,
        }
        return spaces[space].get(word) if space in spaces else None

    def _single(self, name: str) -> Any:
        if name == "uuid":
            return str(uuid.UUID(new_identifier()))
        return getattr(self, name) if name in _SINGLE else None

    def _query(self, word: str) -> Any:
        if word == "minutes":
            return self._minutes()
        value = getattr(self.query, word, None)
        if isinstance(value, datetime):
            return widened(value, later=word == "until", rules=self.times)
        return value

    def _minutes(self) -> int | None:
        """Whole minutes from the interval's beginning until now, at least one."""
        if self.query is None or self.query.since is None:
            return None
        return max(1, -int((self.query.since - self.now) // timedelta(minutes=1)))

    def _order(self, word: str) -> Any:
        if self.order is None:
            return self.order_id if word == "id" else None
        if word in ("id", "status", "native_status"):
            return getattr(self.order, word)
        report = self.order.report
        return getattr(report, word) if hasattr(report, word) else report.extras.get(word)

    def _carrier(self, word: str) -> Any:
        code = self.fields.get("carrier")
        return code if word == "code" or code is None else self.carrier_name(str(code))

    def written(self, value: Any, form: str | None = None) -> Any:
        """Instants and days as the marketplace writes them; anything else as it is.

        A day that has to be written as an instant is its noon, which is that day almost everywhere.
        """
        if form not in (None, "date") and isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time(12), tzinfo=ZoneInfo(self.times.zone or "UTC"))
        if isinstance(value, datetime):
            return write_instant(value, form or self.times.write, self.times)
        return value.isoformat() if isinstance(value, date) else value
