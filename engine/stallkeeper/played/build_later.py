"""What play.yaml says of processes, events, receipts and files in, typed values out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from stallkeeper.durations import parse_duration
from stallkeeper.played.draft import ANSWER, REQUEST, Draft
from stallkeeper.played.jobs import JobForm
from stallkeeper.played.kept_file import KeepForm
from stallkeeper.played.list_form import EventForm
from stallkeeper.text.source import Path

_EVENT = ANSWER | {"event"}


def build_job(draft: Draft, data: Mapping[str, Any], at: Path) -> JobForm:
    """How a route answers later."""
    words = data.get("words", {})
    del draft, at
    return JobForm(
        polls=data.get("polls", 1),
        after=parse_duration(data.get("after", "1 minute")) or timedelta(),
        kept=parse_duration(data["kept"]) if "kept" in data else None,
        checks=data.get("checks", False),
        waiting=words.get("waiting", "PENDING"),
        done=words.get("done", "SUCCESS"),
        failed=words.get("failed", "FAILURE"),
    )


def build_events(draft: Draft, data: Mapping[str, Any], at: Path) -> EventForm:
    """A journal, or a queue."""
    for status in data.get("types", {}):
        draft.status(status, (*at, "types", status))
    if data.get("queue", False) == ("after" in data):
        draft.problem(at, "wrong-events", "a journal is read on `after` an event, a queue is not: write one of the two")
    return EventForm(
        after=draft.optional_name(data, "after", at, REQUEST),
        size=draft.optional_name(data, "size", at, REQUEST),
        fixed_size=data.get("fixed_size", 100),
        kinds=draft.optional_name(data, "is", at, REQUEST),
        types=data.get("types", {}),
        otherwise=data.get("otherwise"),
        queue=data.get("queue", False),
        gives=draft.tree(data["gives"], (*at, "gives"), _EVENT),
    )


def build_keep(draft: Draft, data: Mapping[str, Any], at: Path) -> KeepForm:
    """Where in a request a file stands."""
    if ("file" in data) == ("base64" in data):
        draft.problem(at, "wrong-keep", "a file is a part of the body or base64 text: write one of `file`, `base64`")
    return KeepForm(
        file=draft.optional_name(data, "file", at, REQUEST),
        base64=draft.optional_name(data, "base64", at, REQUEST),
        name=draft.optional_name(data, "name", at, REQUEST),
        type=draft.optional_name(data, "type", at, REQUEST),
    )
