"""Sweeps: what is stored, when the cursor moves, where a failed one goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.errors import AccountError, ChannelError, UsageError
from stallkeeper.orders import OrderLine, OrderReport, Sweep
from stallkeeper.spec.binding_mapping import FieldMapping, ObjectMapping, OrderMapping
from stallkeeper.spec.load import load_channel
from tests.runtime.arranged import CHANNELS, START, World, corner_shop, rules, world
from tests.runtime.shop import ShopRecord

DOWN = ChannelError("the marketplace answers 500", "transient")


@pytest.fixture
def here(tmp_path: Path) -> World:
    return world(tmp_path)


def read_until(here: World, window: str = "latest") -> object:
    cursor = here.store.cursor("my-shop", window)
    return None if cursor is None else cursor.read_until


def latest(here: World) -> Sweep:
    """The sweep that reading the fast window gives."""
    return here.engine.sync("my-shop", "latest").sweeps[0]


def put_many(here: World, count: int) -> None:
    for number in range(count):
        here.shop.put(f"A{number:03}", modified_at=START - timedelta(hours=1, seconds=number))


def test_a_first_sweep_looks_as_far_back_as_the_binding_says_and_moves_the_cursor_to_its_end(here: World) -> None:
    put_many(here, 25)
    sweep = latest(here)
    assert here.shop.asked[0].since == START - timedelta(days=30)
    assert (sweep.state, sweep.pages, sweep.seen, sweep.created) == ("complete", 3, 25, 25)
    assert read_until(here) == START
    assert sum(here.store.counts().values()) == 25


def test_the_next_sweep_begins_before_the_cursor_by_the_overlap_and_writes_nothing_twice(here: World) -> None:
    put_many(here, 3)
    latest(here)
    here.shop.put("LATE", modified_at=START - timedelta(minutes=3))  # visible only now
    here.pass_time(timedelta(minutes=15))
    sweep = latest(here)
    assert here.shop.asked[-1].since == START - timedelta(minutes=5)
    assert (sweep.created, sweep.unchanged) == (1, 0)
    here.pass_time(timedelta(minutes=15))
    assert latest(here).seen == 0


def test_what_came_again_only_because_two_sweeps_overlap_is_counted(here: World) -> None:
    here.shop.put("A1", modified_at=START - timedelta(minutes=4))
    here.shop.put("A2", modified_at=START - timedelta(minutes=2))
    here.shop.put("A3", modified_at=START - timedelta(hours=2))
    here.shop.put("A4", modified_at=START - timedelta(minutes=1))
    assert latest(here).again == 0
    here.pass_time(timedelta(minutes=1))
    here.shop.put("A4")
    here.pass_time(timedelta(minutes=1))
    second = latest(here)
    assert (second.seen, second.unchanged, second.changed, second.again) == (3, 2, 1, 2)
    assert here.engine.sync("my-shop", "catch_up").sweeps[0].again == 0, (
        "nothing was proven read over that window before"
    )
    here.restart()
    here.pass_time(timedelta(minutes=1))
    third = latest(here)
    assert (third.seen, third.again) == (2, 2)
    assert here.engine.ledger()[0].sweep.again == 2


def test_an_unchanged_order_leaves_no_trace(here: World) -> None:
    here.shop.put("A1")
    here.pass_time(timedelta(minutes=1))
    latest(here)
    before = (here.order("A1"), here.history("A1"))
    here.pass_time(timedelta(minutes=2))
    assert latest(here).unchanged == 1
    assert (here.order("A1"), here.history("A1")) == before


def test_a_failed_page_keeps_what_was_stored_and_leaves_the_cursor_where_it_was(here: World) -> None:
    put_many(here, 25)
    here.shop.fail("page 2", DOWN)
    sweep = latest(here)
    assert (sweep.state, sweep.seen, sweep.error) == ("incomplete", 10, "the marketplace answers 500")
    assert read_until(here) is None
    assert sum(here.store.counts().values()) == 10
    (incident,) = here.incidents("sweep_failed")
    assert "the marketplace answers 500" in incident.message


def test_a_failed_sweep_goes_on_at_the_next_page_and_over_the_same_interval(here: World) -> None:
    put_many(here, 25)
    here.shop.fail("page 2", DOWN)
    failed = latest(here)
    here.pass_time(timedelta(minutes=1))
    sweep = latest(here)
    assert here.shop.pages_served == [1, 2, 3]
    assert (sweep.id, sweep.state, sweep.seen, sweep.until) == (failed.id, "complete", 25, START)
    assert read_until(here) == START
    assert here.incidents() == []


def test_a_sweep_left_too_long_ago_starts_again_at_its_cursor(here: World) -> None:
    put_many(here, 25)
    here.shop.fail("page 2", DOWN)
    latest(here)
    here.pass_time(timedelta(hours=7))
    sweep = latest(here)
    assert here.shop.pages_served == [1, 1, 2, 3]
    assert (sweep.unchanged, sweep.created) == (10, 15)


def test_a_sweep_that_failed_before_its_first_page_is_another_one_next_time(here: World) -> None:
    put_many(here, 1)
    here.shop.fail("list", DOWN)
    first = latest(here)
    here.pass_time(timedelta(minutes=1))
    second = latest(here)
    assert first.state == "incomplete"
    assert (second.state, second.id != first.id) == ("complete", True)


def test_a_page_that_repeats_is_an_error_and_not_a_loop(here: World) -> None:
    put_many(here, 25)
    listed = list(here.shop.records.values())
    here.shop.page_size = 5
    here.shop.fail("page 2", lambda: setattr(here.shop, "records", {f"x{n}": listed[0] for n in range(30)}))
    sweep = latest(here)
    assert sweep.state == "incomplete"
    assert sweep.error is not None and "same as the one before" in sweep.error
    assert sweep.resume is None  # the next one starts over


def test_the_cursor_never_passes_the_marketplaces_own_clock(here: World) -> None:
    put_many(here, 2)
    here.shop.now = lambda: here.clock.now() - timedelta(minutes=10)
    latest(here)
    assert read_until(here) == START - timedelta(minutes=10)
    (incident,) = here.incidents("clock_skew")
    assert "10 minutes behind" in incident.message


def test_the_marketplaces_clock_at_the_first_page_counts_even_when_the_sweep_goes_on_later(here: World) -> None:
    put_many(here, 25)
    here.shop.now = lambda: here.clock.now() - timedelta(minutes=10)
    here.shop.fail("page 2", DOWN)
    latest(here)
    here.pass_time(timedelta(minutes=30))
    latest(here)
    assert read_until(here) == START - timedelta(minutes=10)


@pytest.mark.parametrize("ahead", [timedelta(days=365), timedelta(hours=2)], ids=["a year", "local time called GMT"])
def test_a_marketplaces_clock_that_is_ahead_hides_no_order_while_it_is_and_once_it_is_right(
    here: World, ahead: timedelta
) -> None:
    here.shop.now = lambda: here.clock.now() + ahead
    for name in ("A1", "A2", "A3"):
        here.shop.put(name)
        here.pass_time(timedelta(minutes=15))
        latest(here)
        assert here.order(name).status == "waiting_acceptance"
    here.shop.now = here.clock.now
    here.shop.put("A4")
    here.pass_time(timedelta(minutes=15))
    latest(here)
    latest(here)
    assert here.order("A4").status == "waiting_acceptance"


def test_what_the_marketplace_may_still_be_writing_is_left_for_the_next_sweep(tmp_path: Path) -> None:
    here = world(tmp_path, corner_shop(rules(settle=timedelta(minutes=2))))
    put_many(here, 1)
    latest(here)
    assert read_until(here) == START - timedelta(minutes=2)


@pytest.mark.parametrize("dated", [True, False], ids=["with a Date", "without"])
def test_a_window_that_looks_back_sees_it_early_and_never_counts_it_as_read(tmp_path: Path, dated: bool) -> None:
    here = world(tmp_path, corner_shop(rules(settle=timedelta(minutes=2))))
    put_many(here, 1)
    if not dated:
        here.shop.now = lambda: None
    here.engine.sync("my-shop", "catch_up")
    assert here.shop.asked[-1].until == START
    assert read_until(here, "catch_up") == START - timedelta(minutes=2)


def test_a_window_that_looks_back_reads_to_now_and_further_back_after_a_long_silence(here: World) -> None:
    here.shop.put("A1", modified_at=START - timedelta(days=1))
    here.engine.sync("my-shop", "catch_up")
    assert (here.shop.asked[-1].since, here.shop.asked[-1].until) == (START - timedelta(days=3), START)
    here.pass_time(timedelta(days=6))
    here.engine.sync("my-shop", "catch_up")
    assert here.shop.asked[-1].since == START - timedelta(minutes=5)


def test_a_window_over_some_native_statuses_asks_for_these_only(here: World) -> None:
    here.shop.put("A1", "REFUNDED", modified_at=START - timedelta(hours=1))
    here.shop.put("A2", "SENT", modified_at=START - timedelta(hours=1))
    here.engine.sync("my-shop", "refunds")
    assert here.shop.asked[-1].native == ("REFUNDED", "PARTLY_REFUNDED")
    assert here.order("A1").status == "refunded"
    assert here.store.order(here.key("A2")) is None


def test_a_first_pull_that_matches_nothing_is_a_finding_and_proves_nothing_read(here: World) -> None:
    sweep = latest(here)
    assert sweep.state == "complete"
    assert read_until(here) is None
    (incident,) = here.incidents("first_pull_empty")
    assert "may_be_empty" in incident.message
    here.shop.put("A1")
    here.pass_time(timedelta(minutes=15))
    latest(here)
    assert here.incidents() == []
    assert read_until(here) == START + timedelta(minutes=15)


def test_a_first_pull_may_be_empty_where_the_binding_says_so(tmp_path: Path) -> None:
    here = world(tmp_path, corner_shop(rules(may_be_empty=True)))
    latest(here)
    assert (read_until(here), here.incidents()) == (START, [])


MAPPED = OrderMapping(
    (
        FieldMapping("ordered_at", "instant", paths=("place",)),
        FieldMapping("currency", "text", paths=("total.curr",)),
        FieldMapping("total", "decimal", paths=("total.amount",)),
        FieldMapping("modified_at", "instant", kind="constant"),
    ),
    lines=ObjectMapping("item", (FieldMapping("sku", "text", paths=("sku",)),)),
)


def put_bare(here: World, count: int, **fields: Any) -> None:
    """Orders without any of the fields that a wrong path would leave out, but for `fields`."""
    bare = {
        "modified_at": here.clock.now() - timedelta(minutes=1),
        "ordered_at": None,
        "currency": None,
        "total": None,
        "lines": (),
    }
    for number in range(count):
        here.shop.put(f"A{number}", **{**bare, **fields})


def test_a_field_that_no_order_of_the_first_sweep_has_is_told_with_its_path_until_it_is_read(tmp_path: Path) -> None:
    here = world(tmp_path, corner_shop(rules(order=MAPPED)))
    put_bare(here, 5, total=Decimal(5))
    latest(here)
    (incident,) = here.incidents("fields_missing")
    assert "currency (at total.curr), lines (at item), ordered_at (at place); correct binding.yaml" in incident.message
    assert "total.amount" not in incident.message
    here.pass_time(timedelta(minutes=15))
    line = OrderLine("1", "SKU")
    put_bare(here, 1, total=Decimal(5), currency="EUR", ordered_at=START, lines=(line,))
    latest(here)
    assert here.incidents() == []


@pytest.mark.parametrize(
    ("count", "fields"),
    [
        (4, {}),
        (5, {"drift": ("place", "total.curr", "total.amount", "item", "item.sku")}),
    ],
)
def test_few_orders_prove_nothing_and_what_drifts_is_told_as_that(
    tmp_path: Path, count: int, fields: dict[str, Any]
) -> None:
    here = world(tmp_path, corner_shop(rules(order=MAPPED)))
    put_bare(here, count, **fields)
    latest(here)
    assert here.incidents("fields_missing") == []


def test_only_a_first_sweep_tells_of_fields_that_no_order_has(tmp_path: Path) -> None:
    here = world(tmp_path, corner_shop(rules(order=MAPPED)))
    here.shop.put(
        "Z",
        modified_at=START - timedelta(1),
        ordered_at=START,
        currency="EUR",
        total=Decimal(5),
        lines=(OrderLine("1", "SKU"),),
    )
    latest(here)
    here.pass_time(timedelta(minutes=15))
    put_bare(here, 6)
    latest(here)
    assert here.incidents("fields_missing") == []


def test_an_order_without_an_id_is_told_of_and_the_others_are_kept(here: World) -> None:
    put_many(here, 2)
    here.shop.records["nameless"] = ShopRecord(here.shop.put("", modified_at=START - timedelta(hours=1)))
    sweep = latest(here)
    assert (sweep.state, sweep.seen, sweep.created) == ("complete", 4, 2)
    (incident,) = here.incidents("order_without_id")
    assert "page 1 of latest" in incident.message
    assert here.engine.sync("my-shop", "catch_up").complete
    assert len(here.incidents("order_without_id")) == 1, "it still has none"
    del here.shop.records["nameless"], here.shop.records[""]
    assert here.engine.sync("my-shop", "catch_up").complete
    assert here.incidents() == []


@pytest.mark.parametrize("provoked", [ChannelError("total is a list", "permanent"), KeyError("secret street 4")])
def test_an_order_that_cannot_be_read_never_blocks_its_page(here: World, provoked: Exception) -> None:
    put_many(here, 3)
    here.shop.records["A001"] = ShopRecord(here.shop.records["A001"].told, broken=provoked)
    sweep = latest(here)
    assert (sweep.state, sweep.created) == ("complete", 2)
    (incident,) = here.incidents("unreadable_order")
    assert "A001" in incident.message and "secret street" not in incident.message
    assert here.engine.sync("my-shop", "catch_up").complete
    assert len(here.incidents("unreadable_order")) == 1, "it still cannot be read"
    here.shop.records["A001"] = ShopRecord(here.shop.records["A001"].told)
    assert here.engine.sync("my-shop", "catch_up").complete
    assert (here.order("A001").status, here.incidents()) == (here.order("A002").status, [])


def test_an_unknown_native_status_keeps_the_order_and_tells_once_for_all_of_them(here: World) -> None:
    for number in range(15):
        here.shop.put(f"A{number}", "ON_HOLD", modified_at=START - timedelta(hours=1))
    latest(here)
    assert here.order("A3").status is None
    assert "unknown_status" in here.history("A3")
    (incident,) = here.incidents("unknown_status")
    assert (incident.subject, "'ON_HOLD'" in incident.message) == ("ON_HOLD", True)


def test_an_order_with_an_unknown_status_is_observed_again_once_the_spec_knows_the_word(tmp_path: Path) -> None:
    here = world(tmp_path)
    here.shop.put("A1", "SENT", modified_at=START - timedelta(minutes=1))
    text = (CHANNELS / "corner_shop" / "channel.yaml").read_text()
    ignorant = tmp_path / "corner_shop"
    ignorant.mkdir()
    (ignorant / "channel.yaml").write_text(text.replace("native: [SENT]", "native: [DISPATCHED]"))
    here.loaded = replace(load_channel(ignorant), binding=rules())
    here.restart()
    latest(here)
    assert here.order("A1").status is None
    here.loaded = corner_shop()
    here.restart()
    latest(here)
    assert (here.order("A1").status, here.history("A1")[-1]) == ("shipped", "None→shipped")
    assert here.incidents() == []


def test_a_marketplace_that_lists_less_than_it_counts_is_told_of(here: World) -> None:
    put_many(here, 3)
    here.shop.total = 5
    assert latest(here).state == "complete"
    (incident,) = here.incidents("fewer_than_announced")
    assert "3 orders" in incident.message and "5" in incident.message


def shrinking(here: World, *changes: str) -> None:
    """Twenty-five orders of last week on three pages; before page 2 of each reading one of them changes, and so leaves
    the list."""
    for number in range(25):
        here.shop.put(f"B{number:02}", modified_at=START - timedelta(days=7) + timedelta(minutes=number))
    here.shop.counts = True
    here.shop.fail("page 2", *(lambda name=name: here.shop.put(name, "PAID") and None for name in changes))
    here.pass_time(timedelta(minutes=1))


def test_a_list_that_gets_shorter_between_its_pages_is_read_again_and_no_order_slips_by(here: World) -> None:
    shrinking(here, "B03")
    sweep = latest(here)
    assert (sweep.state, sweep.created, here.shop.pages_served) == ("complete", 25, [1, 2, 3, 1, 2, 3])
    assert here.incidents() == []


def test_a_list_that_never_stops_getting_shorter_is_told_of(here: World) -> None:
    shrinking(here, "B03", "B04", "B05")
    assert latest(here).state == "complete"
    assert here.shop.pages_served == [1, 2, 3] * 3
    assert [incident.kind for incident in here.incidents()] == ["fewer_than_announced"]


def test_stopped_before_the_second_reading_of_a_list_the_next_process_makes_it(here: World) -> None:
    shrinking(here, "B03")
    here.shop.fail("page 3", None)
    here.shop.fail("page 1", None, ChannelError("no answer", "transient"))
    assert latest(here).state == "incomplete"
    assert here.store.cursor("my-shop", "latest") is None
    here.restart()
    latest(here)
    assert len(list(here.store.orders())) == 25


def without_a_total(tmp_path: Path, *changes: str) -> World:
    """The same list from a shop that says no total, by a binding that knows that its pages may shift."""
    here = world(tmp_path, corner_shop(rules(may_shift=True)))
    shrinking(here, *changes)
    here.shop.counts = False
    return here


def test_pages_that_may_shift_unseen_are_read_until_nothing_new_turns_up(tmp_path: Path) -> None:
    here = without_a_total(tmp_path, "B03")
    sweep = latest(here)
    assert (sweep.state, sweep.created) == ("complete", 25)
    assert here.shop.pages_served == [1, 2, 3] * 3


def test_pages_that_did_not_shift_are_read_twice_and_no_more(tmp_path: Path) -> None:
    here = without_a_total(tmp_path)
    assert latest(here).created == 25
    assert here.shop.pages_served == [1, 2, 3] * 2


def test_a_single_page_cannot_shift(tmp_path: Path) -> None:
    here = world(tmp_path, corner_shop(rules(may_shift=True)))
    put_many(here, 3)
    latest(here)
    assert here.shop.pages_served == [1]


def test_a_list_left_while_its_pages_shifted_is_read_again_once_it_is_at_its_end(tmp_path: Path) -> None:
    here = without_a_total(tmp_path, "B03")
    here.shop.fail("page 3", ChannelError("no answer", "transient"))
    assert latest(here).state == "incomplete"
    here.restart()
    latest(here)
    assert len(list(here.store.orders())) == 25


def test_one_account_down_does_not_stop_the_others(tmp_path: Path) -> None:
    here = world(tmp_path, accounts=("my-shop", "other-shop"))
    here.shop.fail("list", DOWN, DOWN, DOWN)
    here.shops["other-shop"].put("B1", modified_at=START - timedelta(hours=1))
    result = here.engine.tick()
    assert [each.complete for each in result.synced] == [False, True]
    assert here.order("B1").status == "waiting_acceptance"


def test_an_account_whose_key_is_refused_rests_and_goes_on_by_itself(here: World) -> None:
    put_many(here, 1)
    here.shop.fail("list", ChannelError("the key is refused", "auth"))
    here.engine.tick()
    assert [incident.kind for incident in here.incidents()] == ["account"]
    asked = len(here.shop.asked)
    here.engine.tick()
    assert len(here.shop.asked) == asked  # it rests
    here.pass_time(timedelta(minutes=6))
    here.engine.tick()
    assert here.incidents() == []
    assert here.order("A000").status == "waiting_acceptance"


def test_an_account_that_cannot_be_used_says_why_and_leaves_no_sweep_behind(tmp_path: Path) -> None:
    def refuse(account: object) -> object:
        raise AccountError("MY_SHOP_KEY is not set")

    here = world(tmp_path, connect=refuse)  # type: ignore[arg-type]
    result = here.engine.sync("my-shop")
    assert (result.error, result.complete) == ("MY_SHOP_KEY is not set", False)
    assert here.store.sweeps() == ()


def test_a_window_and_an_account_that_do_not_exist_are_named_with_those_that_do(here: World) -> None:
    with pytest.raises(UsageError, match="latest, catch_up, refunds"):
        here.engine.sync("my-shop", "hourly")
    with pytest.raises(UsageError, match="my-shop"):
        here.engine.sync("my-shp")


def test_stopping_between_pages_leaves_a_sweep_that_goes_on(here: World) -> None:
    put_many(here, 25)
    answers = iter([False, False, True, True, True, True, True])
    here.engine.run(lambda: next(answers))
    sweep = here.store.open_sweep("my-shop", "latest")
    assert sweep is not None and (sweep.state, sweep.pages) == ("running", 1)
    here.restart()
    assert latest(here).seen == 25
    assert here.shop.pages_served == [1, 2, 3]


@dataclass(frozen=True, slots=True)
class OvertakenRecord(ShopRecord):
    """A record during whose reading something else happens, once."""

    meanwhile: Callable[[], object] = lambda: None

    def report(self) -> OrderReport:
        self.meanwhile()
        return self.told


def test_an_order_that_another_process_stored_meanwhile_is_decided_anew(here: World, tmp_path: Path) -> None:
    here.shop.put("A1", "OFFERED", modified_at=START - timedelta(hours=1))
    latest(here)
    other = world(tmp_path, here.loaded, here.clock, here.shops)

    def overtake() -> None:
        if here.shop.records["A1"].told.native_status == "PAID":
            here.shop.put("A1", "SENT", modified_at=START + timedelta(minutes=9))
            other.engine.sync("my-shop", "catch_up")

    here.shop.records["A1"] = OvertakenRecord(
        here.shop.put("A1", "PAID", modified_at=START + timedelta(minutes=8)), meanwhile=overtake
    )
    here.pass_time(timedelta(minutes=10))
    assert latest(here).state == "complete"
    assert here.order("A1").status == "shipped"
    moves = [event for event in here.history("A1") if "→" in event or event in ("unforeseen", "stale")]
    assert moves == ["new→waiting_acceptance", "unforeseen", "stale"]


def test_a_sweep_another_process_has_begun_is_gone_on_with_and_there_is_one(here: World, tmp_path: Path) -> None:
    put_many(here, 25)
    other = world(tmp_path, here.loaded, here.clock, here.shops)
    here.shop.fail("page 1", lambda: latest(other) and None)
    assert latest(here).state == "complete"
    assert [sweep.window for sweep in here.store.sweeps()] == ["latest"]
    assert here.history("A003") == ["first_seen", "new→waiting_acceptance"]


def test_a_marketplace_that_asks_for_patience_is_left_alone_for_as_long(here: World) -> None:
    put_many(here, 1)
    here.shop.fail("list", ChannelError("too many requests", "rate_limited", retry_after=120))
    here.engine.tick()
    asked = len(here.shop.asked)
    here.pass_time(timedelta(seconds=119))
    here.engine.tick()
    assert len(here.shop.asked) == asked
    here.pass_time(timedelta(seconds=2))
    here.engine.tick()
    assert here.order("A000").status == "waiting_acceptance"


def test_what_nobody_foresaw_in_an_answer_stays_with_its_account_and_out_of_the_message(tmp_path: Path) -> None:
    here = world(tmp_path, accounts=("my-shop", "other-shop"))

    def surprise() -> None:
        raise KeyError("12 rue des Lilas")

    here.shop.fail("list", surprise)
    here.shops["other-shop"].put("B1", modified_at=START - timedelta(hours=1))
    here.engine.tick()
    assert here.order("B1").status == "waiting_acceptance"
    (incident,) = here.incidents("sweep_failed")
    assert "KeyError" in incident.message and "Lilas" not in incident.message


def test_a_window_over_some_statuses_is_not_held_against_the_count_of_all(here: World) -> None:
    here.shop.put("A1", "REFUNDED", modified_at=START - timedelta(hours=1))
    here.shop.total = 5
    here.engine.sync("my-shop", "refunds")
    assert here.incidents() == []


def test_where_nothing_but_sweeps_goes_on_what_pages_spoke_of_is_forgotten_after_a_day(here: World) -> None:
    with sqlite3.connect(here.folder / "orders.db") as file:
        for _ in range(5):
            here.shop.put("A1")
            here.pass_time(timedelta(hours=13))
            here.engine.sync("my-shop", "latest")
        ((rows,),) = file.execute("SELECT count(*) FROM sightings")
    assert rows == 2
