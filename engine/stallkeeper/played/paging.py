"""A whole list and a request in, the page that is asked for out, with everything an answer may say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from stallkeeper.played.exchange import Request
from stallkeeper.played.list_form import PageForm
from stallkeeper.played.refusal import Refusal
from stallkeeper.played.template import Name, Names, as_text
from stallkeeper.played.tree_path import read

T = TypeVar("T")
Key = tuple[Any, ...]
_MOST_CURSORS = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The items of one page, and what an answer may say of it: a name `page`."""

    items: Sequence[T]
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a cursor stands for: the query it was given out for, where the page begins, and where the one before did."""

    route: str
    query: Mapping[str, Any]
    after: Key
    before: Key | None


class Pages:
    """The cursors that one played marketplace has given out; the oldest are forgotten."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"{seed}:cursors")
        self._cursors: dict[str, Cursor] = {}

    def resume(self, form: PageForm, route: str, names: dict[str, Any]) -> Cursor | Refusal | None:
        """The cursor that a request shows; the query it was given out for counts again, whatever else is asked."""
        shown = _text(form.cursor, names)
        if not shown:
            return None
        cursor = self._cursors.get(shown)
        if cursor is None or cursor.route != route:
            return Refusal("cursor", _parameter(form))
        names["query"] = {**names["query"], **cursor.query}
        return cursor

    def cut(
        self, items: Sequence[tuple[Key, T]], form: PageForm, names: Names, request: Request, place: Place
    ) -> Page[T] | Refusal:
        """The page that is asked for; `items` carry the keys that they are sorted by."""
        size = form.fixed_size or int(_text(form.size, names) or 0) or max(1, len(items))
        if form.cursor is not None:
            return self._by_cursor(items, form, names, request, place, size)
        start, number = _start(form, names, size)
        if form.cap and start + size > form.cap:
            return Refusal("beyond", _parameter(form))
        shown_from = max(0, start - size) if start and place.repeats() else start
        page = [item for _, item in items[shown_from : shown_from + size]]
        told = {**_counted(len(items), size, start), "number": number}
        return Page(page, {**told, **_links(request, form, told)})

    def _by_cursor(
        self, items: Sequence[tuple[Key, T]], form: PageForm, names: Names, request: Request, place: Place, size: int
    ) -> Page[T] | Refusal:
        after = place.cursor.after if place.cursor else None
        if place.cursor and place.repeats():
            after = place.cursor.before
        left = [(key, item) for key, item in items if after is None or key > after]
        page, more = left[:size], len(left) > size
        told: dict[str, Any] = {"items": len(items), "size": size, "more": more, "next": None}
        if more:
            told["next"] = self._give(Cursor(place.route, dict(names.get("query", {})), page[-1][0], after))
        return Page([item for _, item in page], {**told, **_onward(request, _parameter(form), told["next"])})

    def _give(self, cursor: Cursor) -> str:
        if len(self._cursors) >= _MOST_CURSORS:
            del self._cursors[next(iter(self._cursors))]
        text = f"{self._random.getrandbits(96):024x}"
        self._cursors[text] = cursor
        return text


@dataclass(frozen=True, slots=True)
class Place:
    """Which route a page is of, where its cursor stands, and whether the page before is to be shown in its stead."""

    route: str
    cursor: Cursor | None = None
    repeats: Callable[[], bool] = lambda: False


def _start(form: PageForm, names: Names, size: int) -> tuple[int, int]:
    """Where the page begins, and its number counted from 1."""
    if form.offset is not None:
        start = int(_text(form.offset, names) or 0)
        return start, start // size + 1
    number = int(_text(form.number, names) or 1)
    return (number - 1) * size, number


def _counted(items: int, size: int, start: int) -> dict[str, Any]:
    return {
        "items": items,
        "size": size,
        "offset": start,
        "pages": max(1, -(-items // size)),
        "more": start + size < items,
    }


def _links(request: Request, form: PageForm, told: Mapping[str, Any]) -> dict[str, Any]:
    """Links to other pages: relative, with every parameter of the request."""
    parameter, size, start = _parameter(form), told["size"], told["offset"]
    by_offset = form.offset is not None

    def link(number: int) -> str:
        return _query(request, parameter, str((number - 1) * size if by_offset else number))

    def at(number: int) -> str:
        return request.path + link(number)

    number, pages = told["number"], told["pages"]
    links = {
        "first": at(1),
        "goto": request.path + _query(request, parameter, ":page"),
        "last": at(pages),
        "next": at(number + 1) if told["more"] else None,
        "previous": at(number - 1) if start else None,
    }
    following = str(start + size if by_offset else number + 1) if told["more"] else None
    return {"links": links, "next": following, **_onward(request, parameter, following)}


def _onward(request: Request, parameter: str, following: str | None) -> dict[str, str | None]:
    """The way to the next page as a query, as an address and as a Link header; None where there is none."""
    if following is None:
        return {"next_query": None, "next_url": None, "link": None}
    query = _query(request, parameter, following)
    url = f"{request.origin}{request.path}{query}"
    return {"next_query": query, "next_url": url, "link": f'<{url}>; rel="next"'}


def _query(request: Request, parameter: str, value: str) -> str:
    pairs = [(key, given) for key, given in request.query if key != parameter]
    return "?" + urlencode([*pairs, (parameter, value)], safe=":")


def _parameter(form: PageForm) -> str:
    """The query parameter that says which page."""
    name = form.cursor or form.offset or form.number
    return form.parameter or (name.path.text if name is not None else "")


def _text(name: Name | None, names: Names) -> str:
    value = read(names.get(name.root), name.path) if name is not None else None
    return as_text(value)
