"""The bytes of a form or of a multipart body in, a tree of texts and files out; raises Malformed."""

from __future__ import annotations

import email
from collections.abc import Iterable
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from stallkeeper.text.malformed import Malformed

_MOST_PARTS = 100


def read_form(data: bytes) -> dict[str, Any]:
    """What stands in an application/x-www-form-urlencoded body; a name that stands twice is a list."""
    try:
        pairs = parse_qsl(
            data.decode("ascii"), keep_blank_values=True, strict_parsing=bool(data), max_num_fields=_MOST_PARTS
        )
    except (ValueError, UnicodeDecodeError):
        raise Malformed("the form cannot be read") from None
    return _gathered(pairs)


def read_multipart(data: bytes, content_type: str) -> dict[str, Any]:
    """What stands in a multipart/form-data body; a file is a dict of name, type, size, content."""
    boundary = _header("Content-Type", content_type).get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise Malformed("the body has no boundary")
    first, *parts = (b"\r\n" + data).split(b"\r\n--" + boundary.encode())
    if first or not parts or not parts[-1].startswith(b"--") or len(parts) > _MOST_PARTS:
        raise Malformed("the parts of the body do not end")
    return _gathered(map(_part, parts[:-1]))


def _part(part: bytes) -> tuple[str, Any]:
    head, gap, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    message = email.message_from_bytes(head)
    name = message.get_param("name", header="content-disposition")
    if not gap or not isinstance(name, str):
        raise Malformed("a part of the body has no name")
    file_name = message.get_filename()
    if file_name is None:
        return name, content.decode("utf-8", "replace")
    return name, as_file(content, file_name, message.get_content_type())


def as_file(content: bytes, name: str, media_type: str) -> dict[str, Any]:
    """A file as requests hold it."""
    return {"name": name, "type": media_type, "size": len(content), "content": content}


def _gathered(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in pairs:
        if name not in tree:
            tree[name] = value
        elif isinstance(tree[name], list):
            tree[name].append(value)
        else:
            tree[name] = [tree[name], value]
    return tree


def _header(name: str, value: str) -> Message:
    message = Message()
    message[name] = value
    return message
