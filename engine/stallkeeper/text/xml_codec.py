"""XML bytes in, an element tree out, and back: without document types, entities or anything fetched."""

from __future__ import annotations

from xml.etree.ElementTree import Element as Element
from xml.etree.ElementTree import ParseError, tostring
from xml.etree.ElementTree import SubElement as SubElement

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from stallkeeper.text.malformed import Malformed

_DEEPEST = 200
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})
"""Not the standard library's function of that name: its module brings an HTTP client along."""


def parse(data: bytes) -> Element:
    """The root element of `data`; raises Malformed for broken XML, a document type, an entity or absurd nesting."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Malformed("the XML declares a document type or entities, which are refused") from None
    except ParseError as error:
        line, column = error.position
        raise Malformed(f"this is not XML: line {line}, column {column + 1}") from None
    except (ValueError, LookupError, RecursionError):
        raise Malformed("this is not XML: its encoding cannot be read") from None
    _refuse_depth(root)
    return root


def _refuse_depth(root: Element) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise Malformed(f"the XML is nested deeper than {_DEEPEST} levels")
        level = [child for element in level for child in element]


def serialize(element: Element) -> bytes:
    """The element as UTF-8 with an XML declaration."""
    data: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return data


def escape(text: str) -> str:
    """`text` with &, <, > and both quotes replaced, for use inside an element or an attribute."""
    return text.translate(_ESCAPES)
