"""A request as a binding says and a context in, the bytes and headers that leave out."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from stallkeeper.bindings.context import Context
from stallkeeper.bindings.form_bodies import FORM, form_body, multipart_body
from stallkeeper.bindings.rendering import Absent, Unsendable, as_text, render, resolve
from stallkeeper.spec.auth_spec import AuthSpec
from stallkeeper.spec.binding_template import Constant, Member, Members, Template
from stallkeeper.spec.request_spec import Pair, RequestSpec, Sends, XmlRules
from stallkeeper.text import json_codec, xml_codec
from stallkeeper.text.xml_codec import Element, SubElement

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_HEADER = re.compile("[\x00-\x1f\x7f]|[^\x00-\xff]")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is ready to leave. Its repr shows no query, header or body: they may hold secrets or people."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    standing: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Query parameters that say who we are; they follow those of the request, and those of a link in their place."""
    rate: str | None = None
    """The budget it counts in, beside the usual one."""


def build_request(
    spec: RequestSpec, context: Context, auth: AuthSpec, xml: XmlRules, *, private: bool = False
) -> Outgoing:
    """The request. Raises Unsendable where a value is missing or cannot be written.

    Secrets are read only by what says who we are; a `private` request (the one for a token) may carry them anywhere.
    """
    try:
        return _build(spec, context, auth, xml, private)
    except ValueError:  # half a character, or a number that is none: neither UTF-8 nor JSON can carry it
        raise Unsendable("a value holds something that cannot be written in a request") from None


def _build(spec: RequestSpec, context: Context, auth: AuthSpec, xml: XmlRules, private: bool) -> Outgoing:
    context = context.within(operation=spec.operation)
    ours = _headers(auth.headers, context)
    if auth.basic is not None:
        ours["Authorization"] = basic_credentials(auth.basic, context.secrets)
    standing = _query(auth.query, context)
    context = context if private else context.within(secrets={})
    headers = {**ours, **_headers(spec.headers, context)}
    content = _content(spec, context, xml, headers)
    path = build_path(spec.path, context)
    return Outgoing(spec.method, spec.host, path, _query(spec.query, context), headers, content, standing, spec.rate)


def basic_credentials(names: tuple[str, str], secrets: Mapping[str, str]) -> str:
    """The value of the header by which HTTP Basic says who we are."""
    login, password = (secrets[name] for name in names)
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode("ascii")


def build_path(template: Template, context: Context) -> str:
    """The path; every value in it is quoted, so that it stays one step of the path."""
    return "".join(
        part.value if isinstance(part, Constant) else _step(resolve(part, context)) for part in template.parts
    )


def _step(value: Any) -> str:
    if isinstance(value, Absent):
        raise Unsendable(f"`{value.name}` has no value here, and the path of the request needs it")
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


def _content(spec: RequestSpec, context: Context, xml: XmlRules, headers: dict[str, str]) -> bytes | None:
    """The body; `headers` gains its media type. That of a form is ours to say, any other may stand there already."""
    if spec.body is None:
        if spec.format == "nothing":
            _without_type(headers)
        return None
    content, kind = _encoded(spec.format, render(spec.body, context), xml)
    if spec.format in ("form", "multipart"):
        _without_type(headers)
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = kind
    return content


def _without_type(headers: dict[str, str]) -> None:
    for name in [name for name in headers if name.lower() == "content-type"]:
        del headers[name]


def _encoded(format: Sends, value: Any, xml: XmlRules) -> tuple[bytes, str]:
    if format == "xml":
        return xml_codec.serialize(build_element(value, xml)), "text/xml; charset=utf-8"
    if format == "form":
        return form_body(value), FORM
    if format == "multipart":
        return multipart_body(value)
    if format == "bytes":
        return (value if isinstance(value, bytes) else as_text(value).encode()), "application/octet-stream"
    return json_codec.encode(value), "application/json"


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
