"""Sweeps beside the ones before them: what was read twice, and what lies unread between two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stallkeeper.orders import Sweep
from stallkeeper.runtime.sweep_report import OPEN_ORDERS, ledger_entries
from stallkeeper.spec.channel_spec import Window
from tests.runtime.arranged import corner_shop
from tests.store.samples import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def windows() -> tuple[Window, ...]:
    spec = corner_shop().spec
    assert spec is not None
    return tuple(spec.retrieval)


def sweep(since: float, until: float, state: str = "complete", window: str = "latest") -> Sweep:
    """Over hours from now, begun at its end."""
    begun = NOW + until * HOUR
    name = f"{window} {since} {until}"
    return Sweep(name, "my-shop", window, NOW + since * HOUR, begun, begun, state=state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "overlap", "gap"),
    [(3, 0, 2), (1, 0, 0), (0.5, 0.5, 0), (-1, 2, 0)],
    ids=["after a pause", "to the instant", "over it", "over it and more"],
)
def test_a_sweep_begins_after_the_end_of_the_one_before_or_reads_some_of_it_again(
    windows: tuple[Window, ...], since: float, overlap: float, gap: float
) -> None:
    newest, first = ledger_entries([sweep(since, 5), sweep(0, 1)], windows)
    assert (newest.overlap, newest.gap) == (overlap * HOUR, gap * HOUR)
    assert (first.overlap, first.gap) == (None, None)


def test_one_that_was_not_read_to_its_end_closes_no_gap(windows: tuple[Window, ...]) -> None:
    held = [sweep(0, 1), sweep(1, 4, "incomplete"), sweep(4, 6)]
    assert [entry.gap for entry in ledger_entries(reversed(held), windows)] == [3 * HOUR, 0 * HOUR, None]


def test_what_another_window_has_read_closes_none_either(windows: tuple[Window, ...]) -> None:
    held = [sweep(0, 1), sweep(0, 4, window="catch_up"), sweep(3, 5)]
    assert [entry.gap for entry in ledger_entries(reversed(held), windows)] == [2 * HOUR, None, None]


def test_a_reading_by_ids_has_no_interval_and_so_no_gap(windows: tuple[Window, ...]) -> None:
    held = [replace(sweep(0, end, window=OPEN_ORDERS), since=None) for end in (1, 30)]
    assert [(entry.gap, entry.overlap) for entry in ledger_entries(reversed(held), windows)] == [
        (None, None),
        (None, None),
    ]
