"""Readers of the history: each line once, in order, whenever a process ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from stallkeeper.orders import Event
from stallkeeper.store import Store
from tests.store.samples import LATER, NOW, key_of, order_of, page_of, write_of


def opened(folder: Path) -> Store:
    return Store.open(folder / "orders.db", now=NOW)


def arrive(store: Store, *ids: str) -> None:
    store.write_page(page_of(*(write_of(order_of(each)) for each in ids)))


def told(store: Store, reader: str, *kinds: str, most: int = 500) -> list[tuple[str, str]]:
    """What it reads now and then has read: order and kind."""
    unread = store.readers.unread(reader, kinds, most)  # type: ignore[arg-type]
    store.readers.has_read(reader, unread.upto)
    return [(each.event.key.id, each.event.kind) for each in unread.told]


def test_a_new_reader_begins_with_what_comes_from_now(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        arrive(store, "A1")
        assert told(store, "rules") == []
        arrive(store, "A2")
        assert told(store, "rules") == [("A2", "first_seen"), ("A2", "moved")]
        assert told(store, "rules") == []


def test_one_that_asks_for_it_begins_at_the_very_first_line(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        arrive(store, "A1")
        store.readers.begin("back-fill", at_the_first=True)
        assert told(store, "back-fill", "first_seen") == [("A1", "first_seen")]


def test_what_was_read_and_not_dealt_with_is_read_again_by_the_next_process(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.readers.begin("rules")
        arrive(store, "A1")
        store.readers.unread("rules")
    with opened(tmp_path) as store:
        assert told(store, "rules", "moved") == [("A1", "moved")]
    with opened(tmp_path) as store:
        assert told(store, "rules", "moved") == []


def test_kinds_that_nobody_asked_for_are_passed_over_for_good(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.readers.begin("rules")
        arrive(store, "A1")
        assert told(store, "rules", "deadline") == []
        assert told(store, "rules") == []


def test_some_at_a_time_lose_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.readers.begin("rules")
        arrive(store, *(f"A{number}" for number in range(7)))
        found: list[str] = []
        while some := told(store, "rules", "moved", most=3):
            found += [order for order, _ in some]
        assert found == [f"A{number}" for number in range(7)]


def test_readers_come_on_at_their_own_pace_and_a_mark_never_goes_back(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.readers.begin("rules")
        store.readers.begin("webhooks")
        arrive(store, "A1")
        assert told(store, "rules", "moved") == told(store, "webhooks", "moved") == [("A1", "moved")]
        store.readers.has_read("rules", 0)
        assert told(store, "rules") == []
        store.readers.forget("rules")
        assert store.readers.read_upto("rules") is None


def test_a_line_comes_with_its_account_and_whole(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        arrive(store, "A1")
        store.readers.begin("rules")
        after = replace(order_of("A1"), status="shipped")
        event = Event(LATER, key_of("A1"), "moved", "channel", "waiting_shipment", "shipped", "SENT")
        store.update_order(after, [event])
        (line,) = store.readers.unread("rules").told
        assert (line.account, line.event) == ("my-shop", event)
