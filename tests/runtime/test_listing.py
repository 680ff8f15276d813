"""The pages of a list that is read in several parts, and what their totals say."""

from __future__ import annotations

from stallkeeper.bindings.client import Page
from stallkeeper.runtime.listing import Listing


def page(part: str, count: int, total: int | None, *, last: bool = False) -> Page:
    records = tuple(object() for _ in range(count))
    return Page(1, records, None if last else "2", None, total, part)  # type: ignore[arg-type]


def after(*pages: Page) -> Listing:
    listing = Listing(first_pull=False)
    for each in pages:
        listing.note(each)
    return listing


def test_a_smaller_total_of_another_part_is_no_list_that_gets_shorter() -> None:
    last = page("b", 1, 1, last=True)
    listing = after(page("a", 3, 3), last)
    assert listing.ends(last)
    assert listing.fewest() is None


def test_a_part_that_got_shorter_has_the_list_read_once_more() -> None:
    last = page("b", 1, 1, last=True)
    assert not after(page("a", 2, 5), page("a", 2, 4), last).ends(last)


def test_a_part_that_gave_fewer_than_it_announced_is_told_of() -> None:
    assert after(page("a", 2, 5), page("b", 1, 1, last=True)).fewest() == (2, 5)
    assert after(page("a", 5, 5), page("b", 1, 2, last=True)).fewest() == (1, 2)
