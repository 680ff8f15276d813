"""Where a listing stands in, the text that a sweep keeps of it out; and back, so that a killed one goes on there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stallkeeper.errors import ChannelError
from stallkeeper.spec.retrieval_spec import ListSpec
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed

_LINKED = ("next_link", "link_header", "cursor", "query_string")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read of a listing at a time: for one value of the list parameter, one piece of the interval.

    Both bounds None: the interval as it is.
    """

    each: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        since = self.since.isoformat() if self.since else ""
        return f"{self.each or ''} {since}".strip()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a page is: its number as we count, and whatever led to it.

    `link` is a link, a cursor, a whole query or a journal's mark; `offset` is how many records lie before it; `kept` is
    what an export has answered so far (None: it has not been ordered yet).
    """

    number: int
    link: str | None = None
    offset: int = 0
    piece: Piece = field(default_factory=Piece)
    kept: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        if self.offset or self.kept is not None or self.piece != Piece():
            return json_codec.encode(self._told()).decode()
        return f"{self.number} {self.link}" if self.link else str(self.number)

    def _told(self) -> dict[str, Any]:
        piece = self.piece
        told = {
            "page": self.number,
            "link": self.link,
            "offset": self.offset or None,
            "each": piece.each,
            "since": piece.since.isoformat() if piece.since else None,
            "until": piece.until.isoformat() if piece.until else None,
            "kept": None if self.kept is None else dict(self.kept),
        }
        return {name: value for name, value in told.items() if value is not None}


def parse_bookmark(resume: str, listing: ListSpec) -> Bookmark:
    """The page that `resume` names. Raises ChannelError for what no page of ours ever said."""
    try:
        found = _from_json(resume) if resume.startswith("{") else _from_words(resume)
    except (Malformed, ValueError, TypeError, KeyError):
        raise _refused() from None
    if not _is_possible(found, listing):
        raise _refused()
    return found


def _from_words(resume: str) -> Bookmark:
    number, _, link = resume.partition(" ")
    if not number.isdecimal():
        raise ValueError(resume)
    return Bookmark(int(number), link or None)


def _from_json(resume: str) -> Bookmark:
    told = json_codec.decode(resume.encode())
    since, until = (None if told.get(key) is None else datetime.fromisoformat(told[key]) for key in ("since", "until"))
    kept = told.get("kept")
    if (since is not None and since.tzinfo is None) or not isinstance(kept, dict | None):
        raise ValueError(resume)
    return Bookmark(
        int(told["page"]), told.get("link"), int(told.get("offset", 0)), Piece(told.get("each"), since, until), kept
    )


def _is_possible(found: Bookmark, listing: ListSpec) -> bool:
    paging = listing.paging
    if (found.kept is not None) != (listing.export is not None and found.number != paging.first):
        return False
    if listing.journal is not None or listing.export is not None:
        return True
    linked = paging.kind in _LINKED
    return bool(found.link) == (linked and found.number != paging.first)


def _refused() -> ChannelError:
    return ChannelError("a listing cannot be resumed: the bookmark is of another kind of paging", "permanent")
