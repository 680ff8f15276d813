"""Every kind of line has its cause: read from its seal where that says it, else from the line itself."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from stallkeeper.orders import Event, EventKind, Note
from stallkeeper.store.causes import CAUSES, cause_of
from tests.store.samples import NOW, key_of


@pytest.mark.parametrize(
    ("kind", "who", "details", "cause"),
    [
        ("deadline", "engine", {"rule": "answer"}, "deadline:answer"),
        ("flagged", "engine", {"flag": "late", "rule": "answer"}, "deadline:answer"),
        ("flagged", "engine", {"flag": "late"}, "deadline"),
        ("alert", "engine", {"deadline": "answer", "level": 80}, "deadline:answer"),
        ("alert", "engine", {}, "deadline"),
        ("back_office", "back_office:depot", {"back_office": "depot", "seen": True}, "back_office:depot"),
        ("document", "engine", {"name": "label", "state": "kept"}, "document:label"),
        ("disclosed", "seller:anna", {"how": "document label"}, "document:label"),
        ("disclosed", "seller:anna", {"how": "shown"}, "request:shown"),
        ("erased", "engine", {"rule": "erase_after"}, "retention:erase_after"),
        ("erased", "seller:anna", {"rule": "on request"}, "request:erase"),
        ("restricted", "engine", {"rule": "legal_hold"}, "retention:legal_hold"),
        ("raw_erased", "engine", {"rule": "raw"}, "retention:raw"),
        ("rules", "seller:anna", {"stopped": False}, "request:resume"),
        ("rules", "engine", {"stopped": True, "rule": "accept", "why": "…"}, "rule:accept"),
        ("moved", "rule:accept", {}, "rule:accept"),
        ("moved", "channel", {}, "channel"),
    ],
)
def test_a_line_says_what_caused_it(kind: EventKind, who: str, details: dict[str, Any], cause: str) -> None:
    assert cause_of(Event(NOW, key_of("A1"), kind, who, details=details), None) == cause
    assert cause.partition(":")[0] in CAUSES


@pytest.mark.parametrize(
    ("kind", "details", "cause"),
    [
        ("exported", {"orders": 3}, "request:export"),
        ("exports_deleted", {"files": 1}, "retention"),
        ("erased", {"rules": {"erase_after": 2}}, "retention:erase_after"),
        ("erased", {"rules": {"erase_after": 2, "max": 1}}, "retention"),
        ("erased", {"rules": {"on request": 1}}, "request:erase"),
        ("rule_switched", {"rule": "accept", "on": False}, "rule:accept"),
        ("incident_handled", {"incident": "drift"}, "incident:drift"),
        ("whatever comes", {}, "request:whatever comes"),
    ],
)
def test_a_note_says_what_caused_it(kind: str, details: dict[str, Any], cause: str) -> None:
    assert cause_of(Note(NOW, kind, "seller:anna", details), None) == cause  # type: ignore[arg-type]
    assert cause.partition(":")[0] in CAUSES


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_what_a_seal_says_goes_before_what_the_line_does_and_no_kind_is_without(kind: EventKind) -> None:
    event = Event(NOW, key_of("A1"), kind, "engine")
    assert (cause_of(event, "sweep:1f"), bool(cause_of(event, None))) == ("sweep:1f", True)
