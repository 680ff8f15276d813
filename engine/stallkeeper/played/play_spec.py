"""What play.yaml says, typed and frozen: how one marketplace is impersonated. Values only; nothing here acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Literal

from stallkeeper.played.condition import ALWAYS, Condition
from stallkeeper.played.field_form import FieldForm
from stallkeeper.played.growth import Growth
from stallkeeper.played.instant import TimeForm
from stallkeeper.played.refusal import RefusalKind
from stallkeeper.played.template import Name, Template, TemplateTree
from stallkeeper.played.tree_path import TreePath
from stallkeeper.played.xml_tree import XmlForm
from stallkeeper.problems import Place


@dataclass(frozen=True, slots=True)
class Change:
    """One value to write: where, and what, as a tree of templates."""

    path: TreePath
    value: TemplateTree


@dataclass(frozen=True, slots=True)
class Auth:
    """What proves who calls: exact headers, headers with any value, HTTP Basic, or a token somewhere in the request."""

    headers: Mapping[str, Template] = field(default_factory=dict)
    headers_given: tuple[str, ...] = ()
    basic: tuple[Template, Template] | None = None
    token: Name | None = None


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What an order is: the sample it grows out of and where its parts stand."""

    sample: Any
    id: TreePath
    status: TreePath
    created: tuple[TreePath, ...]
    modified: tuple[TreePath, ...]
    lines: TreePath
    line_id: TreePath
    line_count: tuple[int, int]
    fulfilled_by_marketplace: Condition | None
    ledger: Mapping[str, TreePath]
    looks: Mapping[str, tuple[Change, ...]]
    hidden: Mapping[str, tuple[TreePath, ...]]
    line_key: Template
    """What clients tell its lines apart by; reads <line.…>."""
    line_quantity: TreePath | None = None
    total: TreePath | None = None
    refunded: TreePath | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One kind of order that arrives."""

    name: str
    weight: int
    status: str
    lines: int | None = None
    foreign: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What the marketplace does by itself: after a while in a status, or every night. `share` is in per cent."""

    number: int
    starts: frozenset[str]
    to: str | None
    after: timedelta | None
    each_night: time | None
    share: float
    condition: Condition
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One way in which a request narrows the list. `field` is order.PATH, created or modified."""

    field: Name
    values: Name | None
    since: Name | None
    until: Name | None
    beside: Name | None
    alone: bool
    means: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list of orders is chosen, sorted, cut into pages, and what is left out of each order."""

    filters: tuple[Filter, ...]
    sort: Literal["created", "modified"]
    page_number: Name | None
    page_size: Name | None
    page_parameter: str
    shows: tuple[tuple[TreePath, Name], ...]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer to be: a sample with changes, a tree of templates, or a line of text on a PDF page."""

    status: int = 200
    sample: Any = None
    changes: tuple[Change, ...] = ()
    give: TemplateTree = None
    paper: Template | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """A refusal although the status is right: when, as what, and what it names."""

    condition: Condition
    kind: RefusalKind
    about: str


@dataclass(frozen=True, slots=True)
class Need:
    """Values that must be given when the condition holds."""

    condition: Condition
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a seller can do: when it is meant, where it is allowed, what it needs and what it changes."""

    name: str
    when: Condition
    at: frozenset[str]
    refuses: tuple[Refuse, ...] = ()
    needs: tuple[Need, ...] = ()
    line_if: Condition = ALWAYS
    take: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    add: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    becomes: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LineForm:
    """How a request names lines of an order, and what happens to each."""

    each: Name
    id: TreePath
    quantity: TreePath | None
    optional: bool
    all: Condition | None
    changes: tuple[Change, ...]
    result: TemplateTree


@dataclass(frozen=True, slots=True)
class Acts:
    """What a route does to orders: which ones, which lines, and the actions it may mean."""

    each: Name | None
    order: Name
    lines: LineForm | None
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How actions are answered, as a whole and order by order."""

    done: AnswerForm
    refused: AnswerForm | None
    done_item: TemplateTree
    refused_item: TemplateTree


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked of the marketplace. `path` holds literal parts and "<name>" for named ones."""

    name: str
    method: str
    path: tuple[str, ...]
    operation: str
    auth: Auth
    query: Mapping[str, FieldForm]
    body: FieldForm | None
    issues_token: bool
    listing: Listing | None
    one: Name | None
    acts: Acts | None
    answer: AnswerForm | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class RefusalForm:
    """How one kind of no looks: HTTP status, the marketplace's word for it, its sentence."""

    status: int
    code: str
    message: Template


@dataclass(frozen=True, slots=True)
class PlaySpec:
    """One impersonated marketplace."""

    name: str
    title: str
    format: Literal["json", "soap"]
    time: TimeForm
    xml: XmlForm | None
    envelope: str
    action_prefix: str
    credentials: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    order: OrderForm
    grow: tuple[Growth, ...]
    arrivals: tuple[Arrival, ...]
    moves: tuple[Move, ...]
    routes: tuple[Route, ...]
    error: AnswerForm
    refusals: Mapping[RefusalKind, RefusalForm]
    account_parameters: Mapping[str, Any] = field(default_factory=dict)
    """What a client of the account that is made for it has to say of itself."""
    account_orders: Mapping[str, Any] = field(default_factory=dict)
    """What marks an order as that account's: values by path, for `World.create(changes=…)`."""
    statuses_at: Place = field(default=Place("play.yaml"))
    """Where `lists.statuses` stands."""

    def given_statuses(self) -> tuple[str, ...]:
        """The native statuses that its orders may really come to have, in the author's order."""
        acts = (route.acts for route in self.routes if route.acts is not None)
        given = {arrival.status for arrival in self.arrivals if arrival.weight}
        given |= {move.to for move in self.moves if move.to is not None}
        given |= {action.becomes for each in acts for action in each.actions if action.becomes is not None}
        return tuple(status for status in self.statuses if status in given)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every native status it knows, in the author's order."""
        return self.lists["statuses"]
