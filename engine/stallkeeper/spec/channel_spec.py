"""How an order lives on one channel: the typed, frozen form of a channel.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Literal

from stallkeeper.problems import Place
from stallkeeper.spec.action_spec import ActionSpec as ActionSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.field_spec import FieldSpec as FieldSpec
from stallkeeper.words import Status

Path = tuple[str | int, ...]
"""The way from the root of a file to a key or an item: ("statuses", "shipped", "native", 0)."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where facts were read. `about` holds dotted prefixes of paths in this file that rest on it."""

    id: str
    title: str
    read: date
    about: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A guess that says so: which part of the file, and why we think it."""

    about: str
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Window:
    """A named retrieval rhythm. `at` and `zone` go together; `native` limits it to some native statuses (none: all)."""

    name: str
    every: timedelta
    place: Place
    at: time | None = None
    zone: str | None = None
    look_back: timedelta | None = None
    native: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """What happens when a status lasts too long. `within` is None where the source names no time (`unknown`)."""

    id: str
    within: timedelta | None
    outcomes: tuple[Status, ...]
    kept_by: Literal["channel", "us"]
    since: Literal["status", "ordered", "partial_cancel"]
    conditions: tuple[Condition, ...]
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class StatusSpec:
    """One status as this channel has it. `next` is where the marketplace may move the order by itself."""

    status: Status
    place: Place
    title: str | None = None
    native: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    next: tuple[Status, ...] = ()
    deadline: Deadline | None = None
    advances_to: Status | None = None
    """Set where an order never rests: it goes on to this status at once, by our own hand."""


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What the order's lines say of the order: when `all` (or `any`) of them have `line_status`, it has `status`."""

    quantifier: Literal["all", "any"]
    line_status: Status
    status: Status
    conditions: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class LineRules:
    """How lines live: their own native words, words that say nothing, and how lines decide the order's status."""

    statuses: Mapping[str, Status] = field(default_factory=dict)
    says_nothing: frozenset[str] = frozenset()
    decide: tuple[LineDecision, ...] = ()
    words: Mapping[Status, tuple[str, ...]] = field(default_factory=dict)
    """The native words of each line status as the author lists them; `statuses` is the same, read the other way."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A native word that is no status: it raises a flag on the order or on a line."""

    native: str
    raises: str
    on: Literal["order", "line"]
    place: Place


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Which orders are ours: all conditions have to hold; the others are left out, and counted."""

    conditions: tuple[Condition, ...]
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Carrier:
    """A transporter as the channel knows it. `tracking_url` is a page of the carrier, where the channel gives one."""

    code: str
    name: str
    tracking_url: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierRules:
    """How the carrier field works. `by` says which identities are taken (code, name); a name becomes its code.

    `fallback` is the code for "not on the list"; `custom` the code of the seller's own carrier. `known` is the static
    list from carriers.yaml. `closed` is True when a value off the list is refused, `fixed` when there is no other list.
    """

    by: tuple[Literal["code", "name"], ...]
    fallback: str | None = None
    custom: str | None = None
    known: tuple[Carrier, ...] = ()
    closed: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Orders that the marketplace ships itself: the status they arrive in, and its own codes for them."""

    flag: str
    arrives_as: Status
    native: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundRules:
    """What is known of refunds. `seen` lists whose refunds are reported; `gives` what a report of one holds."""

    mode: Literal["action", "notified", "both"]
    seen: tuple[Literal["through_us", "back_office"], ...]
    gives: Literal["amount", "lines"] | None = None
    line: Literal["known", "unknown"] = "known"
    because: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document of an order: who makes it, for which orders, and the penalty where it is recommended, not required."""

    name: str
    made_by: Literal["seller", "channel"]
    recommended: str | None = None
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class BackOffice:
    """What the seller's own system takes: from which status on, and fulfilled-by-channel orders only when asked."""

    import_from: Status
    fulfilled_by_channel: Literal["opt_in", "always", "never"]


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """A whole channel. Mappings keep the author's order. `place_of` finds the line a rule stands on."""

    channel: str
    title: str
    language: int
    maturity: Literal["draft", "checked", "proven"]
    sources: tuple[Citation, ...]
    retrieval: tuple[Window, ...]
    starts_at: tuple[Status, ...]
    statuses: Mapping[Status, StatusSpec]
    actions: Mapping[str, ActionSpec]
    path: str = "channel.yaml"
    edition: str | None = None
    family: str | None = None
    """The channel whose rules this one's are laid over."""
    valid_from: date | None = None
    valid_to: date | None = None
    sites: Mapping[str, str] = field(default_factory=dict)
    lines: LineRules = field(default_factory=LineRules)
    gates: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, Flag] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Native words of an earlier edition, each with today's."""
    order_fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    only: tuple[Exclusion, ...] = ()
    carriers: CarrierRules | None = None
    fulfilled_by_channel: Fulfilment | None = None
    refunds: RefundRules | None = None
    documents: tuple[DocumentSpec, ...] = ()
    back_office: BackOffice | None = None
    retention: timedelta | None = None
    retention_max: timedelta | None = None
    """How long after the order data about people may stay at most, even while the order is open."""
    assumptions: tuple[Assumption, ...] = ()
    places: Mapping[Path, Place] = field(default_factory=dict, repr=False, compare=False)
    value_places: Mapping[Path, Place] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """What a catalog calls it: `channel`, or `channel/edition`."""
        return self.channel if self.edition is None else f"{self.channel}/{self.edition}"

    def value_place_of(self, *path: str | int) -> Place:
        """Where the value at `path` itself stands; the nearest thing on the way to it where there is none."""
        return self.value_places.get(path) or self.place_of(*path)

    def place_of(self, *path: str | int) -> Place:
        """The place of the nearest thing on the way to `path` that stands in the file."""
        for length in range(len(path), -1, -1):
            place = self.places.get(path[:length])
            if place is not None:
                return place
        return Place(self.path)

    def status_of_native(self) -> Mapping[str, Status]:
        """Every order-level native status and the canonical status it maps to."""
        return MappingProxyType({native: spec.status for spec in self.statuses.values() for native in spec.native})
