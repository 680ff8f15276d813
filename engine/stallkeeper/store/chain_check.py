"""Seals and rows of the history in, whether each row is what was sealed, or the first that is not, out.

Details go in one way alone: with the buyer, in the transaction that adds the line saying so. Where they are gone and no
later line of their order says it, or it says another number of them, somebody took them out.

A line names its order by a number; the one with which it begins is sealed with the order's id as well, so that an order
that was removed, or bears another's id, is found by it. Seals of earlier releases cover no id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stallkeeper.orders import Broken, Whole
from stallkeeper.store.chain import (
    BEGINNING,
    BEGINS,
    SEALED_COLUMNS,
    Seal,
    canonical,
    covered,
    first_difference,
    seal_of,
)
from stallkeeper.store.typed_json import mapping

_SEALED = len(SEALED_COLUMNS)
_OF, _KIND = SEALED_COLUMNS.index("order_number"), SEALED_COLUMNS.index("kind")
_IDS = _SEALED + 2
_CHANGED = "it was changed, or another line was put in its place"
_RENAMED = _CHANGED + ', or the order that begins with it, called "{id}" now, had another id'
_UNTOLD = "its details were taken out, and no later line tells of an erasure"
_OTHERWISE = "lines of its order without their details: {gone} before it, and its erasures took out {taken}"


class ChainCheck:
    """Walks both tables once, side by side.

    `history` gives SEALED_COLUMNS, details and salt, and IDENTITY of the order that begins with the line.
    """

    def __init__(self, seals: Iterator[tuple[Any, ...]], history: Iterator[tuple[Any, ...]]) -> None:
        self._seals = seals
        self._history = history
        self._ahead = next(history, None)
        self._lines = 0
        self._gone: Counter[int] = Counter()
        """By order, how many lines are without their details."""
        self._taken: Counter[int] = Counter()
        """By order, of how many lines its erasures took them out."""
        self._uncounted: set[int] = set()
        """Orders that an earlier release erased, which did not count."""
        self._untold: dict[int, tuple[int, int, str]] = {}
        """By order, where details are gone that no line told of yet, and why that is wrong."""

    def run(self) -> Whole | Broken:
        """The first place that is wrong, from the beginning on."""
        before: Seal | None = None
        for cells in self._seals:
            seal = Seal(*cells)
            broken = self._one(seal, before)
            if broken is not None:
                return broken
            before = seal
        if self._ahead is not None:
            return Broken(before.number + 1 if before else 1, self._ahead[0], "no seal covers it: it was added by hand")
        if self._untold:
            return Broken(*min(self._untold.values()))
        head = BEGINNING if before is None else before.digest
        return Whole(self._lines, 0 if before is None else before.number, head.hex(), self._gone.total())

    def _one(self, seal: Seal, before: Seal | None) -> Broken | None:
        number, first = (1, 1) if before is None else (before.number + 1, before.last + 1)
        if seal.number != number:
            return Broken(number, None, "the seal is missing")
        if self._ahead is not None and self._ahead[0] < seal.first:
            return Broken(seal.number, self._ahead[0], "no seal covers it: it was added by hand")
        if seal.first != first:
            return Broken(seal.number, first, "it was removed, with the seal that covered it")
        rows = self._take(seal.last)
        broken = self._numbers(seal, rows) or _details(seal, rows) or _orders(seal, rows) or _digest(seal, before, rows)
        if broken is None:
            self._follow_details(seal, rows)
        return broken

    def _follow_details(self, seal: Seal, rows: list[tuple[Any, ...]]) -> None:
        for row in rows:
            if row[_KIND] == "erased":
                self._follow_erasure(seal, row)
            if row[_SEALED - 1] is not None and row[_SEALED] is None:
                self._gone[row[_OF]] += 1
                self._untold.setdefault(row[_OF], (seal.number, row[0], _UNTOLD))

    def _follow_erasure(self, seal: Seal, row: tuple[Any, ...]) -> None:
        """It may take details out of any line before it: the newest one of an order is right about all of them."""
        order, took_out = row[_OF], mapping(row[_SEALED]).get("took_out")
        self._untold.pop(order, None)
        if took_out is None and row[_SEALED] is not None:  # an earlier release, which did not count
            self._uncounted.add(order)
        elif took_out:
            self._taken[order] += took_out
        gone, taken = self._gone[order], self._taken[order]
        if gone != taken and order not in self._uncounted:
            self._untold[order] = (seal.number, row[0], _OTHERWISE.format(gone=gone, taken=taken))

    def _take(self, last: int) -> list[tuple[Any, ...]]:
        rows = []
        while self._ahead is not None and self._ahead[0] <= last:
            rows.append(self._ahead)
            self._ahead = next(self._history, None)
        self._lines += len(rows)
        return rows

    def _numbers(self, seal: Seal, rows: list[tuple[Any, ...]]) -> Broken | None:
        there = {row[0] for row in rows}
        missing = next((number for number in range(seal.first, seal.last + 1) if number not in there), None)
        return None if missing is None else Broken(seal.number, missing, "it was removed")


def _details(seal: Seal, rows: list[tuple[Any, ...]]) -> Broken | None:
    """Details are what their digest covers, or were erased together with their salt."""
    for row in rows:
        digest, details, salt = row[_SEALED - 1 : _SEALED + 2]
        erased = details is None and salt is None
        if not erased and (digest is None or covered(details, salt) != digest):
            return Broken(seal.number, row[0], "its details were changed")
    return None


def _orders(seal: Seal, rows: list[tuple[Any, ...]]) -> Broken | None:
    """The orders that begin here are there still."""
    gone = next((row for row in rows if row[_KIND] == BEGINS and row[-1] is None), None)
    return None if gone is None else Broken(seal.number, gone[0], "the order that begins with it was removed")


def _digest(seal: Seal, before: Seal | None, rows: list[tuple[Any, ...]]) -> Broken | None:
    """Every line and the seal are as they were; `forms` are how this release makes it, and an earlier one."""
    with_ids = _made_of([row[:_SEALED] + (row[_IDS:] if row[_KIND] == BEGINS else ()) for row in rows], seal, before)
    if with_ids == seal:
        return None
    forms = (with_ids, _made_of([row[:_SEALED] for row in rows], seal, before))
    if seal in forms:
        return None
    positions = [first_difference(seal.marks, each.marks) for each in forms]
    changed = [position for position in positions if position is not None]
    if len(changed) < len(forms) or seal.digest in [each.digest for each in forms]:
        return Broken(seal.number, None, "the seal itself was changed, or one before it was made anew")
    line = rows[max(changed)]  # the form in which it was made differs where somebody changed it, the other one before
    why = _RENAMED.format(id=line[-1]) if line[_KIND] == BEGINS else _CHANGED
    return Broken(seal.number, line[0], why)


def _made_of(lines: list[tuple[Any, ...]], seal: Seal, before: Seal | None) -> Seal:
    return seal_of(before, canonical(lines), seal.first, seal.last, seal.at, seal.via, seal.cause, seal.note)
