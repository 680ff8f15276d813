"""Lives in which everything happens that a record tells of: each line says who, from where and what caused it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.bindings.client import DocumentFile
from stallkeeper.orders import Whole
from stallkeeper.store import Store
from stallkeeper.store.audit_filter import AuditFilter
from tests.runtime.arranged import SELLER, world
from tests.runtime.paper_marketplace import seller
from tests.runtime.test_nothing_left import IDS, acts_and_fails, fails_to_be_read, marked, told_by_others
from tests.runtime.test_privacy import BUYER
from tests.runtime.test_seller_rules import ACCEPT, Desk, arrive
from tests.runtime.webhook_receiver import Receiver, telling

DAY = timedelta(days=1)


def told(store: Store) -> set[tuple[str, str]]:
    """The kinds of its lines, each with the kind of its cause; none is without, and each can be asked for."""
    entries = list(store.audit.entries())
    for each in entries:
        assert each in store.audit.entries(AuditFilter(kind=each.what.kind, cause=each.cause))
    assert [each for each in entries if not (each.what.who and each.where and each.cause)] == []
    assert isinstance(store.audit.check(), Whole)
    return {(each.what.kind, each.cause.partition(":")[0]) for each in entries}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def test_of_orders_that_are_late_fail_and_are_erased(tmp_path: Path) -> None:
    here = world(tmp_path, retention=RetentionKeys(whole={"erase_after": "20 days", "raw": "4 days"}))
    for order_id in IDS:
        marked(here, order_id)
    here.shop.put("S1", "SENT", delivery=BUYER)
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    acts_and_fails(here)
    fails_to_be_read(here)
    told_by_others(here)
    here.engine.privacy.erase_orders([here.key("A1")], SELLER, open_too=True)
    for _ in range(40):
        here.pass_time(DAY)
        here.engine.tick()
    found = told(here.store)
    assert found >= {
        ("first_seen", "sweep"),
        ("submission", "submission"),
        ("alert", "deadline"),
        ("flagged", "deadline"),
        ("deadline", "deadline"),
        ("back_office", "back_office"),
        ("raw_erased", "retention"),
        ("erased", "retention"),
        ("erased", "request"),
    }, found


def test_of_documents_that_are_fetched_looked_at_and_handed_over(tmp_path: Path) -> None:
    with seller(tmp_path, "[delivery_note]") as here:
        here.read()
        here.papers.arrive("A1")
        here.papers.give("A1", "note")
        here.read()
        here.engine.documents.content(here.key("A1"), "delivery_note")
        here.engine.documents.upload(here.key("A1"), "invoice", DocumentFile("F-7.pdf", "application/pdf", b"%PDF"))
        here.engine.privacy.disclosed([here.key("A1")], SELLER, "shown")
        assert told(here.engine.store) >= {
            ("document", "document"),
            ("disclosed", "document"),
            ("disclosed", "request"),
        }


def test_of_rules_that_act_and_are_switched(tmp_path: Path, stack: ExitStack) -> None:
    here = Desk(tmp_path, stack).open(ACCEPT)
    here.engine.tick()
    arrive(here)
    here.engine.tick()
    here.engine.rules.switch("accept", False, SELLER)
    assert told(here.store) >= {("submission", "rule"), ("rule_switched", "rule")}


def test_of_webhooks_that_are_asked_for_more(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver()) as here:
        here.webhooks.resume("erp", SELLER)
        assert told(here.store) == {("webhook", "webhook")}
