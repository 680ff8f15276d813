"""Rows of text in, aligned columns out, for terminals, pipes and files alike."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category, east_asian_width


def columns(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """One line per row under a line of headers, two spaces between columns, nothing behind the last."""
    table = [headers, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[index]) for row in table) for index in range(len(headers))]
    return "\n".join(_line(row, widths) for row in table)


def printable(text: str) -> str:
    """`text` without control characters: what a marketplace sends must not steer a terminal."""
    return text if text.isprintable() else "".join("�" if category(one) in ("Cc", "Cf") else one for one in text)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
