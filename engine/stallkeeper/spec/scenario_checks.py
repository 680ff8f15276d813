"""A scenario and its channel in, the names in it out that mean nothing there. What it promises, a simulation checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from stallkeeper.durations import LONGEST
from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.problems import Place, Problem
from stallkeeper.spec.build_conditions import Names
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.scenario_spec import ScenarioOrder, ScenarioSpec, Step
from stallkeeper.text.wording import did_you_mean, quoted

_TYPES: Mapping[str, str] = {"boolean": "bool", "whole_number": "int", "decimal": "Decimal", "date": "date"}


def check_scenario(story: ScenarioSpec, channel: ChannelSpec) -> Iterator[Problem]:
    """Statuses, actions, deadlines and fields that the channel does not have, and order fields of another type."""
    yield from _order(story.order, channel)
    yield from _waits(story.steps)
    for step in story.steps:
        yield from _statuses(step, channel)
        yield from _actions(step, channel)
        yield from _deadlines(step, channel)
        yield from _agreement(step, channel)
        yield from _fields(step, channel)


def _waits(steps: Iterable[Step]) -> Iterator[Problem]:
    whole = timedelta()
    for step in steps:
        whole += step.duration or timedelta()
        if whole > LONGEST:
            message = "by this step the story has waited for more than a hundred years"
            yield Problem(step.place, "wrong-value", message, "wait as long as an order lives")
            return


def _order(order: ScenarioOrder, channel: ChannelSpec) -> Iterator[Problem]:
    yield from _order_fields(order.fields, order.place, channel)
    status = order.arrives_as
    if status is not None and status not in channel.statuses:
        yield _unknown("undeclared-status", "status", status, order.place, channel.statuses)
    elif status is not None and not channel.statuses[status].native:
        message = f'no order arrives as "{status}": the status has no native word'
        yield Problem(order.place, "unseen-status", message, "write `native:` and let the story lead there")


def _order_fields(fields: Mapping[str, Any], place: Place, channel: ChannelSpec) -> Iterator[Problem]:
    names = Names(channel.fields, channel.order_fields)
    for name, value in fields.items():
        kind = names.type_of(f"order.{name}")
        declared = channel.order_fields.get(name)
        if kind is None:
            yield _unknown("undeclared-field", "order field", name, place, (*channel.order_fields, *ORDER_FIELDS))
        elif type(value).__name__ != _TYPES.get(kind, type(value).__name__):
            yield Problem(place, "wrong-type", f'"{name}" is {kind.replace("_", " ")}, not {quoted(value)}')
        elif declared and declared.values and value not in declared.values:
            hint = did_you_mean(value, [str(each) for each in declared.values])
            yield Problem(place, "wrong-value", f'"{name}" is never {quoted(value)}', hint)


def _statuses(step: Step, channel: ChannelSpec) -> Iterator[Problem]:
    promised = [(step.promise.status, "status")] if step.promise.status is not None else []
    promised += [(status, "line_statuses") for status in step.promise.line_statuses or ()]
    for status, key in promised:
        if status not in channel.statuses:
            yield _unknown("undeclared-status", "status", status, step.places[key], channel.statuses)


def _actions(step: Step, channel: ChannelSpec) -> Iterator[Problem]:
    named = [(name, step.places["offered"]) for name in step.promise.offered or ()]
    if step.verb == "do" and step.promise.refused != "unknown_action":
        named.append((step.subject, step.place))
    if step.action is not None and "unknown_action" not in (step.promise.reasons or ()):
        named.append((step.action, step.places["action"]))
    for name, place in named:
        if name not in channel.actions:
            yield _unknown("undeclared-action", "action", name, place, channel.actions)


def _deadlines(step: Step, channel: ChannelSpec) -> Iterator[Problem]:
    known = [spec.deadline.id for spec in channel.statuses.values() if spec.deadline is not None]
    for name in step.promise.overdue or ():
        if name not in known:
            yield _unknown("undeclared-deadline", "deadline", name, step.places["overdue"], known)


def _agreement(step: Step, channel: ChannelSpec) -> Iterator[Problem]:
    """The word with which the marketplace agrees is one of a status that the action results in."""
    action = channel.actions.get(step.subject) if step.verb == "do" else None
    if step.reports is None or action is None:
        return
    stays = [name for name, spec in channel.statuses.items() if action.stays and action.name in spec.actions]
    specs = [channel.statuses[status] for status in (*action.statuses, *stays) if status in channel.statuses]
    words = [word for spec in specs for word in spec.native]
    if step.reports not in words:
        message = f'"{action.name}" does not end at {quoted(step.reports)}'
        yield Problem(step.places["reports"], "undeclared-native", message, did_you_mean(step.reports, words))


def _fields(step: Step, channel: ChannelSpec) -> Iterator[Problem]:
    """Of an action only what is promised is looked at: a story may well show that a field is not taken."""
    if step.verb == "channel_reports":
        yield from _order_fields(step.given, step.places.get("with", step.place), channel)
    action = channel.actions.get(step.subject) if step.verb == "do" else None
    promised = [(name, "missing") for name in step.promise.missing or ()]
    promised += [(name, "sends") for name in step.promise.sends or ()]
    promised += [(name, "advice") for name in step.promise.advice or ()]
    for name, key in promised if action else ():
        if action and name not in action.takes():
            yield _unknown("undeclared-field", f'field of "{action.name}"', name, step.places[key], action.takes())


def _unknown(code: str, noun: str, name: str, place: Place, known: Iterable[str]) -> Problem:
    return Problem(place, code, f"the channel has no {noun} {quoted(name)}", did_you_mean(name, known))
