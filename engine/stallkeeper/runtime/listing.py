"""The pages of one reading of a list in; whether orders may have slipped by, so that it is read again, out."""

from __future__ import annotations

from dataclasses import dataclass, field

from stallkeeper.bindings.client import Page
from stallkeeper.orders import Sweep

READINGS = 3
"""So often a list that moves while it is read is read at most: what is left then, an overlapping sweep finds."""


@dataclass(slots=True)
class Listing:
    """One reading of a sweep's list, from its first page or from where it was left.

    An order that changes after the interval's end leaves the list, and everything behind it moves up by one: the order
    that was to open the next page is then on a page that has been read already. A list with a total shows it by getting
    shorter. One without (`may_shift`) is read again until a reading brings no order that the readings before it missed.
    """

    first_pull: bool
    may_shift: bool = False
    whole: bool = True
    """Whether it began at the first page, and not where another process had left it."""
    seen: int = 0
    reading: int = 1
    pages: int = 0
    most: int | None = None
    """The most orders that any page has said there are."""
    known: set[str] = field(default_factory=set)
    """Ids met in any reading, kept only where the list may shift."""
    missed: bool = False
    """Whether this reading met an order that the readings before it did not."""
    part: str | None = None
    """The part of the list that was read last; totals are those of one part."""
    last: int | None = None
    """How many orders the part's newest page has said there are."""
    moved: bool = False
    """Whether a part that was read to its end got shorter meanwhile."""
    short: tuple[int, int] | None = None
    """Of a part that was read to its end: how many orders came, and of how many it had spoken."""

    def note(self, page: Page) -> None:
        """One more page of it."""
        if page.part != self.part:
            self._begin(page.part)
        self.seen += len(page.records)
        self.pages += 1
        if page.total is not None:
            self.most = max(self.most or 0, page.total)
            self.last = page.total
        if self.may_shift:
            ids = {record.id for record in page.records}
            self.missed = self.missed or not ids <= self.known
            self.known |= ids

    def _begin(self, part: str) -> None:
        """Another part of the list: what was announced of the one before is reckoned up."""
        if self.part is not None:
            self.moved, self.short = self.moved or self._shrank(), self.fewest()
            self.seen, self.most, self.last = 0, None, None
        self.part = part

    def fewest(self) -> tuple[int, int] | None:
        """How many orders came of how many that were announced, where they are fewer in any part; None where not."""
        if self.most is not None and self.seen < self.most:
            return self.seen, self.most
        return self.short

    def ends(self, page: Page) -> bool:
        """Whether the list has been read with this page; one that moved, or may have, is to be read once more."""
        if page.resume is not None:
            return False
        unsettled = self.moved or self._shrank() or self._may_have_shifted() or self._counts_several_readings()
        return self.reading >= READINGS or not unsettled

    def again(self) -> Listing:
        """The next reading, from the first page."""
        return Listing(self.first_pull, self.may_shift, reading=self.reading + 1, known=self.known)

    def _shrank(self) -> bool:
        return self.last is not None and self.most is not None and self.last < self.most

    def _counts_several_readings(self) -> bool:
        """Gone on with in a later reading, it counts what the earlier ones saw: no order would ever be missing."""
        return not self.whole and not self.part and self.most is not None and self.seen > self.most

    def _may_have_shifted(self) -> bool:
        """A first reading of several pages always may have; a later one has if it met what the others missed."""
        return self.may_shift and self.missed and (self.pages > 1 or self.reading > 1)


def listing_of(sweep: Sweep, first_pull: bool, may_shift: bool = False) -> Listing:
    """The reading that a sweep begins, or goes on with; the pages before where it was left count as read."""
    if sweep.resume is None:
        return Listing(first_pull, may_shift)
    return Listing(first_pull, may_shift, whole=False, seen=sweep.seen, pages=sweep.pages)
