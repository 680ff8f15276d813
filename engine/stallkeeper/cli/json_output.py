"""Plain data in, JSON on standard output: exact decimals as numbers, and nothing else on that stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import click

_OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What JSON lets stand and a terminal obeys: more control characters, and those that turn the reading direction."""


def echo_json(value: Any) -> None:
    """Print plain data as one line of JSON."""
    click.echo(_written(value))


def echo_json_array(values: Iterable[Any]) -> None:
    """Print plain data as a JSON array, one element per line, without holding them all."""
    for piece in json_array(values):
        click.echo(piece, nl=False)


def json_array(values: Iterable[Any]) -> Iterator[str]:
    """The same in pieces: one for each element, the closing bracket in the last one."""
    opening = "[\n"
    for value in values:
        yield opening + _written(value)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _written(value: Any) -> str:
    """The value as JSON; only texts hold such characters, so that each may be escaped where it stands."""
    from stallkeeper.text.json_codec import encode

    return _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", encode(value).decode())
