"""Parts of a JSON Schema go in, their combination comes out, with `true` and `false` worked out on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any] | bool


def all_of(parts: Iterable[Schema]) -> Schema:
    """What holds when all parts do."""
    rest = [part for part in parts if part is not True]
    if any(part is False for part in rest):
        return False
    return {"allOf": rest} if len(rest) > 1 else rest[0] if rest else True


def any_of(parts: Iterable[Schema]) -> Schema:
    """What holds when one part does."""
    rest = [part for part in parts if part is not False]
    if any(part is True for part in rest):
        return True
    return {"anyOf": rest} if len(rest) > 1 else rest[0] if rest else False


def negated(part: Schema) -> Schema:
    """What holds when the part does not."""
    if isinstance(part, bool):
        return not part
    return part["not"] if set(part) == {"not"} else {"not": part}


def within(path: Iterable[str], part: Schema, *, required: bool = True) -> Schema:
    """What holds when the thing at `path` is there and is like that; without `required` it need not be there."""
    for name in reversed(tuple(path)):
        if part is False and required:
            return False
        inside = {} if part is True else {"properties": {name: part}}
        part = (inside | ({"required": [name]} if required else {})) or True
    return part
