"""Which lines of the record are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stallkeeper.orders import Where


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """All that is given has to hold. `since` (inclusive) and `until` (exclusive) are about when it was noted.

    `cause` is a whole cause ("sweep:1f…") or the kind of one ("sweep"). `limit` counts lines, the newest.
    """

    order_id: str | None = None
    channel: str | None = None
    account: str | None = None
    who: str | None = None
    where: Where | None = None
    cause: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
