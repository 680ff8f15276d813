"""A path such as `customer.name` in, a function that finds the value in nested data out."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeAlias

Getter: TypeAlias = Callable[[Any], Any]
Way: TypeAlias = tuple[str, ...]


class Astray(Enum):
    """Stands for a path that met a value it cannot go into (a number where an object was expected)."""

    ASTRAY = "astray"


ASTRAY = Astray.ASTRAY

MOST_LISTS = 20
EVERY = "*"
"""The step that goes through every item of a list; what is found then is a list itself."""


def steps(path: str) -> Way:
    """The steps of a path; none for a dot, the value itself.

    No marketplace puts lists into lists so often: a path that does is a key that nothing has.
    """
    way = tuple(step for step in path.strip("/").split(".") if step)
    return way if way.count(EVERY) <= MOST_LISTS else (path,)


def _is_number(step: str) -> bool:
    """Whether a step picks from a list: of figures that are numbers, and no more of them than a list could have."""
    return step.isdecimal() and len(step) < 10


def walk(value: Any, way: Way) -> Any:
    """What stands at the end of `way`: None where something on it is missing or empty, ASTRAY where it is no object.

    A step of digits picks from a list, a star goes through all of it and gives a list of what it found; any other step
    goes into its first item, so that one-or-many reads as one.
    """
    for at, step in enumerate(way):
        if value.__class__ is dict:
            if step == EVERY:
                return _every([value], way[at + 1 :])
            value = value.get(step)
        elif value.__class__ is list:
            if step == EVERY:
                return _every(value, way[at + 1 :])
            if _is_number(step):
                value = value[int(step)] if int(step) < len(value) else None
            else:
                return walk(value[0], way[at:]) if value else None
        elif value is None or value == "":
            return None
        else:
            return ASTRAY
    return value


def _every(items: list[Any], way: Way) -> Any:
    """What stands at the end of `way` in each item, lists in one; ASTRAY where one of them cannot be gone into."""
    found: list[Any] = []
    for item in items:
        value = walk(item, way)
        if value is ASTRAY:
            return ASTRAY
        if value.__class__ is list:
            found += value
        elif value is not None and value != "":
            found.append(value)
    return found


def meets(value: Any, way: Way) -> bool | None:
    """Whether there is a key at the end of `way`, whatever it holds; None where something above it is empty."""
    if EVERY in way:
        return _meets_every(value, way)
    for length in range(len(way), 0, -1):  # in a loop: a path may have thousands of steps
        above = walk(value, way[: length - 1])
        while above.__class__ is list and not _is_number(way[length - 1]):
            above = above[0] if above else None
        if above is not None and above != "":
            met = _has(above, way[length - 1])
            return met if length == len(way) else False if met is False else None
    return None if way else True


def _has(above: Any, step: str) -> bool:
    return step in above if above.__class__ is dict else _is_number(step) and int(step) < len(above)


def _meets_every(value: Any, way: Way) -> bool | None:
    """The same for a way through a list: whether any item of it has the key."""
    at = way.index(EVERY)
    met = {meets(item, way[at + 1 :]) for item in many(walk(value, way[:at])) or ()}
    if True in met or False in met:
        return True in met
    return False if meets(value, way[:at]) is False else None


def compile_path(path: str) -> Getter:
    """A function that follows `path`; the common short ones without a loop."""
    return _getter(steps(path))


def _getter(way: Way) -> Getter:
    if not way:
        return lambda value: value
    first = way[0]
    if EVERY in way:
        return _through(first, _getter(way[2:]), way) if way.index(EVERY) == 1 else lambda value: walk(value, way)
    if len(way) == 1:
        return lambda value: value.get(first) if value.__class__ is dict else walk(value, way)
    if len(way) == 2:
        return _two(first, way[1], way)
    return lambda value: walk(value, way)


def _two(first: str, second: str, way: Way) -> Getter:
    def get(value: Any) -> Any:
        if value.__class__ is dict:
            inner = value.get(first)
            if inner.__class__ is dict:
                return inner.get(second)
        return walk(value, way)

    return get


def _through(first: str, get_rest: Getter, way: Way) -> Getter:
    """A way through a list right in the value, as most ways through one are."""

    def get(value: Any) -> Any:
        items = value.get(first) if value.__class__ is dict else None
        if items.__class__ is not list:
            return walk(value, way)
        found: list[Any] = []
        for item in items:
            inner = get_rest(item)
            if inner is ASTRAY:
                return ASTRAY
            if inner.__class__ is list:
                found += inner
            elif inner is not None and inner != "":
                found.append(inner)
        return found

    return get


def many(value: Any) -> list[Any] | None:
    """A list as it is, one thing as a list of one, nothing as none; None for what is no list of objects."""
    if value.__class__ is list:
        return value
    if value is None or value == "":
        return []
    return [value] if value.__class__ is dict else None


def texts(value: Any, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The values that stand at `paths`, as text; what is missing or no plain value is left out."""
    found = (walk(value, steps(path)) for path in paths)
    each = (one for values in found for one in (values if values.__class__ is list else (values,)))
    return tuple(str(one) for one in each if isinstance(one, str | int) and one != "")
