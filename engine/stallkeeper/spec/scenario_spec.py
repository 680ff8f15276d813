"""A story about one order, as an author promised it: the typed, frozen form of a scenarios/<story>.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from stallkeeper.problems import Place
from stallkeeper.words import Status

Verb = Literal["do", "channel_reports", "wait", "ask"]


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """A line of the story's order."""

    sku: str
    quantity: int = 1
    native_status: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioOrder:
    """The order as it is first seen: by its native word, or by a canonical status. `fields` are typed order fields.

    Exactly one of `native` and `arrives_as` is given. `age` is how long before the story the buyer ordered.
    """

    place: Place
    native: str | None = None
    arrives_as: Status | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[ScenarioLine, ...] = ()
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Promise:
    """What an author promises of a step; None where nothing is promised (an unforeseen move has to be announced).

    `status` canonical · `line_statuses` too, one for each line · `missing`, `wrong` field names · `refused` a reason
    code · `sends` typed fields · `unforeseen`, `unknown`, `left_out` true or false · `flags` · `overdue` deadline ids
    · `offered` actions · `reasons` reason codes · `advice` the fields that are recommended and not given.
    """

    status: Status | None = None
    line_statuses: tuple[Status, ...] | None = None
    missing: tuple[str, ...] | None = None
    wrong: tuple[str, ...] | None = None
    refused: str | None = None
    sends: Mapping[str, Any] | None = None
    unforeseen: bool | None = None
    unknown: bool | None = None
    left_out: bool | None = None
    flags: tuple[str, ...] | None = None
    overdue: tuple[str, ...] | None = None
    offered: tuple[str, ...] | None = None
    reasons: tuple[str, ...] | None = None
    advice: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    `subject` is the action (do), the native status (channel_reports), the question (ask: actions or why) or the time in
    words (wait, as `duration` too). `given` holds an action's fields as the author wrote them, all text, as from a
    command line (do, ask), or the order fields that a report changes, typed (channel_reports). `lines` are the native
    words of the report's lines. `action` is what an `ask: why` asks about. `reports` is the native status
    with which the marketplace agrees to an action (do); None stands for the usual one.
    """

    verb: Verb
    subject: str
    place: Place
    promise: Promise = Promise()
    given: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    duration: timedelta | None = None
    action: str | None = None
    reports: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Where each key of the step stands: what a broken promise is reported at."""


@dataclass(frozen=True, slots=True)
class ScenarioSpec:
    """One story. `id` is its file's name without the ending; `path` is the file as it is shown to people."""

    id: str
    title: str
    order: ScenarioOrder
    steps: tuple[Step, ...]
    path: str
