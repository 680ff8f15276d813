"""A file that a request brought in, kept with its bytes out; or None where what it brought is no file."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from stallkeeper.played.template import Name, Names, as_text
from stallkeeper.played.tree_path import read


@dataclass(frozen=True, slots=True)
class KeepForm:
    """Where in a request a file stands: as a part of a multipart body, or as base64 beside its name and type."""

    file: Name | None = None
    base64: Name | None = None
    name: Name | None = None
    type: Name | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as the marketplace has it."""

    order_id: str
    route: str
    name: str
    type: str
    at: datetime
    content: bytes = field(repr=False)

    def told(self) -> dict[str, Any]:
        """What the control desk says of it."""
        return {
            "order": self.order_id,
            "route": self.route,
            "name": self.name,
            "type": self.type,
            "at": self.at.isoformat(),
            "size": len(self.content),
            "sha256": sha256(self.content).hexdigest(),
            "base64": base64.b64encode(self.content).decode(),
        }


def read_file(form: KeepForm, names: Names) -> tuple[str, str, bytes] | None:
    """Name, type and bytes; None where there are no bytes."""
    if form.file is not None:
        part = _value(form.file, names)
        content = part.get("content") if isinstance(part, dict) else None
    else:
        part, content = {}, _decoded(_text(form.base64, names))
    if not content:
        return None
    return _text(form.name, names) or part.get("name", ""), _text(form.type, names) or part.get("type", ""), content


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(name: Name | None, names: Names) -> str:
    return as_text(_value(name, names)) if name is not None else ""


def _value(name: Name, names: Names) -> Any:
    return read(names.get(name.root), name.path)
