"""A mapping of typed values in, JSON text that still knows the types out; and back.

JSON has no word for a decimal, an instant, a day, a tuple or a whole number beyond 64 bits; each is written as an
object with one key that starts with `$`. A mapping whose own keys start with `$` is written as its pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from stallkeeper.text.json_codec import decode, encode

_LARGEST = 2**63
_PLAIN = frozenset({str, bool, type(None)})
"""Types that JSON has a word for. Most mappings hold nothing else."""


def mapping_cell(mapping: Mapping[str, Any]) -> str | None:
    """JSON text of `mapping`, or None when it is empty; raises TypeError for a type that nothing is known of."""
    if not mapping:
        return None
    if mapping.__class__ is dict and _PLAIN.issuperset(map(type, mapping.values())):
        plain = encode(mapping)
        if b'"$' not in plain:  # no key starts with a dollar sign
            return plain.decode()
    return encode(_written(mapping)).decode()


def mapping(cell: str | None) -> dict[str, Any]:
    if not cell:
        return {}
    read: dict[str, Any] = _read(decode(cell.encode()))
    return read


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else {"$whole_number": str(value)}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, date):
        return _written_date(value)
    if isinstance(value, Mapping):
        return _written_mapping(value)
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, tuple):
        return {"$tuple": [_written(item) for item in value]}
    raise TypeError(f"a value of type {type(value).__name__} cannot be stored")


def _written_date(value: date) -> Any:
    if not isinstance(value, datetime):
        return {"$date": value.isoformat()}
    if value.tzinfo is None:
        raise TypeError("an instant without a zone cannot be stored")
    return {"$instant": value.astimezone(UTC).isoformat()}


def _written_mapping(value: Mapping[str, Any]) -> Any:
    if any(key.startswith("$") for key in value):
        return {"$mapping": [[key, _written(item)] for key, item in value.items()]}
    return {key: _written(item) for key, item in value.items()}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "$whole_number": int,
    "$decimal": Decimal,
    "$date": date.fromisoformat,
    "$instant": datetime.fromisoformat,
    "$tuple": lambda items: tuple(_read(item) for item in items),
    "$mapping": lambda pairs: {key: _read(item) for key, item in pairs},
}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, item),) = value.items()
        if key in _READERS:
            return _READERS[key](item)
    return {key: _read(item) for key, item in value.items()}
