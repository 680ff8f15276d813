"""A database of any earlier version in, one of the newest version out: numbered steps, each one transaction.

`user_version` holds the number of the last step taken, `application_id` says that the file is ours. A published
step is never changed; the next change of the tables is the next step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from stallkeeper.store.cells import instant_cell
from stallkeeper.store.schema import VERSION_1
from stallkeeper.store.schema_changes import (
    ACCOUNTS,
    ALERTS,
    BACK_OFFICES,
    COME_AGAIN,
    CURSOR_EDITION,
    DOCUMENT_NAMES,
    DOCUMENTS,
    ERASED,
    HISTORY_READERS,
    KEPT_TOKENS,
    OPEN_FOR_SEALING,
    SEALS_BY_FIRST,
    SEARCHED,
    SELLER_RULES,
    SIGHTINGS,
    TAX_AND_MARK,
    TOKEN_TURNS,
    TRIED_AGAIN,
    UNITS_SHIPPED,
    WEBHOOKS,
)
from stallkeeper.store.sealing import seal_what_is_there

APPLICATION_ID = 0x53744B70
"""The letters StKp."""


@dataclass(frozen=True, slots=True)
class Step:
    """The way from version `version - 1` to `version`: statements, taken in order, and what no statement can do."""

    version: int
    statements: tuple[str, ...]
    then: Callable[[sqlite3.Connection], None] | None = None


STEPS: tuple[Step, ...] = (
    Step(1, VERSION_1),
    Step(2, (KEPT_TOKENS,)),
    Step(3, TAX_AND_MARK),
    Step(4, CURSOR_EDITION),
    Step(5, OPEN_FOR_SEALING, seal_what_is_there),
    Step(6, ERASED),
    Step(7, UNITS_SHIPPED),
    Step(8, SEALS_BY_FIRST),
    Step(9, HISTORY_READERS),
    Step(10, DOCUMENTS),
    Step(11, ALERTS),
    Step(12, WEBHOOKS),
    Step(13, SELLER_RULES),
    Step(14, SEARCHED),
    Step(15, SIGHTINGS),
    Step(16, BACK_OFFICES),
    Step(17, DOCUMENT_NAMES),
    Step(18, TOKEN_TURNS),
    Step(19, ACCOUNTS),
    Step(20, COME_AGAIN),
    Step(21, TRIED_AGAIN),
)

NEWEST = STEPS[-1].version


def version_of(connection: sqlite3.Connection) -> int:
    """The number of the last step taken; 0 for an empty file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file is empty or was made by us; reads only."""
    identity = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return identity == APPLICATION_ID or (not identity and not tables and not version_of(connection))


def migrate(
    connection: sqlite3.Connection,
    transaction: Callable[[], AbstractContextManager[object]],
    now: datetime,
    steps: Sequence[Step] = STEPS,
) -> None:
    """Take every step that is still missing. Another process may be doing the same: each step looks again first."""
    for step in steps:
        if version_of(connection) >= step.version:
            continue
        with transaction():
            if version_of(connection) < step.version:
                _take(connection, step, now)


def _take(connection: sqlite3.Connection, step: Step, now: datetime) -> None:
    for statement in step.statements:
        connection.execute(statement)
    if step.then is not None:
        step.then(connection)
    connection.execute("INSERT INTO steps_taken VALUES (?, ?)", (step.version, instant_cell(now)))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {step.version}")
