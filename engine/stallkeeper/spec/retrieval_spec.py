"""How orders are read from a marketplace: lists, their pages and pieces, what follows for each order. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias

from stallkeeper.spec.binding_mapping import ObjectMapping, PathTest
from stallkeeper.spec.request_spec import AnswerSpec, RequestSpec

PagingKind: TypeAlias = Literal[
    "none",
    "short_page",
    "page_count",
    "next_page",
    "next_link",
    "offset",
    "cursor",
    "query_string",
    "link_header",
]


@dataclass(frozen=True, slots=True)
class Paging:
    """How one page leads to the next.

    `at` is the path of the link, the cursor, the query string, the next page's number or the number of pages. `cap` is
    how many records a listing may hold: where the total says more, the interval is halved.
    """

    kind: PagingKind = "none"
    at: str | None = None
    first: int = 1
    size: int | None = None
    most: int = 10_000
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class PollSpec:
    """How a marketplace is asked whether it is done: every so often, and at most for so long."""

    request: RequestSpec
    answer: AnswerSpec
    at: str
    done: frozenset[str]
    failed: frozenset[str]
    every: timedelta
    at_most: timedelta
    keep: Mapping[str, str] = field(default_factory=dict)
    """Names of values that are carried on, with their paths in the answer."""


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """A list that is ordered, waited for and downloaded. The list's own request is the download."""

    submit: RequestSpec
    answer: AnswerSpec
    keep: Mapping[str, str]
    poll: PollSpec
    links: str | None = None
    """The kept value that holds the links of what is to be downloaded; None: the request says where it is."""


@dataclass(frozen=True, slots=True)
class AcknowledgeSpec:
    """How a queue is told that a page is ours. `each`: one request per order, instead of one for all."""

    request: RequestSpec
    answer: AnswerSpec
    each: bool = False


@dataclass(frozen=True, slots=True)
class ListSpec:
    """How orders are listed: the request, where the records are, how pages follow."""

    request: RequestSpec
    answer: AnswerSpec
    records: str
    paging: Paging
    total: str | None = None
    native_filter: Literal["asked", "here"] = "here"
    """Who picks the native statuses that a window names: the request, or we after reading."""
    every_native: tuple[str, ...] = ()
    """What the request asks for when a window names none."""
    may_shift: bool = False
    """Whether orders may slip from page to page while the list is read, with no total that would show it."""
    complete: bool = True
    """False: a record only names an order, which is read by its id before it is taken."""
    id: str | None = None
    """Where such a record has the order's id, when that is not where an order has it."""
    journal: str | None = None
    """The path of the ids of a journal's entries; the newest one is where the next sweep goes on."""
    acknowledge: AcknowledgeSpec | None = None
    export: ExportSpec | None = None
    uses: frozenset[str] = frozenset()
    """Every name that its requests use."""


@dataclass(frozen=True, slots=True)
class FetchSpec:
    """How one order is read again. `record` is the path of the order or of a list that holds it."""

    request: RequestSpec
    answer: AnswerSpec
    record: str
    each: bool = False
    """Whether it is asked for each value of the list parameter, until one knows the order."""


@dataclass(frozen=True, slots=True)
class MoreSpec:
    """A further request for each order; what stands at `take` is put into the order's payload under `name`."""

    name: str
    request: RequestSpec
    answer: AnswerSpec
    take: str
    paging: Paging
    uses: frozenset[str] = frozenset()
    """Every name that the request uses."""


@dataclass(frozen=True, slots=True)
class RetrievalSpec:
    """How far sweeps reach. Each duration is about the marketplace's own clock."""

    list: ListSpec
    fetch: FetchSpec | None
    overlap: timedelta
    settle: timedelta
    first_pull: timedelta
    may_be_empty: bool = False
    identity_scope: Literal["account", "channel", "family"] = "account"
    """Where an order id is unique: within one seller account, or in the whole channel."""
    for_each: str | None = None
    """The list parameter for each value of which the list is read."""
    longest: timedelta | None = None
    """A longer interval is read in pieces."""
    by_day: bool = False
    """Whether each calendar day is a piece."""
    more: tuple[MoreSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueListing:
    """A list of values that the channel gives (reasons, say), and how long it may be used."""

    name: str
    request: RequestSpec
    answer: AnswerSpec
    records: str
    mapping: ObjectMapping
    holds: timedelta
    only: tuple[PathTest, ...] = ()
