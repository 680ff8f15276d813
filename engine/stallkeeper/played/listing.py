"""A world and a request's filters in, the records to show out: orders, or lines of orders, each with its sort key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
Keyed = list[tuple[Key, Chosen]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter as one request asks it: for any of these words, or from the first instant to the last."""

    entry: Filter
    wanted: frozenset[str] = frozenset()
    first: datetime = _EARLIEST
    last: datetime = _LATEST


class Choosing:
    """Chooses for one world. What was chosen last is kept while nothing changes: one page is asked after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._asked: object = None
        self._kept: Keyed = []

    def choose(self, listing: Listing, names: Names) -> Keyed:
        """Every record that the request asks for, sorted; look, do not touch."""
        world = self._world
        narrowings = tuple(_narrowing(world, entry, names) for entry in _given(listing, names))
        asked = world.revision, listing, narrowings
        if asked != self._asked:
            self._kept, self._asked = _sorted(listing, _fitting(world, listing, narrowings)), asked
        now, troubles = world.time.real_now(), world.troubles
        if troubles.lists_all:
            return self._kept
        return [pair for pair in self._kept if troubles.lists(pair[1].order, now)]


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


def _sorted(listing: Listing, records: Iterable[Chosen]) -> Keyed:
    keyed = [((getattr(record.order, listing.sort), record.order.serial, record.index), record) for record in records]
    return sorted(keyed, key=lambda pair: pair[0])


def _fitting(world: World, listing: Listing, narrowings: Iterable[Narrowing]) -> Iterator[Chosen]:
    """Orders go first, one test after the other: of many thousands few are asked for, and those alone have lines."""
    orders, of_lines = list(world.held()), list[LineTest]()
    for asked in narrowings:
        field = asked.entry.field
        if asked.entry.values is None:
            orders = list(filter(_between(field, asked.first, asked.last), orders))
        elif asked.wanted:
            if field.root == "line":
                of_lines.append(_among(field, asked.wanted))
            else:
                orders = list(filter(_of_order(field, asked.wanted), orders))
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


def _narrowing(world: World, entry: Filter, names: Names) -> Narrowing:
    if entry.values is not None:
        return Narrowing(entry, _wanted(entry, _texts(entry.values, names)))
    form = entry.time or world.play.time
    since = form.read(_text(entry.since, names)) if entry.since else None
    until = form.read_end(_text(entry.until, names)) if entry.until else None
    if entry.minutes is not None:
        since = world.time.real_now() - timedelta(minutes=int(_text(entry.minutes, names) or 0))
    return Narrowing(entry, first=since or _EARLIEST, last=until or _LATEST)


def _wanted(entry: Filter, asked: list[str]) -> frozenset[str]:
    return frozenset(meant for text in asked for meant in entry.means.get(text, (text,)))


def _of_order(field: Name, wanted: frozenset[str]) -> OrderTest:
    if field.root == "status":
        return lambda order: order.status in wanted
    test = _among(field, wanted)
    return lambda order: test(order.tree)


def _among(field: Name, wanted: frozenset[str]) -> LineTest:
    def holds(tree: Any) -> bool:
        value = read(tree, field.path)
        return any(as_text(item) in wanted for item in (value if isinstance(value, list) else [value]))

    return holds


def _between(field: Name, first: datetime, last: datetime) -> OrderTest:
    if field.root == "created":
        return lambda order: first <= order.created <= last
    return lambda order: first <= order.modified <= last


def _texts(name: Name, names: Names) -> list[str]:
    value = read(names.get(name.root), name.path)
    values = value if isinstance(value, list) else [value]
    return [as_text(item) for item in values if item not in (None, "")]


def _text(name: Name, names: Names) -> str:
    return next(iter(_texts(name, names)), "")
