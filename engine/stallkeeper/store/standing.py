"""An account in; its submissions that have not gone through, each with what their orders say of it by now, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stallkeeper.orders import OrderKey, Submission
from stallkeeper.orders.intent import covers
from stallkeeper.store.database import Database
from stallkeeper.store.submission_rows import SUBMISSION_COLUMNS, submission_from
from stallkeeper.store.typed_json import mapping
from stallkeeper.text.json_codec import decode

_STANDING = (
    f"SELECT o.scope, o.channel, o.id, {', '.join(f's.{column}' for column in SUBMISSION_COLUMNS)}, o.status,"
    " (SELECT json_group_array(later.fields_json) FROM submissions AS later WHERE later.order_number = s.order_number"
    " AND later.action = s.action AND later.created_at > s.created_at)"
    " FROM submissions AS s JOIN orders AS o ON o.number = s.order_number"
    " WHERE (s.state IN ('needs_data', 'in_doubt', 'rejected', 'superseded')"
    " OR s.state = 'queued' AND s.error IS NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`status` is the order's, now; `asked_again` says that the same was asked for later, `something_else` that the
    action was asked for with something else of the order.
    """

    submission: Submission
    status: str | None
    asked_again: bool
    something_else: bool = False


def standing(database: Database, account: str | None = None, submission_id: str | None = None) -> tuple[Standing, ...]:
    """What waits after a failure, is in doubt or has ended without effect: all, an account's, or the one of that id."""
    wanted = {"s.account": account, "s.id": submission_id}
    given = {column: value for column, value in wanted.items() if value is not None}
    where = "".join(f" AND {column} = ?" for column in given)
    return tuple(_standing(row) for row in database.rows(_STANDING + where, tuple(given.values())))


def _standing(row: tuple[Any, ...]) -> Standing:
    submission = submission_from(OrderKey(scope=row[0], channel=row[1], id=row[2]), row[3:-2])
    since = [covers(mapping(fields), submission.fields) for fields in decode(row[-1].encode())]
    return Standing(submission, row[-2], any(since), not all(since))
