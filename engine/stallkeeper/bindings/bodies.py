"""A request as a binding says and a context in, the bytes and headers that leave out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from stallkeeper.bindings.context import Context
from stallkeeper.bindings.rendering import Unsendable, as_text, render, resolve
from stallkeeper.spec.binding_spec import Pair, RequestSpec, XmlRules
from stallkeeper.spec.binding_template import Constant, Member, Members, Template
from stallkeeper.text import json_codec, xml_codec
from stallkeeper.text.xml_codec import Element, SubElement

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_HEADER = re.compile("[\x00-\x1f\x7f]|[^\x00-\xff]")
_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is ready to leave. Its repr shows no query, header or body: they may hold secrets or people."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)


def build_request(spec: RequestSpec, context: Context, auth_headers: tuple[Pair, ...], xml: XmlRules) -> Outgoing:
    """The request. Raises Unsendable where a value is missing or cannot be written."""
    try:
        return _build(spec, context, auth_headers, xml)
    except ValueError:  # half a character, or a number that is none: neither UTF-8 nor JSON can carry it
        raise Unsendable("a value holds something that cannot be written in a request") from None


def _build(spec: RequestSpec, context: Context, auth_headers: tuple[Pair, ...], xml: XmlRules) -> Outgoing:
    context = context.within(operation=spec.operation)
    headers = {**_headers(auth_headers, context), **_headers(spec.headers, context.within(secrets={}))}
    context = context.within(secrets={})
    content = None
    if spec.body is not None:
        content = _content(spec, context, xml)
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = _TYPES.get(spec.format, "application/octet-stream")
    return Outgoing(
        spec.method, spec.host, build_path(spec.path, context), _query(spec.query, context), headers, content
    )


def build_path(template: Template, context: Context) -> str:
    """The path; every value in it is quoted, so that it stays one step of the path."""
    return "".join(
        part.value if isinstance(part, Constant) else _step(resolve(part, context)) for part in template.parts
    )


def _step(value: Any) -> str:
    text = as_text(value) if isinstance(value, str | int) else ""
    if text in ("", ".", ".."):
        raise Unsendable("a value in the path of the request is missing or cannot stand there")
    return quote(text, safe="")


def _query(pairs: tuple[Pair, ...], context: Context) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name, value in _values(pairs, context).items():
        found += [(name, as_text(each)) for each in (value if isinstance(value, list | tuple) else [value])]
    return tuple(found)


def _values(pairs: tuple[Pair, ...], context: Context) -> dict[str, Any]:
    members = tuple(Member(pair.name, pair.value, pair.optional) for pair in pairs)
    values: dict[str, Any] = render(Members(members), context)
    return values


def _headers(pairs: tuple[Pair, ...], context: Context) -> dict[str, str]:
    headers = {name: as_text(value) for name, value in _values(pairs, context).items()}
    for name, value in headers.items():
        if _NOT_HEADER.search(value):
            raise Unsendable(f"the value of the header {name} holds a character that no header may")
    return headers


def _content(spec: RequestSpec, context: Context, xml: XmlRules) -> bytes:
    assert spec.body is not None
    value = render(spec.body, context)
    if spec.format == "json":
        return json_codec.encode(value)
    return xml_codec.serialize(build_element(value, xml))


def build_element(value: Any, xml: XmlRules) -> Element:
    """The one root element that `value` (an object of one key) describes."""
    if not isinstance(value, dict) or len(value) != 1:
        raise Unsendable("an XML body has exactly one outermost element")
    ((name, inner),) = value.items()
    root = Element(_tag(name, "", xml))
    _fill(root, inner, name.rpartition(":")[0], xml)
    return root


def _tag(name: str, prefix: str, xml: XmlRules) -> str:
    own, _, local = name.rpartition(":")
    namespace = xml.namespaces.get(own or prefix)
    return f"{{{namespace}}}{local}" if namespace else local


def _fill(element: Element, value: Any, prefix: str, xml: XmlRules) -> None:
    if value is None:
        element.set(_NIL, "true")
    elif isinstance(value, dict):
        for name, inner in value.items():
            for each in inner if isinstance(inner, list) else [inner]:
                _fill(SubElement(element, _tag(name, prefix, xml)), each, name.rpartition(":")[0] or prefix, xml)
    else:
        text = as_text(value)
        if _NOT_XML.search(text):
            raise Unsendable("a value holds a character that XML cannot carry")
        element.text = text
