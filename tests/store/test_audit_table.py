"""Who changed what, when, from where and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.orders import Event, Note
from stallkeeper.store import PageWrite, Store
from stallkeeper.store.audit_filter import AuditFilter
from tests.store.samples import LATER, NOW, key_of, order_of, page_of, submission_event, submission_of, write_of

RULED = submission_of("s2", "A2", who="rule:ship-small")


@pytest.fixture
def store() -> Iterator[Store]:
    """A sweep, what a seller did, a note, what a rule did, a deadline, and a read-back."""
    with Store.open(":memory:", now=NOW) as opened:
        opened.write_page(page_of(*(write_of(order_of(name)) for name in ("A1", "A2"))))
        opened.came_by("cli")
        opened.add_submission(submission_of(), (submission_event(submission_of()),))
        opened.audit.note(Note(NOW, "exported", "seller:jo", {"rows": 2}))
        opened.came_by("api")
        opened.add_submission(RULED, (submission_event(RULED),))
        passed = Event(LATER, key_of("A1"), "deadline", "engine", details={"rule": "ship_by"})
        opened.update_order(order_of("A1"), (passed,))
        moved = Event(LATER, key_of("A1"), "moved", "channel", "waiting_shipment", "shipped")
        write = write_of(order_of("A1", status="shipped"), b"newer", events=(moved,))
        opened.write_page(PageWrite([write], None, cause="submission:s1"))
        yield opened


def told(store: Store, **wanted: object) -> list[tuple[str, str, str | None]]:
    """Kind, where and cause of what a filter lets through."""
    entries = store.audit.entries(AuditFilter(**wanted))  # type: ignore[arg-type]
    return [(entry.what.kind, entry.where, entry.cause) for entry in entries]


def test_everything_is_told_the_newest_first_with_where_it_came_from_and_why(store: Store) -> None:
    assert told(store) == [
        ("moved", "system", "submission:s1"),
        ("deadline", "system", "deadline:ship_by"),
        ("submission", "rule", "rule:ship-small"),
        ("exported", "cli", "request:export"),
        ("submission", "cli", "submission:s1"),
        *[("moved", "system", "sweep:sweep-1"), ("first_seen", "system", "sweep:sweep-1")] * 2,
    ]


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        ({"order_id": "A2"}, ["submission", "moved", "first_seen"]),
        ({"channel": "bazaar", "kind": "deadline"}, ["deadline"]),
        ({"channel": "another"}, []),
        ({"account": "my-shop", "who": "seller:jo"}, ["submission"]),
        ({"who": "seller:jo"}, ["exported", "submission"]),
        ({"where": "rule"}, ["submission"]),
        ({"where": "cli"}, ["exported", "submission"]),
        ({"cause": "sweep"}, ["moved", "first_seen", "moved", "first_seen"]),
        ({"cause": "submission:s1"}, ["moved", "submission"]),
        ({"cause": "submission"}, ["moved", "submission"]),
        ({"since": LATER}, ["moved", "deadline"]),
        ({"until": LATER, "kind": "submission"}, ["submission", "submission"]),
        ({"limit": 2}, ["moved", "deadline"]),
        ({"limit": 0}, []),
    ],
)
def test_a_filter_leaves_what_fits(store: Store, wanted: dict[str, object], kinds: list[str]) -> None:
    assert [kind for kind, _, _ in told(store, **wanted)] == kinds


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"kind": "move"}, 'no kind of line is called "move"; there are first_seen, moved'),
        ({"cause": "sub"}, 'no kind of cause is called "sub"; there are sweep, submission'),
        ({"cause": "sub:s1"}, 'no kind of cause is called "sub"'),
        ({"where": "moon"}, 'no place is called "moon"; there are cli, api, rule, system'),
        ({"since": LATER, "until": NOW}, "is later than its `until`"),
        ({"since": NOW.replace(tzinfo=None)}, "`since` of a filter needs a time zone"),
        ({"limit": -1}, "`limit` of a filter is a number of lines"),
    ],
)
def test_what_no_line_could_ever_meet_is_refused(wanted: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=re.escape(why)):
        AuditFilter(**wanted)  # type: ignore[arg-type]


def test_the_record_knows_whose_orders_it_is_about_and_who_did_anything(store: Store) -> None:
    store.write_page(page_of(write_of(order_of("B1", account="another"))))
    assert store.audit.accounts() == ("another", "my-shop")
    assert set(store.audit.names()) == {"channel", "engine", "rule:ship-small", "seller:jo"}


def test_a_long_record_is_read_in_steps_and_nothing_of_it_is_lost() -> None:
    with Store.open(":memory:", now=NOW) as store:
        store.audit.note(Note(NOW, "exported", "seller:jo"))
        store.write_page(page_of(write_of(order_of("A1"))))
        store.audit.note(Note(NOW, "exported", "seller:jo"))
        for day in range(6):
            event = Event(NOW + timedelta(days=day), key_of("A1"), "changed", "channel")
            store.update_order(replace(order_of("A1"), updated_at=event.at), (event,) * 200)
        entries = list(store.audit.entries())
    assert [entry.number for entry in entries if entry.number] == list(range(1202, 0, -1))
    assert [place for place, entry in enumerate(entries) if entry.number is None] == [1200, 1203]
