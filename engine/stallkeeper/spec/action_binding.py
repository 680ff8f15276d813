"""How an action, or a document of ours, is sent to a marketplace: the typed, frozen form of steps and their outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from stallkeeper.problems import Place
from stallkeeper.spec.binding_mapping import PathTest
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.request_spec import AnswerSpec, RequestSpec


@dataclass(frozen=True, slots=True)
class Doubt:
    """When nobody knows whether a request took effect: the order is read after a while, then resend or ask."""

    read_back_after: timedelta
    then: Literal["resend", "ask"]


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One request of several. `keep` holds (name, path of the answer) pairs that later steps may use.

    `after` is the least time after the step before it; `each_line`: one call per line of the order.
    """

    name: str
    request: RequestSpec
    answer: AnswerSpec
    place: Place
    conditions: tuple[Condition, ...] = ()
    keep: tuple[tuple[str, str], ...] = ()
    after: timedelta | None = None
    each_line: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """How the result of what was taken is asked for later: the word at `at`, and which words mean done and failed."""

    request: RequestSpec
    answer: AnswerSpec
    at: str
    done: frozenset[str]
    failed: frozenset[str]
    message: tuple[str, ...] = ()
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ActionBinding:
    """How an action is sent. `confirm_within`: how long the order may take to show the effect; None: no limit."""

    name: str
    steps: tuple[StepSpec, ...]
    doubt: Doubt
    place: Place
    confirm_within: timedelta | None = None
    uses: frozenset[str] = frozenset()
    """Every name that its requests use."""
    outcome: OutcomeSpec | None = None
    shown_by_order: bool = True
    """Whether the order shows the effect sooner or later; else a clear yes is all there will ever be."""

    @property
    def request(self) -> RequestSpec:
        """The request, or the first of several."""
        return self.steps[0].request

    @property
    def answer(self) -> AnswerSpec:
        """The answer of the last step, which settles whether the whole was taken."""
        return self.steps[-1].answer

    @property
    def in_steps(self) -> bool:
        """Whether how far it has come has to be remembered: it is more than one request."""
        return len(self.steps) > 1 or self.steps[0].each_line


@dataclass(frozen=True, slots=True)
class ListedDocuments:
    """Where the marketplace lists an order's documents; `name_at` is where an entry holds the name we gave it."""

    request: RequestSpec
    answer: AnswerSpec
    records: str
    name_at: str
    only: tuple[PathTest, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadBinding:
    """How a document of ours is handed to the marketplace, and where it shows afterwards."""

    name: str
    steps: tuple[StepSpec, ...]
    place: Place
    listed: ListedDocuments | None = None
