"""A world and a request's filters in, the records to show out: orders, or lines of orders, each with its sort key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from stallkeeper.played.list_form import Filter, Listing
from stallkeeper.played.paging import Key
from stallkeeper.played.template import Name, Names, as_text, render
from stallkeeper.played.tree_path import pick, read, remove, write
from stallkeeper.played.world import World
from stallkeeper.played.world_order import WorldOrder


@dataclass(frozen=True, slots=True)
class Chosen:
    """One record before it is shown: its order, and the line that it is where the list is one of lines."""

    order: WorldOrder
    line: Any = None
    index: int = 0


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
OrderTest = Callable[[WorldOrder], bool]
LineTest = Callable[[Any], bool]


def choose(world: World, listing: Listing, names: Names) -> list[tuple[Key, Chosen]]:
    """Every record that the request asks for, sorted."""
    now, troubles = world.time.real_now(), world.troubles
    chosen = [record for record in _fitting(world, listing, names) if troubles.lists(record.order, now)]
    keyed = [((getattr(record.order, listing.sort), record.order.serial, record.index), record) for record in chosen]
    return sorted(keyed, key=lambda pair: pair[0])


def show(world: World, listing: Listing, record: Chosen, names: Names) -> Any:
    """What the answer says of one record."""
    left_out = [path for path, asked in listing.shows if _text(asked, names) != "true"]
    tree = world.visible(record.order)
    if left_out or listing.without:
        tree = deepcopy(tree)
    for path in left_out:
        write(tree, path, None)
    for path in listing.without:
        remove(tree, path)
    if listing.only:
        tree = pick(tree, listing.only)
    if listing.gives is None:
        return tree if record.line is None else record.line
    return render(listing.gives, {**names, **world.own_names(record.order), "order": tree, "line": record.line})


def _fitting(world: World, listing: Listing, names: Names) -> Iterator[Chosen]:
    """Orders go first, one test after the other: of many thousands few are asked for, and those alone have lines."""
    orders, of_lines = list(world.held()), list[LineTest]()
    for entry in _given(listing, names):
        if entry.values is None:
            orders = list(filter(_between(world, entry, names), orders))
        elif wanted := _wanted(entry, names):
            if entry.field.root == "line":
                of_lines.append(_among(entry.field, wanted))
            else:
                orders = list(filter(_of_order(entry.field, wanted), orders))
    for order in orders:
        lines = read(order.tree, world.play.order.lines) or [] if listing.of_lines else [None]
        for index, line in enumerate(lines):
            if all(test(line) for test in of_lines):
                yield Chosen(order, line, index)


def _given(listing: Listing, names: Names) -> list[Filter]:
    """The filters that count for this request, the quickest first."""
    given = [entry for entry in listing.filters if _counts(entry, names)]
    alone = [entry for entry in given if entry.alone]
    return sorted(alone or given, key=lambda entry: entry.values is not None)


def _counts(entry: Filter, names: Names) -> bool:
    if entry.beside is not None and not _texts(entry.beside, names):
        return False
    asked = (entry.values, entry.since, entry.until, entry.minutes)
    return any(name is not None and _texts(name, names) for name in asked)


def _wanted(entry: Filter, names: Names) -> set[str]:
    asked = _texts(entry.values, names) if entry.values is not None else []
    return {meant for text in asked for meant in entry.means.get(text, (text,))}


def _of_order(field: Name, wanted: set[str]) -> OrderTest:
    if field.root == "status":
        return lambda order: order.status in wanted
    test = _among(field, wanted)
    return lambda order: test(order.tree)


def _among(field: Name, wanted: set[str]) -> LineTest:
    def holds(tree: Any) -> bool:
        value = read(tree, field.path)
        return any(as_text(item) in wanted for item in (value if isinstance(value, list) else [value]))

    return holds


def _between(world: World, entry: Filter, names: Names) -> OrderTest:
    form = entry.time or world.play.time
    since = form.read(_text(entry.since, names)) if entry.since else None
    until = form.read_end(_text(entry.until, names)) if entry.until else None
    if entry.minutes is not None:
        since = world.time.real_now() - timedelta(minutes=int(_text(entry.minutes, names) or 0))
    first, last = since or _EARLIEST, until or _LATEST
    if entry.field.root == "created":
        return lambda order: first <= order.created <= last
    return lambda order: first <= order.modified <= last


def _texts(name: Name, names: Names) -> list[str]:
    value = read(names.get(name.root), name.path)
    values = value if isinstance(value, list) else [value]
    return [as_text(item) for item in values if item not in (None, "")]


def _text(name: Name, names: Names) -> str:
    return next(iter(_texts(name, names)), "")
