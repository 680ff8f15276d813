"""A Submission in, its row of `submissions` out; and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import OrderKey, Submission
from stallkeeper.store.cells import (
    instant,
    instant_cell,
    optional_instant,
    optional_instant_cell,
    words,
    words_cell,
)
from stallkeeper.store.typed_json import mapping, mapping_cell

SUBMISSION_COLUMNS = (
    "id",
    "account",
    "action",
    "fields_json",
    "state",
    "expected_json",
    "before",
    "who",
    "created_at",
    "updated_at",
    "next_attempt_at",
    "sent_at",
    "attempts",
    "receipt",
    "error_kind",
    "error",
    "extras_json",
)


def submission_cells(submission: Submission) -> tuple[Any, ...]:
    """The cells of SUBMISSION_COLUMNS."""
    return (
        submission.id,
        submission.account,
        submission.action,
        mapping_cell(submission.fields),
        submission.state,
        words_cell(submission.expected),
        submission.before,
        submission.who,
        instant_cell(submission.created_at),
        instant_cell(submission.updated_at),
        instant_cell(submission.next_attempt_at),
        optional_instant_cell(submission.sent_at),
        submission.attempts,
        submission.receipt,
        submission.error_kind,
        submission.error,
        mapping_cell(submission.extras),
    )


def submission_from(key: OrderKey, row: tuple[Any, ...]) -> Submission:
    """The submission about the order `key`, of a row of SUBMISSION_COLUMNS."""
    return Submission(
        id=row[0],
        key=key,
        account=row[1],
        action=row[2],
        fields=mapping(row[3]),
        state=row[4],
        expected=words(row[5]),
        before=row[6],
        who=row[7],
        created_at=instant(row[8]),
        updated_at=instant(row[9]),
        next_attempt_at=instant(row[10]),
        sent_at=optional_instant(row[11]),
        attempts=row[12],
        receipt=row[13],
        error_kind=row[14],
        error=row[15],
        extras=mapping(row[16]),
    )
