"""Plain data in, JSON on standard output: exact decimals as numbers, and nothing else on that stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click


def echo_json(value: Any) -> None:
    """Print plain data as one line of JSON."""
    from stallkeeper.text.json_codec import encode

    click.echo(encode(value))


def echo_json_array(values: Iterable[Any]) -> None:
    """Print plain data as a JSON array, one element per line, without holding them all."""
    from stallkeeper.text.json_codec import encode

    opening = "["
    for value in values:
        click.echo(opening + "\n" + encode(value).decode(), nl=False)
        opening = ","
    click.echo("[]" if opening == "[" else "\n]")
