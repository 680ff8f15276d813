"""A channel's spec and the traces of its stories in; every rule that no story shows, as a sentence, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from stallkeeper.machine.decision import Change, Incomplete, NotOffered, Observation
from stallkeeper.machine.trace import Trace, TraceStep
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec, StatusSpec
from stallkeeper.spec.conditions import Condition, Need


@dataclass(frozen=True, slots=True)
class Told:
    """All that a channel's stories show."""

    spec: ChannelSpec
    traces: tuple[Trace, ...]

    @property
    def steps(self) -> Iterator[TraceStep]:
        return (step for trace in self.traces for step in trace.steps)

    def answers(self, action: str) -> Iterator[tuple[Trace, TraceStep]]:
        """Every step of every story in which somebody does `action`."""
        return ((t, step) for t in self.traces for step in t.steps if step.verb == "do" and step.subject == action)

    def changes(self, action: str) -> Iterator[Mapping[str, object]]:
        """The fields with which `action` was possible, each time it was."""
        return (step.answer.fields for _, step in self.answers(action) if isinstance(step.answer, Change))

    def events(self, kind: str) -> Iterator[Mapping[str, object]]:
        return (event.details for step in self.steps for event in step.events if event.kind == kind)


def gaps(spec: ChannelSpec, traces: tuple[Trace, ...]) -> list[str]:
    """What no story shows of this channel; empty when all of it is shown."""
    told = Told(spec, traces)
    return [
        *_status_gaps(told),
        *(gap for action in spec.actions.values() for gap in _action_gaps(told, action)),
        *(gap for status in spec.statuses.values() for gap in _deadline_gaps(told, status)),
        *_native_gaps(told),
        *_limit_gaps(told),
        *_fulfilment_gaps(told),
        *_move_gaps(told),
    ]


def statuses_reached(traces: tuple[Trace, ...]) -> set[str]:
    """Every canonical status in which an order stood after a step, or through which it passed."""
    stood = {step.status for trace in traces for step in trace.steps if step.status}
    passed = {event.to_status for trace in traces for step in trace.steps for event in step.events if event.to_status}
    return stood | passed


def _status_gaps(told: Told) -> Iterator[str]:
    reached = statuses_reached(told.traces)
    return (f"no story reaches {status}" for status in told.spec.statuses if status not in reached)


def _action_gaps(told: Told, action: ActionSpec) -> Iterator[str]:
    if not any(True for _ in told.changes(action.name)):
        yield f"no story does {action.name}"
    if not any(isinstance(step.answer, NotOffered) for _, step in told.answers(action.name)):
        yield from _never_refused(told, action)
    for need in action.needs:
        yield from _need_gaps(told, action, need)


def _never_refused(told: Told, action: ActionSpec) -> Iterator[str]:
    """Where an action is not offered is shown by a refusal, or by a question whose answer leaves the action out."""
    answers = (step.answer for step in told.steps if step.verb == "ask" and isinstance(step.answer, tuple))
    if not any(action.name not in answer for answer in answers if isinstance(answer, tuple)):
        yield f"no story shows where {action.name} is not offered"


def _need_gaps(told: Told, action: ActionSpec, need: Need) -> Iterator[str]:
    rule = f"{action.name} needs {', '.join(need.fields)} (line {need.place.line})"
    asked = list(_asked(told, action, need))
    for field in need.fields:
        if field not in {field for _, _, missing in asked for field in missing}:
            yield f"{rule}: no story leaves {field} out where it is needed"
    if not any(set(need.fields) <= set(fields) for fields in told.changes(action.name)):
        yield f"{rule}: no story gives all of it"
    if need.conditions and not any(not set(need.fields) <= set(fields) for fields in told.changes(action.name)):
        yield f"{rule}: no story does without where it is not needed"
    for condition in need.conditions:
        yield from _value_gaps(told, rule, condition, asked)


def _asked(told: Told, action: ActionSpec, need: Need) -> Iterator[tuple[Trace, TraceStep, set[str]]]:
    """Every time this very need asked for something: the reasons of a refusal carry the place of the rule."""
    for trace, step in told.answers(action.name):
        if isinstance(step.answer, Incomplete):
            reasons = (reason for reason in step.answer.reasons if reason.code == "missing_field")
            missing = {reason.field for reason in reasons if reason.place == need.place and reason.field}
            if missing:
                yield trace, step, missing


def _value_gaps(
    told: Told, rule: str, condition: Condition, asked: list[tuple[Trace, TraceStep, set[str]]]
) -> Iterator[str]:
    """Each value of a condition has its story; a carrier has one by its code and one by its name."""
    if condition.operator not in ("is", "one_of"):
        return
    values = condition.value if condition.operator == "one_of" else (condition.value,)
    seen = {str(value) for trace, step, _ in asked for value in _values(condition, trace, step)}
    for written in (name for value in values for name in _written(told.spec, condition, str(value))):
        if written not in seen:
            yield f"{rule}: no story has {condition.name} {written}"


def _values(condition: Condition, trace: Trace, step: TraceStep) -> Iterator[object]:
    name = condition.name.removeprefix("order.")
    given = step.given if name == condition.name else trace.steps[0].given
    return iter((given[name],) if name in given else ())


def _written(spec: ChannelSpec, condition: Condition, value: str) -> Iterator[str]:
    yield value
    if condition.name == "carrier" and spec.carriers and "name" in spec.carriers.by:
        yield from (carrier.name for carrier in spec.carriers.known if carrier.code == value)


def _deadline_gaps(told: Told, status: StatusSpec) -> Iterator[str]:
    deadline = status.deadline
    if deadline is None:
        return
    if deadline.within is None:
        moved = {event.to_status for step in told.steps for event in step.events if event.kind == "moved"}
        if not moved & set(deadline.outcomes):
            yield f"no story shows what becomes of the deadline {deadline.id}"
        return
    if not any(details.get("rule") == deadline.id for details in told.events("deadline")):
        yield f"in no story does the deadline {deadline.id} pass"
    uneventful = list(_uneventful_waits(told, status))
    if not any(deadline.within * 3 / 4 <= waited < deadline.within for waited in uneventful):
        yield f"no story shows that the deadline {deadline.id} does not pass too early"
    if deadline.conditions and not any(waited >= deadline.within for waited in uneventful):
        yield f"no story shows an order that the deadline {deadline.id} does not hold for"


def _uneventful_waits(told: Told, status: StatusSpec) -> Iterator[timedelta]:
    """How long the first wait of a story was, where the order stood in `status` all along and nothing came of it."""
    for trace in told.traces:
        first = next((step for step in trace.steps if step.verb == "wait"), None)
        if first is not None and first.status == status.status and all(each.kind == "alert" for each in first.events):
            yield first.after


def _native_gaps(told: Told) -> Iterator[str]:
    refused = {reason.code for _, reason in _refusals(told)}
    for gate in told.spec.gates:
        if "gate" not in refused or gate not in {step.native_status for step in told.steps}:
            yield f"no story is stopped by the gate {gate}"
    raised = {details.get("flag") for details in told.events("flagged")}
    for flag in told.spec.flags.values():
        if flag.raises not in raised:
            yield f"no story raises the flag {flag.raises}"


def _refusals(told: Told) -> Iterator[tuple[TraceStep, object]]:
    for step in told.steps:
        if isinstance(step.answer, NotOffered):
            yield from ((step, reason) for reason in step.answer.reasons)


def _limit_gaps(told: Told) -> Iterator[str]:
    if not told.spec.only:
        return
    seen = [step.answer for step in told.steps if isinstance(step.answer, Observation)]
    if not any(answer.left_out for answer in seen):
        yield "no story has an order that is left out"
    if all(answer.left_out for answer in seen):
        yield "no story has an order that is ours"


def _fulfilment_gaps(told: Told) -> Iterator[str]:
    rules = told.spec.fulfilled_by_channel
    if rules is None:
        return
    first = [trace.steps[0] for trace in told.traces if trace.steps[0].given.get("fulfilled_by_channel")]
    if not any(step.status == rules.arrives_as for step in first):
        yield f"no story has an order that the channel fulfils arrive as {rules.arrives_as}"
    codes = {step.given.get("fulfilment") for step in first}
    yield from (f"no story has an order fulfilled as {code}" for code in rules.native if code not in codes)


def _move_gaps(told: Told) -> Iterator[str]:
    kinds = {event.kind for step in told.steps for event in step.events}
    if "unforeseen" not in kinds:
        yield "no story has an unforeseen move"
    if "unknown_status" not in kinds:
        yield "no story has an unknown native status"
