"""Alerts: a higher level of a deadline is told, the same or a lower one never again; each with its line of history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from stallkeeper.orders import Alert, Event
from stallkeeper.store import Store
from tests.store.samples import LATER, NOW, key_of, order_of, store_with

DUE = NOW + timedelta(days=2)


@pytest.fixture
def store() -> Iterator[Store]:
    with store_with(order_of("A1")) as opened:
        yield opened


def alert(level: int, deadline: str = "answer", due_at: datetime = DUE) -> tuple[Alert, Event]:
    told = Alert(key_of("A1"), deadline, due_at, level, LATER)
    return told, Event(LATER, told.key, "alert", "engine", details={"deadline": deadline, "level": level})


def lines(store: Store) -> list[tuple[str, int]]:
    told = (event.details for event in store.history(key_of("A1")) if event.kind == "alert")
    return [(details["deadline"], details["level"]) for details in told]


def test_a_level_is_told_once_and_a_lower_one_not_after_it(store: Store) -> None:
    told = [store.alerts.tell([alert(level)]) for level in (80, 80, 50, 95)]
    assert [[each.level for each in some] for some in told] == [[80], [], [], [95]]
    assert lines(store) == [("answer", 80), ("answer", 95)]


def test_each_deadline_and_each_time_it_is_due_counts_for_itself(store: Store) -> None:
    store.alerts.tell([alert(80), alert(50, "ship_by"), alert(50, due_at=DUE + timedelta(days=1))])
    assert lines(store) == [("answer", 80), ("ship_by", 50), ("answer", 50)]


def test_what_was_told_is_read_by_account_and_status(store: Store) -> None:
    store.alerts.tell([alert(80)])
    assert store.alerts.of_account("my-shop", "bazaar", ("waiting_shipment",)) == (alert(80)[0],)
    assert store.alerts.of_account("my-shop", "bazaar", ("shipped",)) == ()
    assert store.alerts.of_account("another", "bazaar", ("waiting_shipment",)) == ()


def test_of_an_order_that_is_not_stored_nothing_is_told_at_all(store: Store) -> None:
    stranger = Alert(key_of("B2"), "answer", DUE, 50, LATER)
    with pytest.raises(Exception, match="not stored"):
        store.alerts.tell([alert(80), (stranger, Event(LATER, stranger.key, "alert", "engine"))])
    assert lines(store) == []
