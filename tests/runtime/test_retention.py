"""When a buyer's data has to go: anchors, what holds it back, caps, and the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.orders import Erasure, LegalHold, Order, OrderKey, OrderReport, Parcel, RetentionPolicy, Submission
from stallkeeper.runtime.retention import Verdict, policy_of, verdict
from stallkeeper.spec.load import load_channel
from tests.runtime.arranged import CHANNELS, corner_shop
from tests.store.samples import submission_of

ORDERED = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def order_of(status: str | None = "shipped", after: int = 2, **changes: Any) -> Order:
    """An order of the first of January, at `status` since so many days after."""
    of_the_order = {name: changes.pop(name) for name in list(changes) if name in Order.__dataclass_fields__}
    report = OrderReport(**{"id": "M1", "native_status": "X", "ordered_at": ORDERED, **changes})
    since = ORDERED + after * DAY
    order = Order(OrderKey("s", "c", "M1"), "my-shop", status, "X", since, ORDERED, since, report)
    return replace(order, **of_the_order)


def on_day(order: Order, day: int, pending: Submission | None = None, reached: Any = None, **policy: Any) -> Any:
    """What is said of the order that many days after it was ordered."""
    now = ORDERED + day * DAY
    found = verdict(order, RetentionPolicy(**policy), now, reached=reached or {}, pending=pending)
    return found and (found.what, found.rule)


def test_by_default_it_goes_half_a_year_after_the_last_final_status() -> None:
    assert on_day(order_of(), 181) is None
    assert on_day(order_of(), 182) == ("erase", "180 days after the last final status")


def test_where_no_final_status_comes_it_goes_half_a_year_after_the_last_reported_change() -> None:
    order = order_of("waiting_shipment", 2, modified_at=ORDERED + 9 * DAY)
    assert on_day(order, 188) is None
    assert on_day(order, 189) == ("erase", "180 days after the last reported change")
    assert on_day(order_of(None, 2), 182) == ("erase", "180 days after the last reported change")


@pytest.mark.parametrize(
    ("anchor", "day", "words"),
    [
        ("ordered", 30, "the order"),
        ("shipped", 33, "shipping"),
        ("delivered", 36, "delivery"),
        ("closed", 39, "closing"),
        ("last_final", 39, "the last final status"),
        ("reported", 42, "the last reported change"),
    ],
)
def test_the_time_counts_from_the_anchor(anchor: Any, day: int, words: str) -> None:
    order = order_of(
        "closed",
        9,
        modified_at=ORDERED + 12 * DAY,
        parcels=(Parcel(shipped_at=ORDERED + 3 * DAY),),
        extras={"delivered_at": ORDERED + 6 * DAY},
    )
    reached = {"shipped": ORDERED + 4 * DAY, "closed": ORDERED + 9 * DAY}
    policy: dict[str, Any] = {"anchor": anchor, "erase_after": 30 * DAY}
    assert on_day(order, day - 1, reached=reached, **policy) is None
    assert on_day(order, day, reached=reached, **policy) == ("erase", f"30 days after {words}")


@pytest.mark.parametrize("anchor", ["shipped", "delivered", "closed"])
def test_an_anchor_that_never_comes_is_no_anchor(anchor: Any) -> None:
    order = order_of("canceled", 2)
    assert on_day(order, 32, anchor=anchor, erase_after=30 * DAY) == ("erase", "30 days after the last reported change")


@pytest.mark.parametrize(
    ("order", "because"),
    [
        (order_of(has_claim=True), "a claim is open"),
        (order_of("refunding"), "a refund is under way"),
        (order_of("to_refund"), "a refund is under way"),
    ],
)
def test_what_is_under_way_holds_it_back_until_the_cap(order: Order, because: str) -> None:
    now, policy = ORDERED + 200 * DAY, RetentionPolicy(at_most=365 * DAY)
    held = verdict(order, policy, now, reached={}, pending=None)
    assert held is not None
    assert (held.what, held.because) == ("hold_back", because)
    capped = verdict(order, policy, now + 200 * DAY, reached={}, pending=None)
    assert capped is not None
    assert (capped.what, capped.because) == ("erase", because)


def test_the_cap_holds_for_an_order_that_is_still_open() -> None:
    order = order_of("waiting_shipment", 29, modified_at=ORDERED + 29 * DAY)
    assert on_day(order, 29, at_most=30 * DAY) is None
    found = verdict(order, RetentionPolicy(at_most=30 * DAY), ORDERED + 30 * DAY, reached={}, pending=None)
    assert found == Verdict("erase", "30 days after the order at most", "it is still open")


def test_an_open_order_of_which_nothing_is_heard_waits_for_its_end_until_the_cap_where_there_is_one() -> None:
    order, policy = order_of("waiting_shipment", 2), RetentionPolicy(10 * DAY, at_most=30 * DAY)
    assert on_day(order, 12, erase_after=10 * DAY) == ("erase", "10 days after the last reported change")
    assert verdict(order, policy, ORDERED + 29 * DAY, reached={}, pending=None) is None
    found = verdict(order, policy, ORDERED + 30 * DAY, reached={}, pending=None)
    assert found == Verdict("erase", "30 days after the order at most", "it is still open")


def test_an_order_at_its_end_whose_anchor_never_comes_does_not_wait_for_the_cap() -> None:
    policy: dict[str, Any] = {"erase_after": 10 * DAY, "at_most": 30 * DAY, "anchor": "closed"}
    assert on_day(order_of("shipped", 2), 12, **policy) == ("erase", "10 days after the last reported change")


def test_an_order_at_its_end_that_the_cap_takes_is_nothing_to_tell_of() -> None:
    found = verdict(order_of(), RetentionPolicy(at_most=30 * DAY), ORDERED + 30 * DAY, reached={}, pending=None)
    assert found == Verdict("erase", "30 days after the order at most", None)


def test_what_the_law_wants_kept_is_hidden_once_and_goes_when_the_law_no_longer_does() -> None:
    hold = LegalHold("Tax audit", frozenset({"M1"}))
    assert on_day(order_of(), 181, legal_hold=hold) is None
    assert on_day(order_of(), 182, legal_hold=hold) == ("restrict", "180 days after the last final status")
    hidden = order_of(erased=Erasure(ORDERED, "on request", restricted=True))
    assert on_day(hidden, 182, legal_hold=hold) is None
    assert on_day(hidden, 20) == ("erase", "on request")
    assert on_day(order_of(), 182, legal_hold=replace(hold, orders=frozenset({"M2"}))) is not None


def test_the_record_and_the_documents_may_go_before_the_rest() -> None:
    assert on_day(order_of(), 12, raw=10 * DAY) == ("payload", "raw: 10 days after the last final status")
    assert on_day(order_of(), 12, documents=10 * DAY) == ("documents", "documents: 10 days after the last final status")
    assert on_day(order_of(), 11, raw=10 * DAY, documents=10 * DAY) is None


def test_what_is_under_way_holds_the_parts_back_too_until_it_is_over() -> None:
    policy: dict[str, Any] = {"raw": 10 * DAY, "documents": 10 * DAY}
    assert on_day(order_of(has_claim=True), 11, **policy) is None
    held = verdict(order_of(has_claim=True), RetentionPolicy(**policy), ORDERED + 12 * DAY, reached={}, pending=None)
    words = "documents: 10 days after the last final status"
    assert held == Verdict("hold_back", words, "a claim is open", "documents")
    assert on_day(order_of(), 12, **policy) == ("documents", words)


TAX = LegalHold("Tax audit", frozenset({"M1"}))
HIDDEN = Erasure(ORDERED, "on request", restricted=True)


@pytest.mark.parametrize("day", range(0, 80, 4))
@pytest.mark.parametrize("busy", ["", "claim", "refund", "action"])
def test_the_law_keeps_all_of_it_and_what_is_under_way_is_neither_hidden_nor_erased_before_the_cap(
    day: int, busy: str
) -> None:
    pending = submission_of() if busy == "action" else None
    status = "refunding" if busy == "refund" else "shipped"
    for hold, cap, raw, documents, erased, after in product(
        (None, TAX), (None, 60 * DAY), (None, 9 * DAY), (None, 9 * DAY), (None, HIDDEN), (20 * DAY, 100 * DAY)
    ):
        order = order_of(status, has_claim=busy == "claim", erased=erased)
        policy = RetentionPolicy(after, "ordered", cap, raw, documents, hold)
        found = verdict(order, policy, ORDERED + day * DAY, reached={}, pending=pending)
        what, capped = found and found.what, cap is not None and day >= 60
        if hold is not None:
            assert what in (None, "restrict"), "nothing of it is due to go, so nothing is held back"
            assert what is None or erased is None, "it is hidden already"
        if busy and not capped:
            assert what in (None, "hold_back")
        if capped:
            assert what == ("erase" if hold is None else "restrict" if erased is None else None)


@pytest.mark.parametrize(
    ("written", "held"),
    [("300 days", 100), ("60 days", 60)],
)
def test_the_cap_that_a_channels_own_file_says_may_be_shortened_and_not_lengthened(
    tmp_path: Path, written: str, held: int
) -> None:
    folder = copytree(CHANNELS / "corner_shop", tmp_path / "corner_shop")
    text = (folder / "channel.yaml").read_text().replace("flags, carriers]", "flags, carriers, retention]")
    (folder / "channel.yaml").write_text(f"{text}\nretention: {{personal_data: 50 days, max: 100 days}}\n")
    loaded = load_channel(folder, with_binding=False)
    assert loaded.spec is not None, loaded.problems
    assert policy_of(RetentionKeys(), "a", "c", loaded.spec) == RetentionPolicy(50 * DAY, at_most=100 * DAY)
    keys = RetentionKeys(accounts={"a": {"max": written}})
    assert policy_of(keys, "a", "c", loaded.spec) == RetentionPolicy(50 * DAY, at_most=held * DAY)


def test_the_file_says_more_than_the_channel_and_the_channels_cap_is_never_lengthened() -> None:
    loaded = corner_shop()
    assert loaded.spec is not None
    spec = replace(loaded.spec, retention=90 * DAY, retention_max=100 * DAY)
    assert policy_of(RetentionKeys(), "a", "c", None) == RetentionPolicy()
    assert policy_of(RetentionKeys(), "a", "c", spec) == RetentionPolicy(90 * DAY, at_most=100 * DAY)
    keys = RetentionKeys(whole={"erase_after": "1 day", "max": "300 days", "legal_hold": {"because": "x"}})
    assert policy_of(keys, "a", "c", spec) == RetentionPolicy(DAY, at_most=100 * DAY, legal_hold=LegalHold("x"))
    assert policy_of(RetentionKeys(whole={"max": "95 days"}), "a", "c", spec).at_most == 95 * DAY
