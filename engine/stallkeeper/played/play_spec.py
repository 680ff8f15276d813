"""What play.yaml says, typed and frozen: how one marketplace is impersonated. Values only; nothing here acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Literal

from stallkeeper.played.access_form import Auth, TokenIssue
from stallkeeper.played.act_form import Acts, AnswerForm, Outcome
from stallkeeper.played.change import Change
from stallkeeper.played.condition import ALWAYS, Condition
from stallkeeper.played.field_form import FieldForm
from stallkeeper.played.growth import Growth
from stallkeeper.played.instant import TimeForm
from stallkeeper.played.jobs import JobForm
from stallkeeper.played.kept_file import KeepForm
from stallkeeper.played.list_form import EventForm, Listing, PartForm
from stallkeeper.played.refusal import RefusalKind
from stallkeeper.played.split import SplitForm
from stallkeeper.played.status_form import StatusForm
from stallkeeper.played.template import Name, Template, TemplateTree
from stallkeeper.played.tree_path import TreePath
from stallkeeper.played.xml_tree import XmlForm
from stallkeeper.problems import Place


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What an order is: the sample it grows out of and where its parts stand."""

    sample: Any
    id: TreePath
    status: StatusForm
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
    line_status: TreePath | None = None
    line_ledger: Mapping[str, TreePath] = field(default_factory=dict)
    split: SplitForm | None = None
    revision: TreePath | None = None
    """A text that is another one after each change."""
    also: TreePath | None = None
    """Another id of it, by which requests may name it too."""
    read_as: StatusForm = field(default_factory=StatusForm)
    """The words that clients compose where the status does not tell all."""
    apart: tuple[TreePath, ...] = ()
    """What is never shown with the order, but asked for by itself."""

    @property
    def of_the_buyer(self) -> tuple[TreePath, ...]:
        """What the marketplace hides in some status: that is what it says of the buyer."""
        return tuple({path.text: path for paths in self.hidden.values() for path in paths}.values())


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
    line_condition: Condition = ALWAYS
    line_changes: tuple[Change, ...] = ()


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
    issues_token: TokenIssue | None
    listing: Listing | None
    one: Name | None
    acts: Acts | None
    answer: AnswerForm | None
    outcome: Outcome | None
    sends: str = ""
    """What the body is, where it is not what the marketplace speaks: form, multipart, file."""
    takes: str = ""
    """A content type of its own, if any."""
    open_query: bool = False
    exactly_one: tuple[tuple[Name, ...], ...] = ()
    part: PartForm | None = None
    error: AnswerForm | None = None
    job: JobForm | None = None
    asks_job: Name | None = None
    finished: bool = False
    """Whether the asynchronous process that is asked for has to be through."""
    events: EventForm | None = None
    acknowledges: Name | None = None
    keeps: KeepForm | None = None
    files: TemplateTree = None
    """What is said of each file that was kept of the order; None: nothing."""


@dataclass(frozen=True, slots=True)
class RefusalForm:
    """How one kind of no looks: HTTP status, the marketplace's word for it, its sentence."""

    status: int
    code: str
    message: Template


@dataclass(frozen=True, slots=True)
class GoesWrong:
    """What goes wrong from the start: troubles with their settings, and everything by lot where it is mixed."""

    troubles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class PlaySpec:
    """One impersonated marketplace."""

    name: str
    title: str
    format: Literal["json", "soap"]
    time: TimeForm
    media_type: str
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
    goes_wrong: GoesWrong = field(default_factory=GoesWrong)
    statuses_at: Place = field(default=Place("play.yaml"))
    """Where `lists.statuses` stands."""

    def given_statuses(self) -> tuple[str, ...]:
        """The native statuses that its orders may really come to have, in the author's order."""
        acts = (route.acts for route in self.routes if route.acts is not None)
        given = {arrival.status for arrival in self.arrivals if arrival.weight}
        given |= {move.to for move in self.moves if move.to is not None}
        given |= {action.becomes for each in acts for action in each.actions if action.becomes is not None}
        given |= set(self.order.status.every_word())
        return tuple(status for status in self.statuses if status in given)

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every native status it knows, in the author's order."""
        return self.lists["statuses"]
