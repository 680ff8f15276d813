from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from stallkeeper.orders import Cursor
from stallkeeper.store import PageWrite, Store
from tests.store.samples import (
    LATER,
    NOW,
    first_events,
    key_of,
    order_of,
    page_of,
    submission_event,
    submission_of,
    sweep_of,
    write_of,
)

WORKERS = 8
Result = TypeVar("Result")


def at_once(work: Callable[[int], Result]) -> list[Result]:
    """What each of eight threads got, all set off at the same moment."""
    barrier = Barrier(WORKERS)

    def one(number: int) -> Result:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(one, range(WORKERS)))


def in_stores_of_their_own(path: Path, work: Callable[[Store, int], Result]) -> list[Result]:
    def with_a_store(number: int) -> Result:
        with Store.open(path, now=NOW) as store:
            return work(store, number)

    return at_once(with_a_store)


def arranged(path: Path) -> Path:
    with Store.open(path, now=NOW) as store:
        store.write_page(page_of(write_of(order_of("A1"))))
        store.add_submission(submission_of(), [])
    return path


@pytest.mark.requirement("R10")
def test_eight_that_import_the_same_page_store_each_order_once(tmp_path: Path) -> None:
    orders = [order_of(f"B{number:02}") for number in range(50)]
    page = PageWrite([write_of(order) for order in orders], None, Cursor("my-shop", "latest", NOW))
    path = tmp_path / "orders.db"
    in_stores_of_their_own(path, lambda store, _: [store.write_page(page) for _ in range(13)])
    with Store.open(path, now=NOW) as store:
        assert store.counts() == {("bazaar", "waiting_shipment"): 50}
        assert all(store.history(order.key) == first_events(order) for order in orders)


def test_of_eight_that_want_to_send_a_submission_one_may(tmp_path: Path) -> None:
    path = arranged(tmp_path / "orders.db")
    sending = submission_of(state="sending", sent_at=LATER)

    def send(store: Store, number: int) -> bool:
        return store.update_submission(sending, [submission_event(sending)], durable=True, held=submission_of())

    assert sorted(in_stores_of_their_own(path, send)) == [False] * 7 + [True]
    with Store.open(path, now=NOW) as store:
        assert len(store.history(key_of("A1"))) == len(first_events(order_of("A1"))) + 1


def test_of_eight_intents_about_one_order_one_is_taken(tmp_path: Path) -> None:
    path = arranged(tmp_path / "orders.db")
    with Store.open(path, now=NOW) as store:
        store.update_submission(submission_of(state="confirmed"), [], held=submission_of())

    def intend(store: Store, number: int) -> bool:
        submission = submission_of(f"new {number}")
        return store.add_submission(submission, [submission_event(submission)])

    assert sorted(in_stores_of_their_own(path, intend)) == [False] * 7 + [True]


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "orders.db", now=NOW) as store:

        def write_and_read(number: int) -> int:
            for page in range(5):
                order = order_of(f"{number}-{page}")
                sweep = sweep_of(f"sweep of {number}", account=f"shop-{number}", pages=page)
                store.write_page(page_of(write_of(order), sweep=sweep))
                assert store.order(order.key) == order
            return len(store.sweeps(f"shop-{number}"))

        assert at_once(write_and_read) == [1] * WORKERS
        assert store.counts() == {("bazaar", "waiting_shipment"): 5 * WORKERS}


def test_one_reads_on_while_another_writes(tmp_path: Path) -> None:
    path = arranged(tmp_path / "orders.db")
    with Store.open(path, now=NOW) as reader, Store.open(path, now=NOW) as writer, writer._database.transaction():
        writer._database.change("UPDATE orders SET status = ?", ("shipped",))
        assert reader.counts() == {("bazaar", "waiting_shipment"): 1}
    with Store.open(path, now=NOW) as store:
        assert store.counts() == {("bazaar", "shipped"): 1}


def test_a_store_opens_while_the_newest_pages_of_another_are_still_in_its_log(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with Store.open(path, now=NOW) as writer:
        writer.write_page(page_of(*(write_of(order_of(f"B{number}"), b"x" * 1000) for number in range(500))))
        assert path.stat().st_size < 500 * 1000
        with Store.open(path, now=NOW) as reader:
            assert len(list(reader.orders())) == 500
