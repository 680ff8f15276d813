"""A mapping that picks (an item, a word, a case) in; one compiled function that reads what it picks, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from stallkeeper.bindings.converters import DRIFT, Convert
from stallkeeper.bindings.path_tests import Reader, compile_tests
from stallkeeper.spec.binding_mapping import FieldMapping, shown_path
from stallkeeper.text.paths import ASTRAY, compile_path, many

Items: TypeAlias = Callable[[Any, Any, list[str]], list[Any]]


def items_at(path: str, shown: str, *, plain: bool = False) -> Items:
    """The items of the list at a path. One that is no object is drift, unless `plain` values are wanted."""
    get, from_record = compile_path(path), path.startswith("/")

    def items(native: Any, record: Any, drift: list[str]) -> list[Any]:
        value = get(record if from_record else native)
        found = [value] if plain and value.__class__ in (str, int) and value != "" else many(value)
        if found is None:
            drift.append(shown)
            return []
        kept = found if plain else [item for item in found if item.__class__ is dict]
        if len(kept) < len(found):
            drift.append(shown)
        return kept

    return items


def compile_find(mapping: FieldMapping, inner: Reader, prefix: str) -> Reader:
    """The value in the first item that fits."""
    shown = shown_path(mapping.paths[0], prefix)
    items, fits = items_at(mapping.paths[0], shown), compile_tests(mapping.tests, mapping.null_words, shown)

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        for item in items(native, record, drift):
            if fits is None or fits(item, record, drift):
                return inner(item, record, drift)
        return None

    return read


def compile_among(mapping: FieldMapping, inner: Reader, prefix: str) -> Reader:
    """The first of the words that any item has. A word that is not among them comes before all, so that it is seen."""
    plain = mapping.inner[0].paths == (".",)
    items = items_at(mapping.paths[0], shown_path(mapping.paths[0], prefix), plain=plain)
    ranks = {word: rank for rank, word in enumerate(mapping.words)}

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        best, least = None, len(ranks)
        for item in items(native, record, drift):
            word = inner(item, record, drift)
            if word is None:
                continue
            rank = ranks.get(word)
            if rank is None:
                return word
            if rank < least:
                best, least = word, rank
        return best

    return read


def compile_cases(mapping: FieldMapping, then: Sequence[Reader], otherwise: Sequence[Reader], prefix: str) -> Reader:
    """What the first case that holds gives; what `else` gives where none does, or nothing."""
    tests = [compile_tests(case.tests, mapping.null_words, prefix) for case in mapping.cases]
    cases = [(holds, give) for holds, give in zip(tests, then, strict=True) if holds is not None]

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        for holds, give in cases:
            if holds(native, record, drift):
                return give(native, record, drift)
        return otherwise[0](native, record, drift) if otherwise else None

    return read


def compile_latest(mapping: FieldMapping, convert: Convert, prefix: str) -> Reader:
    """The latest (or earliest) of the instants at some paths."""
    found = [(compile_path(path), path.startswith("/"), shown_path(path, prefix)) for path in mapping.paths]
    pick = max if mapping.kind == "latest_of" else min

    def read(native: Any, record: Any, drift: list[str]) -> Any:
        instants = []
        for get, from_record, shown in found:
            value = get(record if from_record else native)
            for each in value if value.__class__ is list else (value,):
                instant = DRIFT if each is ASTRAY else None if each is None else convert(each)
                if instant is DRIFT:
                    drift.append(shown)
                elif instant is not None:
                    instants.append(instant)
        return pick(instants) if instants else None

    return read
