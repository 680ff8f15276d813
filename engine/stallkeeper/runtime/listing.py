"""The pages of one reading of a list in; whether the list got shorter meanwhile, so that orders slipped by, out."""

from __future__ import annotations

from dataclasses import dataclass

from stallkeeper.bindings.client import Page
from stallkeeper.orders import Sweep

READINGS = 3
"""So often a list that gets shorter while it is read is read at most: what is left then, an overlapping sweep finds."""


@dataclass(slots=True)
class Listing:
    """One reading of a sweep's list, from its first page or from where it was left.

    An order that changes after the interval's end leaves the list, and everything behind it moves up by one: the order
    that was to open the next page is then on a page that has been read already.
    """

    first_pull: bool
    seen: int = 0
    reading: int = 1
    most: int | None = None
    """The most orders that any page has said there are."""

    def note(self, page: Page) -> None:
        """One more page of it."""
        self.seen += len(page.records)
        if page.total is not None:
            self.most = max(self.most or 0, page.total)

    def ends(self, page: Page) -> bool:
        """Whether the list has been read with this page; one that got shorter is to be read once more."""
        shrank = page.total is not None and self.most is not None and page.total < self.most
        return page.resume is None and not (shrank and self.reading < READINGS)

    def again(self) -> Listing:
        """The next reading, from the first page."""
        return Listing(self.first_pull, reading=self.reading + 1)


def listing_of(sweep: Sweep, first_pull: bool) -> Listing:
    """The reading that a sweep begins, or goes on with."""
    return Listing(first_pull, seen=0 if sweep.resume is None else sweep.seen)
