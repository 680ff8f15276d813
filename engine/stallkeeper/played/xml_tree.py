"""XML bytes in, a tree of dicts, lists and texts out, and back.

A key is an element's name, with the prefix that play.yaml gives its namespace: nothing for the default one, `none:`
where it has no namespace at all. An element listed as repeated is always a list, a nil element is None, an empty one
the empty text. Other attributes are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.played.template import as_text
from stallkeeper.text.xml_codec import Element, escape, parse

_NO_NAMESPACE = "none:"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class XmlForm:
    """The namespaces by prefix ("" is the default) and the names of elements that may stand more than once."""

    namespaces: Mapping[str, str]
    repeated: frozenset[str] = frozenset()

    def read(self, data: bytes) -> dict[str, Any]:
        """The document as a tree under its root's key; raises Malformed."""
        root = parse(data)
        return {self._key(root.tag): self._value(root)}

    def write(self, tree: Mapping[str, Any]) -> bytes:
        """The document that a tree with one key says; every namespace is declared at the root."""
        ((key, value),) = tree.items()
        declared = "".join(
            f' xmlns{":" + prefix if prefix else ""}="{escape(uri)}"' for prefix, uri in self.namespaces.items()
        )
        text = "".join(_element(key, value, f'{declared} xmlns:i="{_INSTANCE}"'))
        return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()

    def _key(self, tag: str) -> str:
        uri, _, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
        if not uri:
            return f"{_NO_NAMESPACE}{name}"
        for prefix, known in self.namespaces.items():
            if known == uri:
                return f"{prefix}:{name}" if prefix else name
        return f"foreign:{name}"

    def _value(self, element: Element) -> Any:
        if element.get(f"{{{_INSTANCE}}}nil") in ("true", "1"):
            return None
        if not len(element):
            return element.text or ""
        tree: dict[str, Any] = {}
        for child in element:
            self._add(tree, self._key(child.tag), self._value(child))
        return tree

    def _add(self, tree: dict[str, Any], key: str, value: Any) -> None:
        if key in self.repeated:
            tree.setdefault(key, []).append(value)
        elif key in tree:
            tree[f"{key}:again"] = value
        else:
            tree[key] = value


def _element(key: str, value: Any, attributes: str = "") -> Iterator[str]:
    if key.startswith(_NO_NAMESPACE):
        key, attributes = key.removeprefix(_NO_NAMESPACE), ' xmlns=""'
    if isinstance(value, list):
        for item in value:
            yield from _element(key, item, attributes)
    elif value is None:
        yield f'<{key}{attributes} i:nil="true"/>'
    elif isinstance(value, dict):
        yield f"<{key}{attributes}>"
        for name, inner in value.items():
            yield from _element(name, inner)
        yield f"</{key}>"
    else:
        text = escape(as_text(value))
        yield f"<{key}{attributes}>{text}</{key}>" if text else f"<{key}{attributes}/>"
