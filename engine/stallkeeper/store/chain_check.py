"""Seals and rows of the history in, whether each row is what was sealed, or the first that is not, out.

Details go in one way alone: with the buyer, in the transaction that adds the line saying so. Where they are gone and no
later line of their order says it, or it says another number of them, somebody took them out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stallkeeper.orders import Broken, Whole
from stallkeeper.store.chain import BEGINNING, SEALED_COLUMNS, Seal, canonical, covered, first_difference, seal_of
from stallkeeper.store.typed_json import mapping

_SEALED = len(SEALED_COLUMNS)
_OF, _KIND = SEALED_COLUMNS.index("order_number"), SEALED_COLUMNS.index("kind")
_UNTOLD = "its details were taken out, and no later line tells of an erasure"
_OTHERWISE = "lines of its order without their details: {gone} before it, and its erasures took out {taken}"


class ChainCheck:
    """Walks both tables once, side by side; `history` gives SEALED_COLUMNS, then details and salt."""

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
        broken = self._numbers(seal, rows) or _details(seal, rows) or _digest(seal, before, rows)
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


def _digest(seal: Seal, before: Seal | None, rows: list[tuple[Any, ...]]) -> Broken | None:
    held = canonical(row[:_SEALED] for row in rows)
    right = seal_of(before, held, seal.first, seal.last, seal.at, seal.via, seal.cause, seal.note)
    if right == seal:
        return None
    position = first_difference(seal.marks, right.marks)
    if position is not None and right.digest != seal.digest:
        return Broken(seal.number, seal.first + position, "it was changed, or another line was put in its place")
    return Broken(seal.number, None, "the seal itself was changed, or one before it was made anew")
