"""The values of a form in, the bytes of its body and their media type out: one line of pairs, or several parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, urlencode

from stallkeeper.bindings.rendering import Unsendable, as_text
from stallkeeper.text import json_codec

FORM = "application/x-www-form-urlencoded"


def form_body(values: Any) -> bytes:
    """Names and values in one line; a list repeats its name."""
    pairs = [(name, as_text(each)) for name, value in _fields(values) for each in _each(value)]
    return urlencode(pairs).encode("ascii")


def _fields(values: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(values, Mapping):
        raise Unsendable("a form is made of names and values")
    yield from values.items()


def _each(value: Any) -> list[Any]:
    items = list(value) if isinstance(value, list | tuple) else [value]
    if any(isinstance(item, Mapping | list | tuple | bytes) or item is None for item in items):
        raise Unsendable("a form holds texts, numbers and lists of them, and nothing inside another")
    return items


def multipart_body(values: Any) -> tuple[bytes, str]:
    """The body and its media type. What separates the parts is made from what they hold, so it stands in none."""
    parts = [_part(name, value) for name, each in _fields(values) for value in _several(each)]
    boundary = blake2b(b"\0".join(head + body for head, body in parts), digest_size=16).hexdigest()
    line = f"--{boundary}".encode()
    whole = b"".join(line + b"\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return whole + line + b"--\r\n", f"multipart/form-data; boundary={boundary}"


def _several(value: Any) -> list[Any]:
    """A list of files is one part for each; any other list is one part, as JSON."""
    return value if isinstance(value, list) and any(_is_file(item) for item in value) else [value]


def _is_file(value: Any) -> bool:
    return isinstance(value, Mapping) and "file" in value


def _part(name: str, value: Any) -> tuple[bytes, bytes]:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if _is_file(value):
        content = value["file"]
        if not isinstance(content, bytes):
            raise Unsendable("the file of a part is no document's content")
        kind = as_text(value.get("type") or "application/octet-stream")
        if not kind.isascii() or not kind.isprintable():
            raise Unsendable("the type of a file holds a character that no header may")
        head += f'; filename="{_quoted(as_text(value.get("name") or "file"))}"\r\nContent-Type: {kind}'
        return head.encode(), content
    if isinstance(value, Mapping | list | tuple):
        return f"{head}\r\nContent-Type: application/json".encode(), json_codec.encode(value)
    return head.encode(), as_text(value).encode()


def _quoted(name: str) -> str:
    """A name that ends no header: what could is written as browsers do."""
    return "".join(sign if sign.isprintable() and sign not in '"\\' else quote(sign) for sign in name)
