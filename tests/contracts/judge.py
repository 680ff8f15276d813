"""A request in, every sentence of the vendor's description that it breaks out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core.testing import MockRequest

from tests.contracts.description import Description, Operation

_PLACES = {"query": "query", "header": "header", "path": "path"}


@dataclass(frozen=True)
class Sent:
    """A request that left, taken apart. `query` keeps repeated names."""

    method: str
    server: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    has_body: bool = False

    def without_query(self, name: str) -> Sent:
        return replace(self, query=tuple(pair for pair in self.query if pair[0] != name))

    def with_query(self, name: str, value: str) -> Sent:
        return replace(self, query=(*self.without_query(name).query, (name, value)))

    def without_header(self, name: str) -> Sent:
        return replace(self, headers={key: value for key, value in self.headers.items() if key.lower() != name.lower()})

    def with_body(self, body: Any) -> Sent:
        return replace(self, body=body)


def sent(method: str, url: str, headers: Mapping[str, str], content: bytes, prefix: str = "") -> Sent:
    """A request as it left for `url`; `prefix` is the part of the path that belongs to the server."""
    parts = urlsplit(url)
    assert parts.path.startswith(prefix), f"{parts.path} does not begin with {prefix}"
    return Sent(
        method.upper(),
        f"{parts.scheme}://{parts.netloc}{prefix}",
        parts.path[len(prefix) :],
        tuple(parse_qsl(parts.query, keep_blank_values=True)),
        dict(headers),
        _decoded(content, next((value for name, value in headers.items() if name.lower() == "content-type"), "")),
        bool(content),
    )


def _decoded(content: bytes, kind: str) -> Any:
    if kind.startswith("multipart/"):
        message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
        parts = [each for each in message.walk() if not each.is_multipart()]
        return {str(each.get_param("name", header="content-disposition")): each.get_payload() for each in parts}
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode(errors="replace")


def breaches(description: Description, request: Sent) -> tuple[str, ...]:
    """What is wrong with the request; none where the vendor would take it."""
    operation = description.operation(request.method, request.path)
    if operation is None:
        return (f"{request.method} {request.path}: the description has no such operation",)
    if (operation.media_type or "").startswith("multipart/") and isinstance(request.body, dict):
        request = request.with_body(_lists_of_parts(description, request.body, operation.body or {}))
    return (*_by_the_library(description, operation, request), *_beyond_it(description, operation, request))


def _lists_of_parts(description: Description, parts: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a form; where a list is declared, and one part stands for it, a list of that one."""
    declared = description.resolve(schema).get("properties", {})
    lists = {name for name, each in declared.items() if description.resolve(each).get("type") == "array"}
    return {name: [part] if name in lists and not isinstance(part, list) else part for name, part in parts.items()}


def _by_the_library(description: Description, operation: Operation, request: Sent) -> Iterator[str]:
    """What the OpenAPI validator says: required parameters, types, lists of values, formats."""
    arguments: dict[str, Any] = {}
    for name, value in request.query:
        arguments.setdefault(name, []).append(value)
    content_type = next(
        (value for key, value in request.headers.items() if key.lower() == "content-type"), "application/json"
    )
    server = urlsplit(request.server)
    mock = MockRequest(
        f"{server.scheme}://{server.netloc}",
        request.method.lower(),
        server.path + request.path,
        args=arguments,
        headers=dict(request.headers),
        data=json.dumps(request.body).encode() if request.has_body else b"",
        content_type=content_type.partition(";")[0],
    )
    for error in description.enforcing(operation, request.server).iter_request_errors(mock):
        yield from _told(error)


def _told(error: BaseException) -> Iterator[str]:
    """The library's errors are nested: the innermost says what is wrong, and a schema error where."""
    inner: BaseException | None = error
    while inner is not None:
        schema_errors = getattr(inner, "schema_errors", None)
        if schema_errors:
            for each in schema_errors:
                yield f"{'/'.join(str(step) for step in each.absolute_path) or 'body'}: {each.message[:160]}"
            return
        if inner.__cause__ is None:
            yield str(inner)[:200]
        inner = inner.__cause__


def _beyond_it(description: Description, operation: Operation, request: Sent) -> Iterator[str]:
    """What the library lets through: query names that are not declared, fields that a body has too many."""
    declared = {each["name"] for each in operation.parameters if each.get("in") == "query"}
    for name in dict.fromkeys(name for name, _ in request.query):
        if name not in declared:
            yield f"query {name}: not declared"
    if request.has_body and operation.body is None:
        yield "body: the operation takes none"
    if request.has_body and operation.body is not None:
        yield from (f"body {path}: not declared" for path in unknown_fields(description, request.body, operation.body))


def unknown_fields(description: Description, value: Any, schema: Any, at: str = "", depth: int = 0) -> Iterator[str]:
    """Fields of `value` that no branch of the schema declares; an object that declares none at all is open."""
    if depth > 40:
        return
    branches = tuple(_branches(description, schema))
    if isinstance(value, list):
        items = [branch["items"] for branch in branches if "items" in branch]
        for index, item in enumerate(value if items else ()):
            yield from unknown_fields(description, item, {"anyOf": items}, f"{at}/{index}", depth + 1)
    elif isinstance(value, dict):
        known: dict[str, list[Any]] = {}
        for branch in branches:
            for name, inner in branch.get("properties", {}).items():
                known.setdefault(name, []).append(inner)
        is_open = not known or any(isinstance(branch.get("additionalProperties"), dict) for branch in branches)
        for name, item in value.items():
            if name in known:
                yield from unknown_fields(description, item, {"anyOf": known[name]}, f"{at}/{name}", depth + 1)
            elif not is_open:
                yield f"{at}/{name}"


def _branches(description: Description, schema: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The schema and all that it is put together from."""
    resolved = description.resolve(schema)
    if not resolved or depth > 20:
        return
    yield resolved
    for word in ("allOf", "anyOf", "oneOf"):
        for each in resolved.get(word, ()):
            yield from _branches(description, each, depth + 1)
