"""What is sent to a marketplace and how its answers are judged: the typed, frozen form of requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stallkeeper.errors import ErrorKind
from stallkeeper.problems import Place
from stallkeeper.spec.binding_template import Node, Template

Format = Literal["json", "xml", "bytes"]
"""What an answer is: JSON, XML, or bytes that are handed on as they are."""

Sends = Literal["json", "xml", "form", "multipart", "bytes", "nothing"]
"""What a request's body is. `bytes`: the one value of the body as it is, a document's content; `nothing`: no body."""


@dataclass(frozen=True, slots=True)
class XmlRules:
    """Prefixes for XML bodies, and those under which elements have to stand in alphabetical order."""

    namespaces: Mapping[str, str] = field(default_factory=dict)
    alphabetical: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A query parameter or a header: omitted when `optional` and empty."""

    name: str
    value: Node
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """One request. `host` names one of the binding's hosts; `path` begins with a slash; `body` None: no body."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    host: str
    path: Template
    place: Place
    query: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()
    body: Node | None = None
    format: Sends = "json"
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class ItemResults:
    """One result per order in an answer: where the list is, and where in an item its order, status and error are."""

    at: str
    status: str
    order: str | None = None
    when: tuple[int, ...] = ()
    """The HTTP codes at which the list is to be read; none: at every success."""
    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSpec:
    """When an answer is a yes, and where it says why not. Paths start at `inside`."""

    format: Format = "json"
    inside: str = "."
    must: tuple[tuple[str, str], ...] = ()
    """(path, value as text) pairs that all have to hold, whatever the HTTP code says."""
    each: ItemResults | None = None
    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """One row of the error table: all that is given has to hold. `message` is a part of the text, any case."""

    means: ErrorKind
    place: Place
    statuses: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    messages: tuple[str, ...] = ()
