"""Our values in, JSON on standard output: exact decimals as numbers, instants as ISO text, dataclasses as objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import click


def echo_json(value: Any) -> None:
    """Print plain data as one line of JSON."""
    from stallkeeper.text.json_codec import encode

    click.echo(encode(value))


def plain(value: Any, leave_out: Collection[str] = ()) -> Any:
    """Nested dataclasses, mappings and sequences as dicts and lists, without the fields named in `leave_out`."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [one.name for one in fields(value) if one.name not in leave_out]
        return {name: plain(getattr(value, name), leave_out) for name in kept}
    if isinstance(value, Mapping):
        return {str(key): plain(item, leave_out) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, leave_out) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value


def echo_json_array(values: Iterable[Any]) -> None:
    """Print plain data as a JSON array, one element per line, without holding them all."""
    from stallkeeper.text.json_codec import encode

    opening = "["
    for value in values:
        click.echo(opening + "\n" + encode(value).decode(), nl=False)
        opening = ","
    click.echo("[]" if opening == "[" else "\n]")
