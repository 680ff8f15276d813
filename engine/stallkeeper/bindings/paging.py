"""A page's answer in, where the next one starts out: by the kind of paging that the binding declares."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from stallkeeper.bindings.answers import Read
from stallkeeper.bindings.bodies import Outgoing
from stallkeeper.bindings.bookmark import Bookmark
from stallkeeper.bindings.scrub import scrubbed
from stallkeeper.errors import ChannelError
from stallkeeper.spec.retrieval_spec import Paging
from stallkeeper.text.paths import steps, walk

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*\"?([^\";,]*)", re.IGNORECASE)
_LONGEST_LINK = 4000
_PORTS = {"https": 443, "http": 80}


def follow(outgoing: Outgoing, here: Bookmark, paging: Paging, hosts: Mapping[str, str]) -> Outgoing:
    """The request for the page at `here`: where a link led to it, to where it points."""
    if here.link is None or paging.kind not in ("next_link", "link_header", "query_string"):
        return outgoing
    if paging.kind == "query_string":
        return replace(outgoing, query=tuple(parse_qsl(here.link.lstrip("?"), keep_blank_values=True)))
    return follow_link(outgoing, here.link, hosts)


def follow_link(outgoing: Outgoing, link: str, hosts: Mapping[str, str], what: str = "the next page") -> Outgoing:
    """The same request to where `link` points: relative, or absolute to a host that the account names."""
    try:
        parts = urlsplit(link)
        is_ours = not (parts.scheme or parts.netloc) or _origin(parts) == _origin(urlsplit(hosts[outgoing.host]))
    except ValueError:  # no address at all: brackets without an end, signs that stand for others, a port beyond all
        raise ChannelError(f"{what} is said to be at an address that is none; not followed", "permanent") from None
    if not is_ours:
        where = scrubbed(parts.hostname or "another place")
        message = f"{what} is said to be at {where}, which the account does not name; not followed"
        raise ChannelError(message, "permanent")
    path = parts.path or outgoing.path
    if not path.startswith("/"):
        path = f"{outgoing.path.rpartition('/')[0]}/{path}"
    return replace(outgoing, path=path, query=tuple(parse_qsl(parts.query, keep_blank_values=True)))


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None, str | None]:
    """What has to be the same: scheme, host and port, and that nobody is named before the host."""
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme), parts.username


def next_bookmark(paging: Paging, here: Bookmark, read: Read, count: int, total: int | None = None) -> Bookmark | None:
    """The page after `here`, which held `count` records; None when it was the last."""
    following = replace(here, number=here.number + 1)
    if paging.kind == "none":
        return None
    if paging.kind == "short_page":
        return following if is_full(paging, count) else None
    if paging.kind == "offset":
        return _offset(paging, here, count, total)
    if paging.kind == "link_header":
        link = _next_in_header(read.answer.links)
        return _linked(link, here) if link else None
    value = walk(read.data, steps(paging.at or "."))
    if value is None or value == "" or value is False:
        return None
    if paging.kind in ("next_link", "cursor", "query_string"):
        return _linked(value, here)
    number = _number(value)
    if paging.kind == "page_count":
        return following if here.number - paging.first + 1 < number else None
    if number <= here.number:
        raise ChannelError(f"page {here.number} says that page {number} comes next; stopped", "permanent")
    return replace(here, number=number)


def is_full(paging: Paging, count: int) -> bool:
    """Whether a page of that many records may be followed by another; where no size is known, any but an empty one."""
    return count >= paging.size if paging.size is not None else count > 0


def _offset(paging: Paging, here: Bookmark, count: int, total: int | None) -> Bookmark | None:
    """Behind the records that came: a marketplace may give fewer than it was asked for."""
    read = here.offset + count
    goes_on = count > 0 and (read < total if total is not None else is_full(paging, count))
    return replace(here, number=here.number + 1, offset=read) if goes_on else None


def _linked(value: Any, here: Bookmark) -> Bookmark:
    """The page that a link, a cursor or a query leads to; one that leads back to this page is refused."""
    if value.__class__ is int:
        value = str(value)
    if not isinstance(value, str) or len(value) > _LONGEST_LINK or any(sign.isspace() for sign in value):
        raise ChannelError("the link to the next page is none", "permanent")
    if value == here.link:
        raise ChannelError(f"page {here.number} says that it comes next itself; stopped", "permanent")
    return replace(here, number=here.number + 1, link=value)


def _next_in_header(header: str) -> str | None:
    """The link whose relation is `next`."""
    for link, rest in _LINK.findall(header[: 4 * _LONGEST_LINK]):
        relation = _RELATION.search(rest)
        if relation is not None and "next" in relation[1].lower().split():
            return str(link)
    return None


def _number(value: Any) -> int:
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 10):
        return int(value)
    raise ChannelError("the number of the next page, or of pages, is none", "permanent")


class RepeatGuard:
    """Remembers what each page of one listing held, and refuses a page that says the same again."""

    def __init__(self, most: int) -> None:
        self._seen: dict[bytes, int] = {}
        self._ways: set[tuple[str | None, int]] = set()
        self._most = most

    def check(self, here: Bookmark, records: Iterable[bytes]) -> None:
        """`records` are the bytes of what the page at `here` held."""
        if len(self._seen) >= self._most:
            raise ChannelError(f"the listing did not end after {self._most} pages; stopped", "permanent")
        way = (here.link, here.offset)
        if here.link is not None and way in self._ways:
            raise ChannelError(f"page {here.number} of the listing is one that was read before; stopped", "permanent")
        self._ways.add(way)
        whole = b"\n".join(records)
        if not whole:
            return
        digest = hashlib.blake2b(whole, digest_size=16).digest()
        earlier = self._seen.get(digest)
        if earlier is not None:
            message = f"page {here.number} of the listing repeats page {earlier}; stopped, nothing of it was taken"
            raise ChannelError(message, "permanent")
        self._seen[digest] = here.number
