"""Sweeps and cursors in, their rows out; and back."""

from __future__ import annotations

from typing import Any

from stallkeeper.orders import Cursor, Sweep
from stallkeeper.store.cells import instant, instant_cell, optional_instant, optional_instant_cell

SWEEP_COLUMNS = (
    "id",
    "account",
    "window_name",
    "since",
    "until",
    "started_at",
    "state",
    "finished_at",
    "resume",
    "pages",
    "seen",
    "created",
    "changed",
    "unchanged",
    "left_out",
    "error",
    "missed",
    "error_kind",
    "again",
)
CURSOR_COLUMNS = ("account", "window_name", "read_until", "mark", "edition")


def sweep_cells(sweep: Sweep) -> tuple[Any, ...]:
    return (
        sweep.id,
        sweep.account,
        sweep.window,
        optional_instant_cell(sweep.since),
        instant_cell(sweep.until),
        instant_cell(sweep.started_at),
        sweep.state,
        optional_instant_cell(sweep.finished_at),
        sweep.resume,
        sweep.pages,
        sweep.seen,
        sweep.created,
        sweep.changed,
        sweep.unchanged,
        sweep.left_out,
        sweep.error,
        sweep.missed,
        sweep.error_kind,
        sweep.again,
    )


def sweep_from(row: tuple[Any, ...]) -> Sweep:
    return Sweep(
        id=row[0],
        account=row[1],
        window=row[2],
        since=optional_instant(row[3]),
        until=instant(row[4]),
        started_at=instant(row[5]),
        state=row[6],
        finished_at=optional_instant(row[7]),
        resume=row[8],
        pages=row[9],
        seen=row[10],
        created=row[11],
        changed=row[12],
        unchanged=row[13],
        left_out=row[14],
        error=row[15],
        missed=row[16] or 0,
        error_kind=row[17],
        again=row[18] or 0,
    )


def cursor_cells(cursor: Cursor) -> tuple[Any, ...]:
    return (cursor.account, cursor.window, instant_cell(cursor.read_until), cursor.mark, cursor.edition)


def cursor_from(row: tuple[Any, ...]) -> Cursor:
    return Cursor(account=row[0], window=row[1], read_until=instant(row[2]), mark=row[3], edition=row[4])
