"""A channel, an order and a line of events in; what the real engine makes of them, step by step, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches

from stallkeeper.durations import LONGEST, format_duration, parse_duration
from stallkeeper.errors import SpecError, UsageError
from stallkeeper.machine.coverage import native_words
from stallkeeper.machine.trace import Trace
from stallkeeper.orders import OrderReport
from stallkeeper.problems import Place
from stallkeeper.scenario.generated_fields import completed
from stallkeeper.scenario.memory_record import ORDER_ID
from stallkeeper.scenario.simulate import Stage, staged
from stallkeeper.scenario.ways import written
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.spec.scenario_spec import Step

_NOWHERE = Place("events")
_EVENT = re.compile(r"\s*(?P<word>[^,()]+?)\s*(?:\((?P<fields>[^()]*)\))?\s*(?:,|$)")
_WAIT = re.compile(r"\+\s*(\d{1,6})\s*(m|h|d|w|[a-z]+)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
MOST_EVENTS = 1000
FREE_PLAY = "free-play"
"""The name of a trace of which nobody promised anything."""


def free_play(loaded: LoadedChannel, order: OrderReport, events: str) -> Trace:
    """Show `order` to the engine, then let the events happen: actions, native words, waits.

    What an action needs and nobody gave is made up. Raises UsageError for an event that means nothing here.
    """
    if loaded.spec is None:
        raise SpecError("a channel with problems cannot be played", loaded.problems)
    with staged(loaded) as stage:
        steps = [stage.see(replace(order, id=ORDER_ID))]
        waited = timedelta()
        for event in parse_events(events):
            step = _step(stage, *event)
            waited += step.duration or timedelta()
            if waited > LONGEST:
                raise UsageError(f'by "{event[0]}" more than a hundred years have passed; wait less')
            steps.append(stage.play(step))
    return Trace(loaded.spec.channel, FREE_PLAY, f"{order.id}: {events}", tuple(steps))


def parse_events(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """`accept,ship(carrier=DPD),+5d` as words, each with its fields; a comma inside brackets parts fields."""
    at, count = 0, 0
    while at < len(text):
        match = _EVENT.match(text, at)
        if match is None:
            raise UsageError(f'"{text[at : at + 60]}" is no event; write events such as accept,ship(carrier=DPD),+5d')
        at, count = match.end(), count + 1
        if count > MOST_EVENTS:
            raise UsageError(f"there are more than {MOST_EVENTS} events")
        yield match["word"], dict(_pairs(match["word"], match["fields"] or ""))


def _pairs(word: str, text: str) -> Iterator[tuple[str, str]]:
    for part in filter(str.strip, text.split(",")):
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise UsageError(f'{word}: "{part.strip()}" is no field; write name=value')
        yield name.strip(), value.strip()


def _step(stage: Stage, word: str, given: Mapping[str, str]) -> Step:
    spec = stage.spec
    if word.startswith("+"):
        duration = _duration(word)
        return Step("wait", format_duration(duration), _NOWHERE, duration=duration)
    if word in spec.actions:
        order = stage.order()
        fields: Mapping[str, object] = given
        if order is not None:
            fields = completed(stage.machine, order, word, given, now=stage.clock.now())
        return Step("do", word, _NOWHERE, given={name: written(value) for name, value in fields.items()})
    if word in native_words(stage.machine):
        return Step("channel_reports", word, _NOWHERE, given=given)
    known = (*spec.actions, *native_words(stage.machine))
    near = get_close_matches(word, known, n=3, cutoff=0.5)
    tell = f"did you mean {' or '.join(near)}?" if near else f"the actions are {', '.join(spec.actions)}"
    raise UsageError(f'"{word}" is no action, no native word and no wait (+5d) of {spec.name}; {tell}')


def _duration(word: str) -> timedelta:
    match = _WAIT.fullmatch(word)
    unit = _UNITS.get(match[2], match[2]) if match else ""
    found = parse_duration(f"{match[1]} {unit}") if match else None
    if found is None:
        raise UsageError(f'"{word}" is no time to wait; write +30m, +12h, +5d or +2w')
    return found
