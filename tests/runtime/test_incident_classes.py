"""Every kind of incident that there is has its class, and something that ends it: a table, so that none is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stallkeeper
from stallkeeper.runtime import incidents
from stallkeeper.runtime.incident_classes import CLASSES

KINDS = {name: value for name, value in vars(incidents).items() if name.isupper() and not name.startswith("_")}
SOURCES = sorted(Path(stallkeeper.__file__).parent.joinpath("runtime").glob("*.py"))
CLOSED_WITH_THEIR_SUBMISSION = {"IN_DOUBT", "NOT_CONFIRMED"}
SETTLED_WITH_THE_PAGE = {"VANISHED", "UNREADABLE_ORDER"}
CLOSED_AS_IT_WAS_TOLD = {"ERASURE_HELD_BACK"}


def test_every_kind_is_classed_and_no_other() -> None:
    assert set(CLASSES) == set(KINDS.values())


def test_only_what_a_submission_or_a_sweep_tells_better_is_of_no_known_class() -> None:
    unknown = {kind for kind, (error_kind, _) in CLASSES.items() if error_kind == "unknown"}
    assert unknown == {
        incidents.SWEEP_FAILED,
        incidents.IN_DOUBT,
        incidents.NOT_CONFIRMED,
        incidents.DOCUMENT_IN_DOUBT,
    }


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_ends_by_its_cause_is_closed_somewhere(name: str) -> None:
    if CLASSES[KINDS[name]][1] == "person" or name in CLOSED_WITH_THEIR_SUBMISSION:
        return
    if name in SETTLED_WITH_THE_PAGE:
        assert any(f"settled.append(incidents.{name.lower()}(" in source.read_text() for source in SOURCES)
        return
    if name in CLOSED_AS_IT_WAS_TOLD:
        assert any(f"told.kind == incidents.{name} and" in source.read_text() for source in SOURCES)
        return
    closes = re.compile(rf"resolve_incidents\([^)]*incidents\.{name}\b|incidents\.{name}: lambda")
    assert any(closes.search(source.read_text()) for source in SOURCES), f"nothing closes {KINDS[name]}"
