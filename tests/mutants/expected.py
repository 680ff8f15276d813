"""A channel's folder in; what its author wrote by hand of its samples, as plain data, out.

`samples/expected.yaml` says what native payloads come out as (`orders`), what answers mean (`answers`), what leaves for
the marketplace (`requests`), and what the sources say that no payload can show (`facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from stallkeeper.orders import Address, OrderLine, OrderReport, Parcel
from stallkeeper.text.yaml_door import read_file

ANYTHING = "…"
"""In an expected value: it differs from call to call."""

SECTIONS = frozenset({"orders", "answers", "requests", "facts"})


def read_expected(folder: Path) -> Mapping[str, Any] | None:
    """The file's sections; None where the channel has none."""
    file = folder / "samples" / "expected.yaml"
    if not file.exists():
        return None
    source, problems = read_file(file, f"{folder.name}/samples/expected.yaml")
    assert source is not None and not problems, problems
    assert set(source.data) <= SECTIONS, f"{file.name}: its sections are {', '.join(sorted(SECTIONS))}"
    data: Mapping[str, Any] = source.data
    return data


def plain(value: Any) -> Any:
    """A value of ours as the file writes it: everything is text, nothing that is empty is there."""
    if is_dataclass(value) and not isinstance(value, type):
        members = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        return {name: each for name, each in members.items() if each not in (None, [], {}, "")}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def difference(expected: Any, found: Any, where: str = "") -> str | None:
    """The first place where `found` (plain) is not what was expected; keys that are not expected may be anything."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return f"{where} is {found}"
        parts = (difference(value, found.get(name), f"{where}.{name}".strip(".")) for name, value in expected.items())
        return next((part for part in parts if part), None)
    if isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            return f"{where} is {found or 'nothing'}" if expected or found else None
        pairs = enumerate(zip(expected, found, strict=True))
        parts = (difference(value, other, f"{where}.{at}") for at, (value, other) in pairs)
        return next((part for part in parts if part), None)
    if expected == ANYTHING or _same(expected, found):
        return None
    return f"{where} is {found}, not {expected}"


def _same(expected: str | None, found: Any) -> bool:
    if expected == found:
        return True
    try:
        return found is not None and expected is not None and Decimal(expected) == Decimal(str(found))
    except InvalidOperation:
        return False


def report_of(data: Mapping[str, Any]) -> OrderReport:
    """An order written by hand, for a request that needs one."""
    return _built(OrderReport, {"native_status": "", **data})


_TRUTH = {"true": True, "false": False}
_PARTS = {"lines": OrderLine, "parcels": Parcel, "billing": Address, "delivery": Address}


def _built(kind: Any, data: Mapping[str, Any]) -> Any:
    types = {each.name: str(each.type) for each in fields(kind)}
    given = {"sku": "", **data} if kind is OrderLine else data  # a line that needs none is written without
    return kind(**{name: _typed(name, value, types[name]) for name, value in given.items()})


def _typed(name: str, value: Any, declared: str) -> Any:
    if isinstance(value, list):
        return tuple(_built(_PARTS[name], each) if isinstance(each, Mapping) else each for each in value)
    if isinstance(value, Mapping):
        return (
            _built(_PARTS[name], value)
            if name in _PARTS
            else {key: _TRUTH.get(each, each) for key, each in value.items()}
        )
    if value is None or declared.startswith("str"):
        return value
    if declared.startswith("bool"):
        return value == "true"
    if declared.startswith("int"):
        return int(value)
    return Decimal(value) if declared.startswith("Decimal") else datetime.fromisoformat(value)
