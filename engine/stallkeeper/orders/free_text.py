"""Named values in; those in which no text stands that anybody may have written, out. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def without_texts(fields: Mapping[str, Any], keep: Collection[str] = ()) -> dict[str, Any]:
    """What is no text stays, and so does what is named in `keep`."""
    return {name: value for name, value in fields.items() if name in keep or not holds_text(value)}


def holds_text(value: Any) -> bool:
    """Whether a text stands in it somewhere."""
    if isinstance(value, Mapping):
        return any(map(holds_text, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(holds_text, value))
    return isinstance(value, str)
