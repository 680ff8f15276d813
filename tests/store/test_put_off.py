"""Whatever may wait for its turn: a column for an instant is brought back by a clock that was ahead, or need not be."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.store import Store
from stallkeeper.store.put_off import _BROUGHT_BACK
from tests.store.samples import NOW, order_of, page_of, sweep_of, write_of

_INSTANT = re.compile(r"(^|_)(at|since|until)$")
_TELLS_OF_THE_PAST = frozenset(
    {
        "alerts.at",
        "alerts.due_at",
        "back_office_orders.seen_at",
        "documents.failing_since",
        "history.at",
        "incidents.first_at",
        "incidents.last_at",
        "incidents.resolved_at",
        "kept_tokens.kept_at",
        "orders.first_seen_at",
        "orders.modified_at",
        "orders.ordered_at",
        "orders.partially_canceled_since",
        "orders.updated_at",
        "parked_messages.at",
        "seals.at",
        "steps_taken.taken_at",
        "sweeps.since",
        "sweeps.until",
        "webhooks.failed_at",
        "webhooks.last_delivered_at",
        "webhooks.paused_at",
    }
)
"""What was, was told by a marketplace, or is measured against another column that is brought back."""
_GUARDED_WHERE_THEY_ARE_TAKEN = frozenset({"webhook_claims.until", "token_turns.until"})


def columns(store: Path) -> set[str]:
    with closing(sqlite3.connect(store)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            f"{table}.{row[1]}"
            for table in tables
            for row in connection.execute(f"PRAGMA table_info({table})")
            if _INSTANT.search(row[1])
        }


def brought_back() -> set[str]:
    found: set[str] = set()
    for statement in _BROUGHT_BACK:
        changed = re.match(r"UPDATE (\w+) SET (.*?)(?: WHERE |$)", statement)
        if changed is not None:
            found |= {f"{changed[1]}.{name}" for name in re.findall(r"(\w+) = (?!accounts|cursors)", changed[2])}
    return found


def test_every_instant_of_the_store_is_brought_back_or_said_to_need_it_not(tmp_path: Path) -> None:
    Store.open(tmp_path / "orders.db", now=NOW).close()
    need_it_not = _TELLS_OF_THE_PAST | _GUARDED_WHERE_THEY_ARE_TAKEN
    assert columns(tmp_path / "orders.db") - brought_back() == need_it_not
    assert not brought_back() & need_it_not


@pytest.mark.parametrize("wrong", ["sighting", "sweep"])
def test_what_a_wrong_clock_wrote_between_right_ones_is_found_and_brought_back(tmp_path: Path, wrong: str) -> None:
    ahead = timedelta(days=400)
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        for number, at in enumerate((NOW, NOW + ahead, NOW)):
            sweep = sweep_of(f"sweep {number}", window=f"window {number}", started_at=at if wrong == "sweep" else NOW)
            page = page_of(write_of(order_of(f"A{number}")), sweep=sweep)
            store.write_page(replace(page, at=at if wrong == "sighting" else NOW))
        found = store.put_off.was_ahead(NOW)
        assert found == ahead
        store.put_off.bring_back(NOW, found, timedelta(minutes=10), "engine")
        assert store.put_off.was_ahead(NOW) is None
