"""A `Source` and the name of a schema in, typed plain data and all problems with places out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.text.conversion import convert
from stallkeeper.text.finding import Finding
from stallkeeper.text.formats import FORMATS
from stallkeeper.text.quick_check import surely_valid
from stallkeeper.text.schema_file import read_schema
from stallkeeper.text.schema_findings import findings
from stallkeeper.text.source import Path, Source


def conform(source: Source, schema_name: str) -> tuple[Any, tuple[Problem, ...]]:
    """The source's data with every scalar typed as the schema declares it, and every problem, sorted by place.

    `schema_name` is like "channel-1". Numbers come as int or Decimal, never float. With problems, the data is what is
    left of it: an unknown key or a wrong value is dropped (None in a list), so that the rest can still be looked at.
    """
    schema = read_schema(schema_name)
    data = convert(source.data, schema, schema)
    if surely_valid(data, schema_name):
        return data, ()
    found = findings(full_validator(schema_name).iter_errors(data), schema)
    problems = {_problem(finding, source) for finding in found}
    for finding in found:
        data = _without(data, finding.drop)
    return data, tuple(sorted(problems))


@cache
def full_validator(schema_name: str) -> Any:
    """The validation that can say everything that is wrong, and where."""
    from jsonschema import Draft202012Validator, FormatChecker  # a third of a start-up: only where something is checked
    from jsonschema.validators import extend

    checker = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(holds)
    kind: Any = extend(Draft202012Validator, {"uniqueItems": _unique_items})  # type: ignore[no-untyped-call]
    return kind(read_schema(schema_name), format_checker=checker)


def _unique_items(_validator: Any, asked: bool, value: Any, _schema: Any) -> Iterator[Any]:
    """In one pass: the library compares every item with every other, which a hostile file would make it pay for."""
    from jsonschema import ValidationError

    if asked and isinstance(value, list) and len({repr(item) for item in value}) < len(value):
        yield ValidationError("items are not unique")


def _problem(finding: Finding, source: Source) -> Problem:
    place = _place(source, finding.path, finding.at_value)
    marked = _place(source, finding.marked, False) if finding.marked is not None else None
    problem = Problem(place, finding.code, finding.message, finding.hint, marked)
    return problem if finding.hidden else replace(problem, excerpt=source.excerpt_for(problem))


def _place(source: Source, path: Path, at_value: bool) -> Any:
    value = source.places.get(path)
    return value if at_value and value is not None else source.place_of(path)


def _without(data: Any, path: Path | None) -> Any:
    """`data` without what stands at `path`; a list keeps its length, so that places go on fitting."""
    if path is None:
        return data
    if not path:
        return None
    parent: Any = data
    for step in path[:-1]:
        if parent is None or (isinstance(parent, dict) and step not in parent):
            return data
        parent = parent[step]
    if isinstance(parent, dict):
        parent.pop(path[-1], None)
    elif isinstance(parent, list):
        parent[int(path[-1])] = None
    return data
