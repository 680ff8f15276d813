"""Two bodies, or lists of parameters, in; whether they say the same, out."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any
from xml.etree.ElementTree import Element

from stallkeeper.text import xml_codec
from tests.mutants.expected import ANYTHING


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def body(content: bytes, aside: frozenset[str] = frozenset()) -> Any:
    """A body as nested lists, so that what does not matter (spaces, the order of JSON's keys) is not compared.

    `aside` names elements whose text differs from call to call.
    """
    if content.lstrip().startswith(b"<"):
        return _shape(xml_codec.parse(content), aside)
    try:
        return json.loads(content, parse_float=str)
    except ValueError:
        return content.decode("utf-8", "replace").strip()


def parts(kind: str, content: bytes) -> dict[str, Any]:
    """The parts of a multipart body by their names: each one's text, and its file's name and media type."""
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
    found: dict[str, Any] = {}
    for part in message.get_payload() if message.is_multipart() else ():
        payload = part.get_payload(decode=True)
        said = {
            "filename": part.get_filename(),
            "type": part.get_content_type() if "Content-Type" in part else None,
            "text": payload.decode("utf-8", "replace") if isinstance(payload, bytes) else None,
        }
        name = part.get_param("name", header="content-disposition")
        found[str(name)] = {key: value for key, value in said.items() if value is not None}
    return found


def _shape(element: Element, aside: frozenset[str]) -> Any:
    children = [_shape(child, aside) for child in element]
    text = ANYTHING if element.tag.rpartition("}")[2] in aside else (element.text or "").strip()
    return [element.tag, sorted(element.attrib.items()), text, children]


def alike(expected: Any, found: Any) -> bool:
    if expected == ANYTHING:
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(alike(value, found[key]) for key, value in expected.items())
    if isinstance(expected, (list, tuple)) and isinstance(found, (list, tuple)):
        return len(expected) == len(found) and all(map(alike, expected, found))
    return type(expected) is type(found) and expected == found
