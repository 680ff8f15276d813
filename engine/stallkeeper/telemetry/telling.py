"""What the engine tells in, a word and ids and counts out: everything that a log or a trace may know of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import TypeAlias

from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderKey
from stallkeeper.runtime.progress import (
    DeadlineNear,
    ErrorCaught,
    IncidentRaised,
    OnProgress,
    Progress,
    StoreTaken,
    SubmissionMoved,
    SweepEnded,
)

Told: TypeAlias = Mapping[str, "str | int | bool"]

LEFT_OUT = frozenset({"error", "because", "reason", "message"})
"""Sentences. They hold no buyer's data as far as we can tell; but a marketplace's own words may be in them."""

_DOUBTFUL = ("rejected", "in_doubt")
_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")


def name_of(event: Progress) -> str:
    """Such as `sweep_started`."""
    return _INSIDE.sub("_", type(event).__name__).casefold()


def told_of(event: Progress) -> Told:
    """Its ids, counts, states and times, those that are there; an order by its scope, channel and id."""
    if isinstance(event, ErrorCaught):
        kind = {"kind": event.error.kind} if isinstance(event.error, ChannelError) else {}
        return {"account": event.account, "type": type(event.error).__name__, **kind}
    told: dict[str, str | int | bool] = {}
    for name in (field.name for field in fields(event) if field.name not in LEFT_OUT):
        value = getattr(event, name)
        if isinstance(value, OrderKey):
            told |= {"scope": value.scope, "channel": value.channel, "order": value.id}
        elif isinstance(value, datetime):
            told[name] = value.isoformat()
        elif value is not None:
            told[name] = value
    return told


def is_worrying(event: Progress) -> bool:
    """Whether somebody may have to do something."""
    match event:
        case SweepEnded(state=state):
            return state == "incomplete"
        case SubmissionMoved(state=state):
            return state in _DOUBTFUL
        case IncidentRaised() | StoreTaken() | ErrorCaught() | DeadlineNear():
            return True
    return False


class Listeners:
    """Several listeners as one: each hears everything, in this order."""

    def __init__(self, *listeners: OnProgress) -> None:
        self._listeners = listeners

    def __call__(self, event: Progress) -> None:
        for listener in self._listeners:
            listener(event)
