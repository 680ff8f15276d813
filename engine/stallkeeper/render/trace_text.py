"""A trace goes in, its lines come out: what happened in a story, what was answered, and which promises were broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.decision import Change, Explanation, Incomplete, NotOffered, Observation
from stallkeeper.machine.trace import Answer, Trace, TraceStep
from stallkeeper.machine.wording import list_text, value_text
from stallkeeper.orders import Event
from stallkeeper.render.pen import printable, shortened

_VERBS = {"order": "first seen as", "channel_reports": "channel reports", "wait": "wait", "do": "do", "ask": "ask"}

_LONGEST = 300
"""Signs of one line: a value of an author's may be a page."""


def trace_text(trace: Trace) -> str:
    """One block per step: when and what, the answer, the lines it added to the history, broken promises."""
    lines = [f"{printable(trace.title)}  ({trace.channel}/{trace.story})"]
    for step in trace.steps:
        lines.extend(("", *_step(step)))
    lines.extend(("", "kept" if trace.kept else f"broken: {sum(len(step.broken) for step in trace.steps)}"))
    return "\n".join(lines) + "\n"


def _step(step: TraceStep) -> Iterator[str]:
    given = f"  {_given(step.given)}" if step.given else ""
    yield f"{_clock(step.after)}  {_VERBS[step.verb]} {printable(step.subject)}{given}"
    yield from (f"    {line}" for line in _answer(step.answer))
    yield from (f"    {_event(event)}" for event in step.events)
    yield f"    = {_standing(step)}"
    yield from (f"    BROKEN {shortened(printable(promise), _LONGEST)}" for promise in step.broken)


def _standing(step: TraceStep) -> str:
    if isinstance(step.answer, Observation) and step.answer.left_out is not None:
        return "left out"
    return f"{step.status or 'unknown'} ({printable(step.native_status)})"


def _clock(after: timedelta) -> str:
    return f"+{format_duration(after)}" if after else "+0"


def _given(fields: Mapping[str, Any]) -> str:
    given = ", ".join(f"{name}: {shortened(printable(_value(value)), 60)}" for name, value in sorted(fields.items()))
    return shortened(given, _LONGEST)


def _value(value: Any) -> str:
    return ", ".join(map(value_text, value)) if isinstance(value, (list, tuple)) else value_text(value)


def _answer(answer: Answer) -> Iterator[str]:
    match answer:
        case Change(action=action, expected=expected, fields=fields):
            sends = f" with {_given(fields)}" if fields else ""
            yield f"sends {action}{sends}; expects {' or '.join(expected)}"
            yield from (f"  recommended: {list_text(each.fields)}" for each in answer.advice)
        case NotOffered(_, reasons) | Incomplete(_, _, reasons):
            yield "not offered" if isinstance(answer, NotOffered) else "incomplete"
            yield from (f"  {reason.code}: {shortened(printable(reason.message), _LONGEST)}" for reason in reasons)
        case Explanation(action, allowed, reasons):
            yield f"{action} is {'allowed' if allowed else 'not allowed'}"
            yield from (f"  {reason.code}: {shortened(printable(reason.message), _LONGEST)}" for reason in reasons)
        case Observation():
            yield from _observation(answer)
        case tuple():
            yield f"offered: {', '.join(answer) or 'nothing'}"


def _observation(seen: Observation) -> Iterator[str]:
    if seen.left_out is not None:
        yield f"left out: {printable(seen.left_out)}"
        return
    if seen.stale:
        yield "stale: older than what is held, not applied"
    elif seen.unknown_native is not None:
        yield f"unknown native status {printable(seen.unknown_native)}"
    elif seen.path:
        yield f"moves {' > '.join(seen.path)}{'' if seen.foreseen else '  (unforeseen)'}"
    else:
        yield "moves nothing"
    if seen.unknown_line_natives:
        yield f"unknown line words: {', '.join(map(printable, seen.unknown_line_natives))}"
    flags = [*seen.flags, *(f"{flag} (line {number})" for number, of in enumerate(seen.line_flags, 1) for flag in of)]
    if flags:
        yield f"flags: {', '.join(map(printable, flags))}"


def _event(event: Event) -> str:
    details = f"  {_given(event.details)}" if event.details else ""
    return f"* {event.kind}{_move(event)} by {printable(event.who)}{details}"


def _move(event: Event) -> str:
    if event.to_status is None:
        return ""
    if event.kind == "first_seen":
        return f" as {event.to_status}"
    return f" {event.from_status or 'unknown'} -> {event.to_status}"
