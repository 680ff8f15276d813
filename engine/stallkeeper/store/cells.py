"""Values of the domain in, what one cell of a table holds out; and back.

Instants are whole microseconds since 1970 in UTC (they sort, and cost a third of ISO text to write); amounts are the
decimal's own text, so that 1E+2, -0 and 0.10 come back as they went in; a tuple of words is a JSON array, or NULL when
it is empty.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from stallkeeper.text.json_codec import decode, encode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_cell(instant: datetime) -> int:
    """Microseconds since 1970, UTC. A naive instant is refused (TypeError)."""
    return (instant - _EPOCH) // _MICROSECOND


def optional_instant_cell(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


def instant_cells(instants: list[datetime | None]) -> list[int | None]:
    """A column of instants. A page is taken in at one instant, which is then worked out once."""
    first = instants[0]
    if first is instants[-1] and instants.count(first) == len(instants):
        return [optional_instant_cell(first)] * len(instants)
    return [None if instant is None else (instant - _EPOCH) // _MICROSECOND for instant in instants]


def instant(cell: int) -> datetime:
    return _EPOCH + timedelta(0, 0, cell)


def optional_instant(cell: int | None) -> datetime | None:
    return None if cell is None else _EPOCH + timedelta(0, 0, cell)


def amount_cells(amounts: list[Decimal | None]) -> list[str | None]:
    return [None if amount is None else str(amount) for amount in amounts]


def amount(cell: str | None) -> Decimal | None:
    return None if cell is None else Decimal(cell)


def flag_cells(flags: list[bool | None]) -> list[int | None]:
    return [None if flag is None else int(flag) for flag in flags]


def optional_flag(cell: int | None) -> bool | None:
    return None if cell is None else bool(cell)


def words_cell(words: tuple[str, ...]) -> str | None:
    return encode(words).decode() if words else None


def words(cell: str | None) -> tuple[str, ...]:
    return tuple(decode(cell.encode())) if cell else ()
