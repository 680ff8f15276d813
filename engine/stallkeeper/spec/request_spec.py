"""What is sent to a marketplace and how its answers are judged: the typed, frozen form of requests and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from stallkeeper.errors import ErrorKind
from stallkeeper.problems import Place
from stallkeeper.spec.binding_template import Node, Template, references_in

Format = Literal["json", "xml", "bytes"]
"""What an answer is: JSON, XML, or bytes that are handed on as they are."""

WaitForm = Literal["seconds", "unix_seconds", "epoch_ms", "utc"]
"""How a header says when to come back: seconds from now, or an instant."""

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
    rate: str | None = None
    """The budget it counts in, beside the usual one."""

    @property
    def only_reads(self) -> bool:
        """Whether it changes nothing, by its method: a question that is posted is not known as one."""
        return self.method == "GET"

    @property
    def uses_kept(self) -> bool:
        """Whether it needs something of an earlier answer."""
        return any(name.startswith("kept.") for name in self.names())

    def names(self) -> Iterator[str]:
        """Every name in its path, query, headers and body; those of conditions aside."""
        nodes = (self.path, *(pair.value for pair in (*self.query, *self.headers)))
        for node in (*nodes, *([self.body] if self.body is not None else [])):
            yield from (str(reference) for reference in references_in(node))


@dataclass(frozen=True, slots=True)
class RateSpec:
    """A budget of requests: `most` per `per`, up to `burst` at once; longer than `waits` nobody waits for a turn."""

    name: str
    most: int
    per: timedelta
    burst: int
    waits: timedelta
    place: Place

    @property
    def apart(self) -> timedelta:
        """How far apart two requests are in the long run."""
        return self.per / self.most


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
    empty: tuple[str, ...] = ()
    """Paths that have to hold nothing: lists of errors."""
    each: ItemResults | None = None
    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorRule:
    """One row of the error table: all that is given has to hold. `message` is a part of the text, any case;
    a pattern may match anywhere in it.
    """

    means: ErrorKind
    place: Place
    statuses: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    messages: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
