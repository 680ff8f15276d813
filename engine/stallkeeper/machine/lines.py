"""The lines of a report go in, what their native words say comes out: a status and flags for each of them."""

from __future__ import annotations

from typing import NamedTuple

from stallkeeper.machine.reading import LineWord, Reading
from stallkeeper.orders import Order, OrderReport
from stallkeeper.words import Status


class LinesSeen(NamedTuple):
    """One status (or None) and one tuple of flags per line; flags for the order; words the spec does not know."""

    statuses: tuple[Status | None, ...] = ()
    flags: tuple[tuple[str, ...], ...] = ()
    order_flags: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    says_something: bool = False


NOTHING = LinesSeen()
_SILENT = tuple(LinesSeen((None,) * count, ((),) * count) for count in range(17))


def lines_seen(reading: Reading, held: Order | None, report: OrderReport) -> LinesSeen:
    """What the report's lines say. A flag leaves a line's status as it is held; silence and unknown words give None."""
    lines = report.lines
    for line in lines:
        if line.native_status:
            return _read(reading, held, report)
    count = len(lines)
    return _SILENT[count] if count < len(_SILENT) else LinesSeen((None,) * count, ((),) * count)


def _read(reading: Reading, held: Order | None, report: OrderReport) -> LinesSeen:
    words = reading.line_words
    statuses: list[Status | None] = []
    flags: list[tuple[str, ...]] = []
    order_flags: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for line in report.lines:
        native = line.native_status
        word = words.get(native) if native else _NO_WORD
        if word is None:
            unknown[str(native)] = None
            word = _NO_WORD
        if word.order_flag is not None:
            order_flags[word.order_flag] = None
        raises = word.line_flag is not None or word.order_flag is not None
        statuses.append(_held_status(held, line.id) if raises else word.status)
        flags.append((word.line_flag, *line.flags) if word.line_flag is not None else line.flags)
    says_something = statuses.count(None) < len(statuses)
    return LinesSeen(tuple(statuses), tuple(flags), tuple(order_flags), tuple(unknown), says_something)


_NO_WORD = LineWord()


def _held_status(held: Order | None, line_id: str) -> Status | None:
    if held is None:
        return None
    return next((line.status for line in held.report.lines if line.id == line_id), None)
