"""An XML element in, plain nested data out: local names, text, None for nil, a list where an element repeats."""

from __future__ import annotations

from typing import Any

from stallkeeper.text.xml_codec import Element

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NO = ("false", "0")


def plain(element: Element) -> Any:
    """The element's value: an object of its children, or its text ("" when it has neither).

    Namespaces and other attributes are left out: answers are read by the local names that a contract prints.
    """
    if element.get(_NIL, "false") not in _NO:
        return None
    if len(element) == 0:
        text = element.text or ""
        return "" if text.isspace() else text
    found: dict[str, Any] = {}
    repeated: set[str] = set()
    for child in element:
        name = local(child)
        value = plain(child)
        if name not in found:
            found[name] = value
        elif name in repeated:
            found[name].append(value)
        else:
            found[name] = [found[name], value]
            repeated.add(name)
    return found


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def find_all(root: Element, way: tuple[str, ...]) -> list[Element]:
    """Every element at the end of `way`, by local names, below `root`; the root itself for no way."""
    level = [root]
    for step in way:
        level = [child for element in level for child in element if local(child) == step]
    return level
