"""The mapping of a binding and a channel's own sample orders in; every path that finds nothing in any of them, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stallkeeper.spec.binding_nodes import Findings
from stallkeeper.spec.part import Part
from stallkeeper.spec.sample_orders import SampleOrders
from stallkeeper.text.paths import Way, many, meets, steps, walk
from stallkeeper.text.wording import nearest, quoted

_OBJECTS = ("lines", "parcels", "billing", "delivery")
_MAPS = ("extras", "flags")
_LISTS = ("sum", "some_of", "find", "in")
_PATHS = ("from", "first_of", "join", "latest_of", "earliest_of", *_LISTS)
_MOST_ORDERS = 2000
_LONGEST_HINT = 160


@dataclass(slots=True)
class _Sought:
    """One path of the mapping: where it is written, and through which lists one gets to the objects it starts at."""

    part: Part
    way: Way
    through: tuple[Way, ...] = ()
    at_key: bool = False
    missed_in: dict[str, Any] | None = None

    def is_met(self, order: dict[str, Any]) -> bool:
        """Whether it finds a key in the order; where what it is to stand in is empty, nothing can be said."""
        for start in _objects(order, self.through):
            met = meets(start, self.way)
            if met:
                return True
            if met is False and start.__class__ is dict:
                self.missed_in = start
        return False


def check_samples(root: Part, folder: Path, found: Findings) -> None:
    """Adds a warning for each path of the mapping that meets nothing in `samples/`; silent where there is no order."""
    orders = SampleOrders(folder, root)
    pending, read = list(_sought(root.at("order"))), 0
    for order in orders:
        read += 1
        pending = [path for path in pending if not path.is_met(order)]
        if not pending or read >= _MOST_ORDERS:
            break
    for path in pending:
        if path.missed_in is not None:
            message = f"{quoted(path.part.value)} finds nothing in any order of samples/"
            hint = _hint(path.missed_in, path.way, "/" if str(path.part.value).startswith("/") else "")
            add = found.add if path.at_key else found.add_at_value
            add(path.part, "path-finds-nothing", message, hint, "warning")
    if read == 0 and orders.without:
        message = "no order of samples/ has an id or a native status where `id` and `native_status` look for them"
        hint = "correct them, or `records` of `retrieval.list`"
        found.add(root.at("order"), "path-finds-nothing", message, hint, "warning")


def _sought(order: Part) -> Iterator[_Sought]:
    for name, part in order.members():
        if name in _OBJECTS:
            yield from _of_object(part)
        elif name in _MAPS:
            for _, each in part.members():
                yield from _of_field(each, ())
        elif name != "null_words":
            yield from _of_field(part, ())


def _of_object(part: Part) -> Iterator[_Sought]:
    way = steps(part.text("at", "."))
    if "at" in part:
        yield _Sought(part.at("at"), way)
    for _, field in part.at("fields").members():
        yield from _of_field(field, (way,))
    for given in part.at("given_by").items():
        yield _Sought(given, steps(str(given.value)), (way,))


def _of_field(part: Part, through: tuple[Way, ...]) -> Iterator[_Sought]:
    """Every path of a value, whatever form it has; what stands in a list is looked for in its items."""
    if not isinstance(part.value, dict):
        yield _written(part, through)
        return
    for form in _PATHS:
        for item in part.at(form).items():
            if isinstance(item.value, dict):
                yield from _of_field(item, through)
                continue
            sought = _written(item, through)
            yield sought
            if form in _LISTS:
                yield from _of_items(part, (*sought.through, sought.way))
    for case in part.at("cases").items():
        yield from _of_tests(case.at("if"), through)
        yield from _of_choice(case.at("then"), through)
    if "cases" in part:
        yield from _of_choice(part.at("else"), through)
    for key in ("minus", "divided_by"):
        if key in part and not _is_number(part.text(key)):
            yield _written(part.at(key), through)


def _of_items(part: Part, inside: tuple[Way, ...]) -> Iterator[_Sought]:
    """The paths of a value that start at an item of its list."""
    for key in ("of", "times", "plus", "counted", "out_of"):
        if key in part:
            yield from _of_field(part.at(key), inside)
    yield from _of_tests(part.at("if"), inside)


def _of_choice(part: Part, through: tuple[Way, ...]) -> Iterator[_Sought]:
    """What a case gives: looked for only where it is read and does not stand for itself."""
    if isinstance(part.value, dict):
        yield from _of_field(part, through)


def _of_tests(part: Part, through: tuple[Way, ...]) -> Iterator[_Sought]:
    """The paths that tests look at: each is a key."""
    for path, test in part.members():
        start = () if path.startswith("/") else through
        yield _Sought(Part(path, test.path, test.source), steps(path), start, at_key=True)
        if isinstance(test.value, dict) and "same_as" in test:
            yield from (_written(path, through) for path in test.at("same_as").items())


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def _written(part: Part, through: tuple[Way, ...]) -> _Sought:
    """A path that begins with a slash starts at the order itself."""
    path = str(part.value)
    return _Sought(part, steps(path), () if path.startswith("/") else through)


def _objects(order: dict[str, Any], through: tuple[Way, ...]) -> Iterable[Any]:
    objects: list[Any] = [order]
    for way in through:
        objects = [item for each in objects for item in many(walk(each, way)) or ()]
    return objects


def _hint(start: dict[str, Any], way: Way, slash: str) -> str:
    """The path that was probably meant, or what there is where this one leaves the sample."""
    for at in range(len(way)):
        here = walk(start, way[:at])
        here = here[0] if here.__class__ is list and here else here
        if here.__class__ is not dict:
            return f"`{'.'.join(way[:at])}` is no object there"
        if way[at] not in here:
            near = nearest(way[at], here)
            if near is not None:
                return f"did you mean `{slash}{'.'.join((*way[:at], near, *way[at + 1 :]))}`?"
            few = ", ".join(here)
            return f"there is: {few}" if len(few) <= _LONGEST_HINT else ""
    return ""
