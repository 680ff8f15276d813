"""A world and a request's filters and page in, the orders to show out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from stallkeeper.played.exchange import Request
from stallkeeper.played.play_spec import Filter, Listing
from stallkeeper.played.template import Name, Names, as_text
from stallkeeper.played.tree_path import read, write
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder

Test = Callable[[WorldOrder], bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """The payloads of one page, and what an answer may say of the page."""

    records: list[Any]
    page: Mapping[str, Any] = field(default_factory=dict)


def show(
    world: World, listing: Listing, names: Names, request: Request, repeats: Callable[[], bool] = lambda: False
) -> Shown:
    """The orders that a request asks for; `repeats` says whether to show the page before under this page's number."""
    tests = _tests(world, listing, names)
    chosen = [order for order in world.held() if all(test(order) for test in tests)]
    chosen.sort(key=lambda order: (getattr(order, listing.sort), order.serial))
    if listing.page_number is None or listing.page_size is None:
        return Shown([_record(world, listing, order, names) for order in chosen])
    number, size = int(_text(listing.page_number, names)), int(_text(listing.page_size, names))
    start = (number - 1 - (number > 1 and repeats())) * size
    records = [_record(world, listing, order, names) for order in chosen[start : start + size]]
    pages = max(1, -(-len(chosen) // size))
    links = _links(request, listing.page_parameter, number, pages)
    return Shown(records, {"items": len(chosen), "size": size, "number": number, "pages": pages, "links": links})


def _tests(world: World, listing: Listing, names: Names) -> list[Test]:
    given = [entry for entry in listing.filters if _counts(entry, names)]
    alone = [entry for entry in given if entry.alone]
    tests = [_test(world, entry, names) for entry in alone or given]
    return [test for test in tests if test is not None]


def _counts(entry: Filter, names: Names) -> bool:
    if entry.beside is not None and not _texts(entry.beside, names):
        return False
    asked = (entry.values, entry.since, entry.until)
    return any(name is not None and _texts(name, names) for name in asked)


def _test(world: World, entry: Filter, names: Names) -> Test | None:
    if entry.values is not None:
        return _among(entry, _texts(entry.values, names))
    form = world.play.time
    since = form.read(_text(entry.since, names)) if entry.since else None
    until = form.read(_text(entry.until, names)) if entry.until else None
    return _between(entry.field.root, since, until)


def _among(entry: Filter, asked: list[str]) -> Test | None:
    wanted = {meant for text in asked for meant in entry.means.get(text, (text,))}
    if not wanted:
        return None
    return lambda order: as_text(read(order.tree, entry.field.path)) in wanted


def _between(which: str, since: datetime | None, until: datetime | None) -> Test:
    def holds(order: WorldOrder) -> bool:
        instant: datetime = order.created if which == "created" else order.modified
        return (since is None or instant >= since) and (until is None or instant <= until)

    return holds


def _record(world: World, listing: Listing, order: WorldOrder, names: Names) -> Any:
    left_out = [path for path, asked in listing.shows if _text(asked, names) != "true"]
    tree = deepcopy(world.visible(order)) if left_out else world.visible(order)
    for path in left_out:
        write(tree, path, None)
    return tree


def _texts(name: Name, names: Names) -> list[str]:
    value = read(names.get(name.root), name.path)
    values = value if isinstance(value, list) else [value]
    return [as_text(item) for item in values if item not in (None, "")]


def _text(name: Name, names: Names) -> str:
    return next(iter(_texts(name, names)), "")


def _links(request: Request, parameter: str, number: int, pages: int) -> dict[str, str | None]:
    """Links to other pages: relative, with every parameter of the request."""

    def link(page: str) -> str:
        pairs = [(key, value) for key, value in request.query if key != parameter]
        return f"{request.path}?{urlencode([*pairs, (parameter, page)], safe=':')}"

    return {
        "first": link("1"),
        "goto": link(":page"),
        "last": link(str(pages)),
        "next": link(str(number + 1)) if number < pages else None,
        "previous": link(str(number - 1)) if number > 1 else None,
    }
