"""A channel in; a story for every reachable edge of its machine, played; what they show, miss and contradict, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.errors import SpecError
from stallkeeper.machine.compile import compile_machine
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.coverage import Coverage, Goal, coverage
from stallkeeper.machine.decision import Change
from stallkeeper.machine.trace import Trace, TraceStep
from stallkeeper.scenario.simulate import simulate
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.scenario.walks import walks
from stallkeeper.spec.load import family_stories
from stallkeeper.spec.loaded import LoadedChannel

_ENDED = frozenset({"canceled", "refused", "refunded", "pickup_canceled"})
_ONWARD = frozenset({"accepted", "waiting_shipment", "shipped", "to_pickup", "pickup_completed"})
_PAID_BACK = frozenset({"refunded", "partial_refunded"})


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A story that does not go as the spec promises, or that breaks what holds everywhere."""

    story: ToldStory
    why: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """What the explored stories show (`explored`) beside what the author's own and the family's do (`told`)."""

    traces: tuple[tuple[ToldStory, Trace], ...]
    explored: Coverage
    told: Coverage
    counter_examples: tuple[CounterExample, ...]
    unreached: tuple[tuple[Goal, str], ...]
    untold: tuple[ToldStory, ...]
    """Explored stories that show what the author's do not; each shows something that none before it does."""


def explore(loaded: LoadedChannel) -> Exploration:
    """Walk every edge through the real engine. Raises SpecError where the channel has problems."""
    if loaded.spec is None:
        raise SpecError("a channel with problems cannot be explored", loaded.problems)
    machine = compile_machine(loaded.spec)
    played = tuple(_played(loaded, machine))
    explored = coverage(machine, (trace for _, trace in played))
    told = coverage(machine, _told(loaded))
    wrong = tuple(found for story, trace in played for found in _contradictions(story, trace))
    unreached = tuple((goal, _why(machine, goal)) for goal in explored.missed)
    examples = (*wrong, *_offered_too_late(machine))
    return Exploration(played, explored, told, examples, unreached, tuple(_untold(machine, played, told)))


def _told(loaded: LoadedChannel) -> Iterator[Trace]:
    """The channel's own stories, and those of its family that go as they promise by the channel's own rules too."""
    yield from (simulate(loaded, story) for story in loaded.scenarios)
    own = {story.id for story in loaded.scenarios}
    retold = (simulate(loaded, story) for story in family_stories(loaded) if story.id not in own)
    yield from (trace for trace in retold if trace.kept)


def _untold(machine: Machine, played: tuple[tuple[ToldStory, Trace], ...], told: Coverage) -> Iterator[ToldStory]:
    missing = set(told.missed)
    for story, trace in played:
        shown = coverage(machine, (trace,)).met & missing
        if shown and trace.kept:
            missing -= shown
            yield story


def _played(loaded: LoadedChannel, machine: Machine) -> Iterator[tuple[ToldStory, Trace]]:
    for story in walks(machine):
        scenario, problems = story.scenario(machine.spec)
        if scenario is None:
            raise SpecError(f"the explored story {story.id} has problems", problems)
        yield story, simulate(loaded, scenario)


def _contradictions(story: ToldStory, trace: Trace) -> Iterator[CounterExample]:
    broken = next((promise for step in trace.steps for promise in step.broken), None)
    if broken is not None:
        yield CounterExample(story, broken)
    for step in trace.steps:
        if broken is None and isinstance(step.answer, Change) and not _confirmed(step):
            yield CounterExample(story, f"{step.subject} is sent and nothing confirms it")
        paid = next((event for event in step.events if event.to_status in _PAID_BACK and event.from_status), None)
        if paid is not None and paid.who != "channel":
            yield CounterExample(story, f"it is {paid.to_status} although nobody refunded or reported it")


def _confirmed(step: TraceStep) -> bool:
    return any(event.kind == "submission" and event.details.get("state") == "confirmed" for event in step.events)


def _offered_too_late(machine: Machine) -> Iterator[CounterExample]:
    """An order that has ended must not be offered what would bring it on its way."""
    spec = machine.spec
    for status in spec.statuses.values():
        late = [name for name in status.actions if set(spec.actions[name].statuses) & _ONWARD]
        if status.status in _ENDED and late and status.native:
            rest = [name for name in status.actions if name not in late]
            order = {"native": status.native[0]}
            steps = ({"ask": "actions", "offered": rest},)
            story = ToldStory(f"explored-late-{status.status}", f"Nothing goes on after {status.status}", order, steps)
            yield CounterExample(story, f"{', '.join(late)} is offered after {status.status}")


def _why(machine: Machine, goal: Goal) -> str:
    """Why the exploration did not get there, as far as the spec tells."""
    spec = machine.spec
    mute = [each.status for each in spec.statuses.values() if not each.native]
    if goal.kind == "edge":
        source, _, rest = goal.name.partition(" -> ")
        target = rest.partition(" (")[0]
        if target in mute:
            return f"{target} has no native word with which the marketplace could report it"
        if source in mute:
            return f"{source} has no native word, so no order is seen there"
        here = spec.statuses.get(source)
        if "(deadline)" in goal.name and here and here.deadline and here.deadline.within is None:
            return "the source names no time"
    return "no generated story led there"
