"""A page's answer in, where the next one starts out: by the kind of paging that the binding declares."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.native_record import NativeRecord
from stallkeeper.errors import ChannelError
from stallkeeper.spec.binding_spec import Paging
from stallkeeper.text.paths import steps, walk


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a page is: its number as we count, and the link that led to it where pages are linked."""

    number: int
    link: str | None = None

    def __str__(self) -> str:
        return f"{self.number} {self.link}" if self.link else str(self.number)


def parse_bookmark(resume: str | None, paging: Paging) -> Bookmark:
    """The page that `resume` names; the first for None. Raises ChannelError for what no page of ours ever said."""
    if resume is None:
        return Bookmark(paging.first)
    number, _, link = resume.partition(" ")
    if not number.isdecimal() or bool(link) != (paging.kind == "next_link" and int(number) != paging.first):
        raise ChannelError("a listing cannot be resumed: the bookmark is of another kind of paging", "permanent")
    return Bookmark(int(number), link or None)


def follow_link(outgoing: Outgoing, link: str, hosts: dict[str, str]) -> Outgoing:
    """The same request to where `link` points: relative, or absolute to a host that the account names."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        wanted = urlsplit(hosts[outgoing.host])
        if (parts.scheme, parts.netloc) != (wanted.scheme, wanted.netloc):
            message = f"the next page is said to be at {parts.hostname}, which the account does not name; not followed"
            raise ChannelError(message, "permanent")
    path = parts.path or outgoing.path
    if not path.startswith("/"):
        path = f"{outgoing.path.rpartition('/')[0]}/{path}"
    return replace(outgoing, path=path, query=tuple(parse_qsl(parts.query, keep_blank_values=True)))


def next_bookmark(paging: Paging, here: Bookmark, data: Any, count: int) -> Bookmark | None:
    """The page after `here`, which held `count` records; None when it was the last."""
    following = Bookmark(here.number + 1)
    if paging.kind == "none":
        return None
    if paging.kind == "short_page":
        return following if paging.size is not None and count >= paging.size else None
    value = walk(data, steps(paging.at or "."))
    if value is None or value == "" or value is False:
        return None
    if paging.kind == "next_link":
        return _linked(value, following)
    number = _number(value)
    if paging.kind == "page_count":
        return following if here.number - paging.first + 1 < number else None
    if number <= here.number:
        raise ChannelError(f"page {here.number} says that page {number} comes next; stopped", "permanent")
    return Bookmark(number)


def _linked(value: Any, following: Bookmark) -> Bookmark:
    if not isinstance(value, str) or len(value) > 4000 or any(sign.isspace() for sign in value):
        raise ChannelError("the link to the next page is none", "permanent")
    return Bookmark(following.number, value)


def _number(value: Any) -> int:
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 10):
        return int(value)
    raise ChannelError("the number of the next page, or of pages, is none", "permanent")


class RepeatGuard:
    """Remembers what each page of one listing held, and refuses a page that says the same again."""

    def __init__(self, most: int) -> None:
        self._seen: dict[bytes, int] = {}
        self._most = most

    def check(self, number: int, records: Sequence[NativeRecord]) -> None:
        if len(self._seen) >= self._most:
            raise ChannelError(f"the listing did not end after {self._most} pages; stopped", "permanent")
        if not records:
            return
        digest = hashlib.blake2b(b"".join(record.digest for record in records), digest_size=16).digest()
        earlier = self._seen.get(digest)
        if earlier is not None:
            message = f"page {number} of the listing repeats page {earlier}; stopped, nothing of it was taken"
            raise ChannelError(message, "permanent")
        self._seen[digest] = number
