"""A world and a request's filters in, the records to show out: orders, or lines of orders, each with its sort key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
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


Test = Callable[[Chosen], bool]


def choose(world: World, listing: Listing, names: Names) -> list[tuple[Key, Chosen]]:
    """Every record that the request asks for, sorted."""
    tests = _tests(world, listing, names)
    now, troubles = world.time.real_now(), world.troubles
    fitting = (record for record in _candidates(world, listing) if all(test(record) for test in tests))
    chosen = [record for record in fitting if troubles.lists(record.order, now)]
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


def _candidates(world: World, listing: Listing) -> Iterator[Chosen]:
    for order in world.held():
        if not listing.of_lines:
            yield Chosen(order)
            continue
        for index, line in enumerate(read(order.tree, world.play.order.lines) or []):
            yield Chosen(order, line, index)


def _tests(world: World, listing: Listing, names: Names) -> list[Test]:
    given = [entry for entry in listing.filters if _counts(entry, names)]
    alone = [entry for entry in given if entry.alone]
    quickest_first = sorted(alone or given, key=lambda entry: entry.values is not None)
    tests = [_test(world, entry, names) for entry in quickest_first]
    return [test for test in tests if test is not None]


def _counts(entry: Filter, names: Names) -> bool:
    if entry.beside is not None and not _texts(entry.beside, names):
        return False
    asked = (entry.values, entry.since, entry.until, entry.minutes)
    return any(name is not None and _texts(name, names) for name in asked)


def _test(world: World, entry: Filter, names: Names) -> Test | None:
    if entry.values is not None:
        return _among(entry, _texts(entry.values, names))
    form = entry.time or world.play.time
    since = form.read(_text(entry.since, names)) if entry.since else None
    until = form.read_end(_text(entry.until, names)) if entry.until else None
    if entry.minutes is not None:
        since = world.time.real_now() - timedelta(minutes=int(_text(entry.minutes, names) or 0))
    return _between(entry.field.root, since, until)


def _among(entry: Filter, asked: list[str]) -> Test | None:
    wanted = {meant for text in asked for meant in entry.means.get(text, (text,))}
    if not wanted:
        return None

    def holds(record: Chosen) -> bool:
        value = _value(entry.field, record)
        return any(as_text(item) in wanted for item in (value if isinstance(value, list) else [value]))

    return holds


def _value(field: Name, record: Chosen) -> Any:
    if field.root == "status":
        return record.order.status
    return read(record.line if field.root == "line" else record.order.tree, field.path)


def _between(which: str, since: datetime | None, until: datetime | None) -> Test:
    def holds(record: Chosen) -> bool:
        instant: datetime = record.order.created if which == "created" else record.order.modified
        return (since is None or instant >= since) and (until is None or instant <= until)

    return holds


def _texts(name: Name, names: Names) -> list[str]:
    value = read(names.get(name.root), name.path)
    values = value if isinstance(value, list) else [value]
    return [as_text(item) for item in values if item not in (None, "")]


def _text(name: Name, names: Names) -> str:
    return next(iter(_texts(name, names)), "")
