from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stallkeeper.orders import OPEN_STATES, WORKED_ON
from stallkeeper.store import Store
from stallkeeper.store.sighting_table import Unreported
from tests.store.samples import NOW, key_of, order_of, store_with, submission_event, submission_of

GROWING = ("orders", "lines", "personal", "history", "seals", "submissions", "sweeps")
"""Tables with a row for each order, each event, each sweep."""

NOT_HEARD_OF = Unreported("my-shop", "bazaar", ("waiting_shipment", "shipped"), NOW, ("shipped",), ((NOW, NOW),))
ASKED: dict[str, Callable[[Store], Any]] = {
    "an order": lambda store: store.order(key_of("A1")),
    "an order by its id": lambda store: store.find("A1", "bazaar", "my-shop"),
    "its history": lambda store: store.history(key_of("A1")),
    "its payload": lambda store: store.payload(key_of("A1")),
    "its submissions": lambda store: store.submissions_of(key_of("A1")),
    "the one that holds it": lambda store: store.open_submission(key_of("A1")),
    "what a page needs to know": lambda store: store.known("company", "bazaar", ["A1", "A2"])["A1"].order,
    "a submission": lambda store: store.submission("s1"),
    "those of an account whose turn it is": lambda store: store.submissions("my-shop", OPEN_STATES, NOW),
    "who has something to send": lambda store: store.accounts_waiting(OPEN_STATES, NOW),
    "who has something under way": lambda store: store.accounts_waiting(WORKED_ON),
    "when the next is to be sent": lambda store: store.next_attempt_at(OPEN_STATES),
    "when the next of some is": lambda store: store.next_attempt_at(OPEN_STATES, ("my-shop", "stall")),
    "what has not gone through": lambda store: store.standing("my-shop"),
    "one that has not gone through": lambda store: store.standing(submission_id="s1"),
    "the newest sweeps": lambda store: store.newest_sweeps("my-shop"),
    "the sweeps that say how a window stands": lambda store: store.sweeps_since_complete("my-shop", "latest"),
    "who was not heard of": lambda store: store.unreported(NOT_HEARD_OF, 10),
    "the sweep under way": lambda store: store.open_sweep("my-shop", "latest"),
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with store_with(order_of("A1")) as opened:
        waiting = submission_of(error="no answer", error_kind="transient")
        opened.add_submission(waiting, (submission_event(waiting),))
        yield opened


@pytest.mark.parametrize("what", ASKED)
def test_what_is_asked_often_goes_through_no_table_that_grows(store: Store, what: str) -> None:
    connection, statements = store._database.connection, list[str]()
    connection.set_trace_callback(statements.append)
    assert ASKED[what](store)
    connection.set_trace_callback(None)
    plan = [row[3] for each in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert any(step.startswith("SEARCH") for step in plan)
    aliases = ("o", "s", "h", "d")
    assert not [step for step in plan if step.startswith("SCAN") and step.split()[1] in (*GROWING, *aliases)], plan
