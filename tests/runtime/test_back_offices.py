"""A seller's own system beside the engine: what goes there, its own ids, and actions that wait for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.machine.decision import Change, Incomplete, NotOffered
from stallkeeper.orders import OrderKey, OwnIdTaken, Submission
from stallkeeper.runtime.back_offices import BackOffices
from tests.runtime.played import SELLER, Played, marketplace, seller

ERP = "back_offices: {erp: {}, depot: {import_from: shipped, fulfilled_by_channel: true}, other: {accounts: [else]}}"
ELSE = "  else: {channel: manomano, parameters: {seller_contract_id: 1}, secrets: {api_key: API_KEY}}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Played]:
    with office_at(tmp_path) as played:
        yield played


@contextmanager
def office_at(folder: Path) -> Iterator[Played]:
    """A played marketplace, and an accounts file with back offices."""
    from stallkeeper.accounts import load_accounts
    from stallkeeper.runtime.opening import open_catalog, wire
    from stallkeeper.store import Store

    with marketplace("manomano") as (server, clock), seller(folder, "manomano", server, clock) as first:
        file = folder / "stallkeeper.yaml"
        file.write_text(f"{file.read_text()}\n{ELSE}\n{ERP}\n")
        accounts = load_accounts(file, {"API_KEY": "played-api-key"})
        with (
            Store.open(accounts.store, now=clock.now()) as store,
            wire(accounts, open_catalog(), store, clock) as engine,
        ):
            yield Played(first.world, server, clock, store, engine)


def offices(here: Played) -> BackOffices:
    return here.engine.back_offices


def ids(here: Played, office: str = "erp", after: int = 0, **more: bool) -> list[str]:
    return [entry.key.id for entry in offices(here).feed(office, after, **more).entries]


def waiting(here: Played, key: OrderKey) -> Submission:
    (found,) = here.store.submissions(states=("needs_data",))
    assert found.key == key
    return found


def test_an_order_goes_there_from_the_status_its_office_asks_for(here: Played) -> None:
    (early,), (ready,) = here.arrive("PENDING"), here.arrive("PREPARATION")
    (sent,), (theirs,) = here.arrive("SHIPPED"), here.arrive("SHIPPED", changes={"is_mmf": True})
    here.sync()
    assert set(ids(here)) == {ready, sent}
    assert set(ids(here, "depot")) == {sent, theirs}
    assert ids(here, "other") == []
    why = [offices(here).why_not("erp", here.key(each)) for each in (early, ready, theirs)]
    assert why == ["it has not come to waiting_shipment", None, "the marketplace ships it itself"]


def test_the_same_cursor_gives_the_same_orders_and_the_next_what_is_new(here: Played) -> None:
    here.arrive("PREPARATION", 3)
    here.sync()
    first = offices(here).feed("erp", most=2)
    assert len(first.entries) == 2 and first.more
    assert offices(here).feed("erp", most=2) == first
    second = offices(here).feed("erp", first.cursor, most=2)
    assert len({*ids(here)} - {entry.key.id for entry in (*first.entries, *second.entries)}) == 0
    (late,) = here.arrive("PREPARATION")
    here.sync("catch_up")
    assert ids(here, after=second.cursor) == [late]
    with pytest.raises(UsageError, match="not one of this store's"):
        offices(here).feed("erp", 10_000)


def test_own_ids_are_the_orders_alone_said_twice_they_change_nothing(here: Played) -> None:
    one, two = (here_key(here, each) for each in here.arrive("PREPARATION", 2))
    for _ in range(2):
        assert offices(here).give_ids("erp", one, ("SO-1", "SO-2")) == ()
    assert offices(here).give_ids("erp", two, ("SO-2", "SO-3")) == (OwnIdTaken("SO-2", one),)
    assert here.store.back_offices.mark("erp", two).own_ids == ()
    assert here.store.back_offices.orders_called("erp", "SO-2") == one
    assert offices(here).give_ids("depot", two, ("SO-2",)) == ()
    assert offices(here).give_ids("erp", one, ("SO-2",)) == ()
    assert offices(here).give_ids("erp", two, ("SO-1",)) == ()
    told = [event.details["own_ids"] for event in here.store.history(one) if event.kind == "back_office"]
    assert told == [["SO-1", "SO-2"], ["SO-2"]]
    with pytest.raises(UsageError, match="is no id"):
        offices(here).give_ids("erp", one, ("SO\n1",))


def here_key(here: Played, order_id: str) -> OrderKey:
    if not here.store.find(order_id):
        here.sync("catch_up")
    return here.key(order_id)


def test_what_was_seen_stays_seen_and_is_left_out_when_asked(here: Played) -> None:
    one, two = (here_key(here, each) for each in here.arrive("PREPARATION", 2))
    assert [offices(here).see("erp", [one, one]), offices(here).see("erp", [one])] == [1, 0]
    assert ids(here, unseen=True) == [two.id]
    assert set(ids(here)) == {one.id, two.id}


def test_an_action_that_is_not_complete_waits_and_is_sent_once_the_rest_is_said(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    said = offices(here).act("erp", "ship", key, {"tracking_number": "003404"})
    assert isinstance(said.decision, Incomplete)
    held = waiting(here, key)
    assert (held.who, held.error, dict(held.fields)) == (
        "back_office:erp",
        "needs carrier",
        {"tracking_number": "003404"},
    )
    here.engine.send("my-shop")
    assert here.world.effects() == ()
    (listed,) = here.engine.errors.list()
    assert (listed.kind, listed.message) == ("validation", "needs carrier")
    assert [each.missing for each in here.engine.plan("ship", [key]).needs_data] == [("carrier",)]
    assert offices(here).act("erp", "ship", key, {"tracking_number": "003404"}).submission == held

    assert here.engine.plan("ship", [key], {"carrier": "DHL"}).ready == (key,)
    completed = here.engine.act("ship", key, {"carrier": "DHL"}, SELLER)
    assert isinstance(completed.decision, Change) and completed.submission is not None
    assert (completed.submission.id, completed.submission.state) == (held.id, "queued")
    here.engine.send("my-shop")
    assert [effect.action for effect in here.world.effects()] == ["ship"]
    assert here.engine.errors.list() == ()
    states = [event.details["state"] for event in here.store.history(key) if event.kind == "submission"]
    assert states[:2] == ["needs_data", "queued"]


def test_a_further_message_completes_it_as_well(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    offices(here).act("erp", "ship", key, {"tracking_number": "003404", "colour": "red"})
    assert "colour" in str(waiting(here, key).error)
    assert offices(here).act("erp", "ship", key, {"carrier": "DHL"}).taken
    assert here.store.submissions(states=("needs_data",)) == ()


def test_it_holds_the_order_for_nobody_and_ends_once_it_is_not_possible_any_more(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    offices(here).act("erp", "ship", key, {"tracking_number": "003404"})
    held = waiting(here, key)
    here.world.report(order_id, "SHIPPED")
    here.clock.advance(timedelta(minutes=20))
    here.sync("catch_up")
    here.engine.send("my-shop")
    ended = here.store.submission(held.id)
    assert ended is not None and ended.state == "superseded"
    assert here.engine.errors.list() == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_looks_at_it_every_quarter_of_an_hour(here: Played, workers: int) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    offices(here).act("erp", "ship", key, {"tracking_number": "003404"})
    held = waiting(here, key)
    here.world.report(order_id, "SHIPPED")
    here.clock.advance(timedelta(minutes=20))
    here.sync("catch_up")
    looks, states = iter(range(50)), [held.state]

    def is_over() -> bool:
        found = here.store.submission(held.id)
        states.extend([found.state] if found is not None else [])
        return states[-1] == "superseded" or next(looks, None) is None

    here.engine.run(is_over, workers)
    assert states[-1] == "superseded"


def test_a_person_may_end_it_another_way(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    offices(here).act("erp", "ship", key, {"tracking_number": "003404"})
    held = waiting(here, key)
    with pytest.raises(UsageError, match="completes what was asked for"):
        here.engine.errors.retry(held.id, SELLER)
    here.engine.errors.handle(held.id, "sent by hand", SELLER)
    assert here.store.submissions(states=("needs_data",)) == ()
    assert here.engine.errors.list() == ()


def test_what_is_not_possible_is_a_no_and_waits_for_nothing(here: Played) -> None:
    (order_id,) = here.arrive("PENDING")
    key = here_key(here, order_id)
    assert isinstance(offices(here).act("erp", "ship", key, {"tracking_number": "003404"}).decision, NotOffered)
    assert here.store.submissions() == ()


def test_a_back_office_that_there_is_not_is_told_by_name(here: Played) -> None:
    with pytest.raises(UsageError, match="no back office 'erb'; those of the accounts file are: erp, depot, other"):
        offices(here).feed("erb")


def test_erasing_the_buyer_ends_what_waits_and_nothing_of_it_is_kept(here: Played) -> None:
    (order_id,) = here.arrive("PREPARATION")
    key = here_key(here, order_id)
    offices(here).act("erp", "ship", key, {"tracking_number": "003404", "colour": "Odile Martin"})
    held = waiting(here, key)
    here.engine.privacy.erase_orders([key], SELLER, open_too=True)
    ended = here.store.submission(held.id)
    assert ended is not None and ended.state == "superseded"
    assert "Odile Martin" not in str(ended)
