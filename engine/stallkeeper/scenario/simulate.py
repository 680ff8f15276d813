"""A channel and a story in; what the real engine made of it, step by step, and which promises were kept, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from stallkeeper.clock import ManualClock
from stallkeeper.errors import SpecError
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decision import Unconfirmed
from stallkeeper.machine.expire import expire
from stallkeeper.machine.observe import observe
from stallkeeper.machine.trace import Answer, Trace, TraceStep
from stallkeeper.orders import Event, Order, OrderKey, OrderReport
from stallkeeper.runtime.engine import Engine
from stallkeeper.scenario.memory_client import MemoryClient
from stallkeeper.scenario.memory_record import ORDER_ID, first_report, with_fields, with_line_words
from stallkeeper.scenario.promises import broken_promises
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.spec.scenario_spec import ScenarioOrder, ScenarioSpec, Step
from stallkeeper.store.store import Store

BEGINNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""When every story begins: a Monday, so that a trace never depends on the day it was made."""

TELLER = "seller:story"
_ACCOUNT = "story"
NO_FIELDS: Mapping[str, Any] = MappingProxyType({})
_INSTANTS = ("modified_at", "due_at", "digest")


@dataclass(frozen=True, slots=True)
class _Account:
    name: str
    channel: str
    scope: str = "story"


@dataclass(frozen=True, slots=True)
class _Accounts:
    accounts: Mapping[str, _Account]


def simulate(loaded: LoadedChannel, scenario: ScenarioSpec) -> Trace:
    """Play `scenario` on the channel. Raises SpecError when it has problems; broken promises are in the trace."""
    if loaded.spec is None:
        raise SpecError("a channel with problems cannot be played", loaded.problems)
    with staged(loaded) as stage:
        steps = (stage.begin(scenario.order), *(stage.play(step) for step in scenario.steps))
    return Trace(loaded.spec.channel, scenario.id, scenario.title, tuple(steps))


@contextmanager
def staged(loaded: LoadedChannel) -> Iterator[Stage]:
    """A stage on which one order's story can be played; the channel has to be without problems."""
    assert loaded.spec is not None
    clock = ManualClock(BEGINNING)
    with Store.open(":memory:", now=BEGINNING) as store:
        stage = Stage(loaded, loaded.spec, clock, store)
        try:
            yield stage
        finally:
            stage.engine.close()


class Stage:
    """One story being played: the engine, the marketplace in memory, the clock, and the history seen so far."""

    def __init__(self, loaded: LoadedChannel, spec: ChannelSpec, clock: ManualClock, store: Store) -> None:
        self.spec = spec
        self.clock = clock
        self.store = store
        self.client = MemoryClient(spec, clock)
        self.machine: Machine = compile_machine(spec)
        self.key = OrderKey("story", spec.channel, ORDER_ID)
        self.engine = _engine(replace(loaded, binding=None), spec, clock, store, self.client)
        self._told = 0
        self._held: Order | None = None

    def begin(self, order: ScenarioOrder) -> TraceStep:
        """The order is first seen."""
        native = order.native or self.spec.statuses[order.arrives_as or ""].native[0]
        return self.see(first_report(order, native, self.clock.now()), order.fields)

    def see(self, report: OrderReport, told: Mapping[str, Any] = NO_FIELDS) -> TraceStep:
        """The marketplace shows this order for the first time; `told` are the fields that a trace shows of it."""
        answer = self._report(report)
        return self._step("order", report.native_status, dict(told), answer)

    def play(self, step: Step) -> TraceStep:
        """One step of the story, and what its author promised of it held against what came."""
        passed: tuple[str, ...] = ()
        answer: Answer = None
        self._held = self.order()
        if step.verb == "do":
            answer = self._do(step)
        elif step.verb == "channel_reports":
            answer = self._report(self._reported(step))
        elif step.verb == "wait":
            passed = self._wait(step.duration or timedelta(0))
        else:
            answer = self._ask(step)
        subject = f"{step.subject} {step.action}" if step.action else step.subject
        told = {**step.given, **({"lines": step.lines} if step.lines else {})}
        played = self._step(step.verb, subject, told, answer)
        overdue = (*passed, *self._overdue()) if step.verb == "wait" else ()
        return replace(played, broken=broken_promises(step, answer, self.order(), played.events, overdue))

    def _do(self, step: Step) -> Answer:
        if self.order() is None:
            return None
        self.client.agrees_with = step.reports
        result = self.engine.act(step.subject, self.key, step.given, TELLER, confirmed=True)
        self.engine.send()
        return result.decision.change if isinstance(result.decision, Unconfirmed) else result.decision

    def _reported(self, step: Step) -> OrderReport:
        shown = replace(self.client.shown(ORDER_ID), native_status=step.subject)
        words = dict(zip((line.id for line in shown.lines), step.lines, strict=False))
        return with_line_words(with_fields(shown, step.given), words)

    def _report(self, report: OrderReport) -> Answer:
        self.client.show(report)
        answer = observe(self.machine, self.order(), self.client.shown(ORDER_ID))
        self.engine.sync(_ACCOUNT, self.spec.retrieval[0].name)
        return answer

    def _wait(self, duration: timedelta) -> tuple[str, ...]:
        """Time passes; deadlines that follow one another all come to pass. The ids of those kept by us."""
        self.clock.advance(duration)
        self.engine.send()
        kept: list[str] = []
        while passed := self.engine.deadlines().passed:
            kept += [each.rule for each in passed if each.moves_to is not None]
        return tuple(kept)

    def _ask(self, step: Step) -> Answer:
        if self.order() is None:
            return ()
        if step.subject == "why":
            return self.engine.explain(self.key, step.action or "", step.given or None)
        return self.engine.offered(self.key)

    def _overdue(self) -> tuple[str, ...]:
        order = self.order()
        return () if order is None else tuple(each.rule for each in expire(self.machine, order, now=self.clock.now()))

    def order(self) -> Order | None:
        """The order as the engine holds it; None: it is left out."""
        return self.store.order(self.key)

    def _step(self, verb: Any, subject: str, given: Mapping[str, Any], answer: Answer) -> TraceStep:
        history = self.store.history(self.key)
        fresh, self._told = history[self._told :], len(history)
        order = self.order()
        return TraceStep(
            after=self.clock.now() - BEGINNING,
            verb=verb,
            subject=subject,
            status=None if order is None else order.status,
            native_status=self.client.shown(ORDER_ID).native_status,
            given=given,
            answer=answer,
            events=tuple(_timeless(event) for event in fresh),
            held=self._held,
            shown=self.client.shown(ORDER_ID),
        )


def _engine(loaded: LoadedChannel, spec: ChannelSpec, clock: ManualClock, store: Store, client: MemoryClient) -> Engine:
    """The real engine; numbers instead of fresh identifiers and no jitter, so that a story always goes the same way."""
    accounts = _Accounts({_ACCOUNT: _Account(_ACCOUNT, spec.channel)})
    numbers = iter(range(1, 1_000_000))
    return Engine(
        {spec.channel: loaded},
        accounts,
        store,
        clock,
        lambda _: client,
        jitter=lambda: 0.0,
        new_id=lambda: f"{next(numbers):06}",
    )


def _timeless(event: Event) -> Event:
    """An event without the instants in its details: a trace tells times by its steps."""
    return replace(event, details={name: value for name, value in event.details.items() if name not in _INSTANTS})
