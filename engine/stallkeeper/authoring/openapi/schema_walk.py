"""A record's schema in, the ways to what an order has out: its id, status, times, amounts and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.authoring.openapi.document import Document, Part

_DEEPEST = 6
_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """A member of a record: the way to it, its schema, and how deep in lists it stands."""

    way: tuple[str, ...]
    schema: Part
    lists: int = 0

    @property
    def name(self) -> str:
        return self.way[-1] if self.way else ""

    @property
    def dotted(self) -> str:
        return ".".join(self.way)


def leaves(document: Document, schema: Part) -> Iterator[Leaf]:
    """Every member, the nearest first; a schema that holds itself is entered a few times at most."""
    waiting = [Leaf((), schema)]
    for count, leaf in enumerate(waiting):
        if leaf.way:
            yield leaf
        if count > _MOST or len(leaf.way) >= _DEEPEST:
            continue
        inner, lists = leaf.schema, leaf.lists
        while "items" in inner.data and lists < leaf.lists + 3:
            inner, lists = document.at(inner, "items"), lists + 1
        waiting += [Leaf((*leaf.way, name), part, lists) for name, part in document.properties(inner).items()]


def is_plain(leaf: Leaf) -> bool:
    """Whether it is a value and no object or list; a name with a sign that paths have no room for is none."""
    kinds = leaf.schema.data
    plain = "properties" not in kinds and "items" not in kinds and kinds.get("type") not in ("object", "array")
    return plain and "allOf" not in kinds and all(re.fullmatch(r"[\w$-]+", step, re.ASCII) for step in leaf.way)


def first(found: list[Leaf], pattern: str, *, lists: int = 0) -> Leaf | None:
    """The nearest plain member whose name fits."""
    form = re.compile(pattern, re.IGNORECASE)
    return next((each for each in found if form.search(each.name) and each.lists <= lists and is_plain(each)), None)
