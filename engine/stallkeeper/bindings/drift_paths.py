"""A binding's mapping in; which of our fields each path of a payload feeds, out: what a drift at that path concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stallkeeper.spec.binding_mapping import FieldMapping, OrderMapping, shown_path

FieldsAt = Mapping[str, frozenset[tuple[str, str]]]
"""(part, field) pairs by the path as a drift names it. The part is "" for the order itself: ("", "lines") is all of its
lines, ("lines", "quantity") one field of theirs."""


def fields_at(mapping: OrderMapping) -> FieldsAt:
    """Every path that the mapping reads, with what it feeds."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path, part, field in _fed(mapping):
        found.setdefault(path, set()).add((part, field))
    return {path: frozenset(pairs) for path, pairs in found.items()}


def _fed(mapping: OrderMapping) -> Iterator[tuple[str, str, str]]:
    for part, mappings in (("", mapping.fields), ("extras", mapping.extras), ("flags", mapping.flags)):
        for each in mappings:
            yield from ((path, part, each.target) for path in _paths(each, ""))
    for part in ("lines", "parcels", "billing", "delivery"):
        whole = getattr(mapping, part)
        if whole is not None:
            yield shown_path(whole.at, ""), "", part
            for each in whole.fields:
                yield from ((path, part, each.target) for path in _paths(each, whole.at))


def _paths(mapping: FieldMapping, prefix: str) -> Iterator[str]:
    yield from mapping.shown_paths(prefix)
    if mapping.target == "native_status":
        yield mapping.told_at()
