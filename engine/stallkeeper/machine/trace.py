"""What the engine did in a story about one order, step by step, as values: a simulation gives it, a trace shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from stallkeeper.machine.decision import Decision, Explanation, Observation
from stallkeeper.orders import Event, Order, OrderReport
from stallkeeper.words import Status

StepVerb = Literal["order", "do", "channel_reports", "wait", "ask"]

Answer: TypeAlias = Decision | Observation | Explanation | tuple[str, ...] | None
"""What the machine said to a step; a tuple lists the actions offered; None where nothing was asked."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step. `after` counts from the story's beginning. `subject` is the action, the native word or the time.

    `events` are the lines that the step added to the order's history; `status` and `native_status` are where the order
    stands after it; `broken` holds a sentence for every promise of the author that was not kept.
    """

    after: timedelta
    verb: StepVerb
    subject: str
    status: Status | None
    native_status: str
    given: Mapping[str, Any] = field(default_factory=dict)
    answer: Answer = None
    events: tuple[Event, ...] = ()
    broken: tuple[str, ...] = ()
    held: Order | None = field(default=None, repr=False)
    """The order as it stood before the step; None: it was not seen yet, or is left out."""
    shown: OrderReport | None = field(default=None, repr=False)
    """What the marketplace shows of the order after the step."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One story as it went. `story` is its file's name without the ending."""

    channel: str
    story: str
    title: str
    steps: tuple[TraceStep, ...]

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return not any(step.broken for step in self.steps)
