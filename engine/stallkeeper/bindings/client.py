"""What the engine asks of a marketplace, and the values that pass between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from stallkeeper.bindings.call_log import CallLog
from stallkeeper.errors import ErrorKind
from stallkeeper.orders import Budget, ListedValue, Order, OrderReport, Receipt


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What to list: orders changed in [since, until), in marketplace time, aware and in UTC.

    `since` None: all there are. `native` are the native statuses the window is limited to; none: every status.
    """

    window: str
    since: datetime | None
    until: datetime
    native: tuple[str, ...] = ()
    mark: str | None = None
    """The newest entry of a journal that the last sweep of the window read."""


class Record(Protocol):
    """One native order as it was read. `report` maps it at each call; it raises ChannelError where `problem` is set."""

    @property
    def id(self) -> str: ...

    @property
    def digest(self) -> bytes:
        """16 bytes that change when the native record, or the way it is mapped, does."""

    @property
    def raw(self) -> bytes: ...

    @property
    def problem(self) -> str | None:
        """Why the record cannot become an order (it has no id, say); None when it can."""

    def report(self) -> OrderReport: ...


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `resume` is where the next one starts (None: this was the last); `total` is the marketplace's count.

    `part` names the part of a listing that is read in several: totals and repetitions count within one part only.
    `marketplace_now` is the marketplace's clock when it answered, at `heard_at` by ours (None: just now).
    `mark` is the newest entry of a journal. `to_acknowledge`: the orders come again until they are acknowledged.
    """

    number: int
    records: tuple[Record, ...]
    resume: str | None
    marketplace_now: datetime | None
    total: int | None = None
    part: str = ""
    mark: str | None = None
    to_acknowledge: bool = False
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """An action to send. `before_send` is called once, right before the first byte leaves, or never."""

    submission: str
    order: Order
    action: str
    fields: Mapping[str, Any]
    before_send: Callable[[], None] = field(repr=False, default=lambda: None)
    log: CallLog | None = field(repr=False, default=None)
    """Where it is written down how far an action of several requests has come; None: nowhere."""
    repeated: bool = False
    """Whether an earlier attempt of it may have worked."""


@dataclass(frozen=True, slots=True)
class CarrierEntry:
    """A carrier on the channel's own list."""

    code: str
    name: str
    tracking_url: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document: one that the channel made, or one of ours. `number` is what ours is known by, an invoice's say."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request that was taken to be done later.

    `gone`: the marketplace does not remember it any more, and the order itself has to say.
    """

    state: Literal["pending", "done", "failed", "gone"]
    why: str | None = None
    kind: ErrorKind = "permanent"


class ChannelClient(Protocol):
    """One account's way to one marketplace. Every method may raise ChannelError."""

    def pages(self, query: ListQuery, resume: str | None = None) -> Iterator[Page]:
        """The pages of a listing, from `resume` on."""

    def acknowledge(self, order_ids: tuple[str, ...]) -> None:
        """Tell a queue that these orders are ours now. They are stored: a failure only means that they come again."""

    def values(self, name: str) -> tuple[ListedValue, ...]:
        """A list of values that the channel gives, as it was last read."""

    def fetch(self, order_id: str, *, patient: bool = False) -> Record | None:
        """One order as it stands now; None when the marketplace does not know it. `patient`: others go before it."""

    def send(self, request: ActionRequest) -> Receipt:
        """Do it. A ChannelError with `doubtful` set means that it may have taken effect all the same."""

    def outcome(self, action: str, order_id: str, reference: str) -> Outcome:
        """How what `reference` stands for has ended, on channels that take actions to do them later."""

    def upload(self, order: Order, name: str, file: DocumentFile) -> Receipt:
        """Hand over a document of ours. A ChannelError with `doubtful` set means that it may be there all the same."""

    def is_listed(self, order: Order, name: str, file_name: str) -> bool | None:
        """Whether the marketplace lists a document of ours under that name; None where it has no such list."""

    def budgets(self) -> tuple[Budget, ...]:
        """Its limits of requests, and what is left of each; it asks the marketplace for nothing."""

    def carriers(self) -> tuple[CarrierEntry, ...]: ...

    def documents(self, order_id: str, name: str) -> tuple[DocumentFile, ...]:
        """The files of a document of an order: mostly one, several from a zip, none when there is none."""

    def close(self) -> None: ...
