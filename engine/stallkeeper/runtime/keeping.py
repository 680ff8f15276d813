"""A report that could not be read whole and what was read before in; the report with that in its place out. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import MISSING, Field, fields, replace
from typing import Any, TypeVar

from stallkeeper.bindings.drift_paths import FieldsAt
from stallkeeper.orders import Address, OrderLine, OrderReport

_Value = TypeVar("_Value", OrderReport, OrderLine, Address)


def keep_what_was_read(report: OrderReport, before: OrderReport, at: FieldsAt) -> OrderReport:
    """`report`, with what `before` said in every field that a drift left empty. The drift itself stays in it.

    What cannot be read is not gone: a total, the lines or a quantity that the marketplace suddenly writes otherwise
    would else be lost, or read as none.
    """
    unread = {pair for path in report.drift for pair in at.get(path, ())}
    if not unread:
        return report
    kept = _filled(report, before, _of("", unread))
    return replace(
        kept,
        lines=_lines(report, before, unread),
        parcels=before.parcels if _concerns("parcels", unread) else report.parcels,
        billing=_address(report.billing, before.billing, _of("billing", unread)),
        delivery=_address(report.delivery, before.delivery, _of("delivery", unread)),
        extras={**{name: before.extras[name] for name in _of("extras", unread) & set(before.extras)}, **report.extras},
        flags=(*report.flags, *(flag for flag in before.flags if flag in _of("flags", unread) - set(report.flags))),
    )


def _of(part: str, unread: Collection[tuple[str, str]]) -> set[str]:
    return {field for whose, field in unread if whose == part}


def _concerns(part: str, unread: Collection[tuple[str, str]]) -> bool:
    """Whether a part, or something in it, could not be read."""
    return any(part in pair for pair in unread)


def _filled(value: _Value, before: _Value, names: Collection[str]) -> _Value:
    """`value`, with `before`'s fields of those names where it has nothing of its own."""
    own = [field for field in fields(value) if field.name in names]
    return replace(value, **{f.name: getattr(before, f.name) for f in own if getattr(value, f.name) == _nothing(f)})


def _nothing(field: Field[Any]) -> Any:
    """What a field holds that nothing was read for."""
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else ""


def _lines(report: OrderReport, before: OrderReport, unread: Collection[tuple[str, str]]) -> tuple[OrderLine, ...]:
    """The lines by their ids; where it is the ids, or the list itself, that cannot be read, none is given up."""
    names = _of("lines", unread)
    if "id" in names:
        return before.lines
    held = {line.id: line for line in before.lines}
    lines = tuple(_filled(line, held[line.id], names) if line.id in held else line for line in report.lines)
    if ("", "lines") not in unread:
        return lines
    given = {line.id for line in lines}
    return (*lines, *(line for line in before.lines if line.id not in given))


def _address(address: Address | None, before: Address | None, names: Collection[str]) -> Address | None:
    if address is None or before is None:
        return address or before
    return _filled(address, before, names)
