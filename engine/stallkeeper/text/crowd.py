"""Bytes of JSON or XML in, nothing out; Malformed where they would become more values than a machine has room for.

An answer of 64 MB that is all brackets becomes two gigabytes once it is read, and it fits into 64 KB on the wire.
"""

from __future__ import annotations

from stallkeeper.text.malformed import Malformed

MOST_VALUES = 4_000_000
"""More than 64 MB of orders hold; a value takes some hundred bytes."""

_BETWEEN = (b",", b"<", b"=")
"""What stands between two values of JSON, before an element of XML, and within an attribute."""


def refuse_crowd(data: bytes, most: int = MOST_VALUES) -> None:
    """Counts signs and reads nothing: a text with as many commas is refused too, and no order has one."""
    if len(data) > most and any(data.count(sign) > most for sign in _BETWEEN):
        raise Malformed(f"it holds more than {most:,} values")
