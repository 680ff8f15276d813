"""An account that was renamed or taken out of the file: what was asked for in its name is never lost without a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError, UsageError
from stallkeeper.orders import OPEN_STATES, AccountHealth, Failure, Submission
from stallkeeper.played.server import PlayedServer
from stallkeeper.render.failures import failures_text
from stallkeeper.render.standing import health_text
from stallkeeper.runtime.progress import IncidentRaised
from tests.runtime.arranged import SELLER, World, corner_shop, rules, world
from tests.runtime.played import Played, marketplace, seller
from tests.runtime.test_swallowed import SENT

GONE = "account_gone"
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=10)


@pytest.fixture
def here(tmp_path: Path) -> World:
    here = world(tmp_path)
    for number in range(1, 7):
        here.shop.put(f"A{number}")
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    return here


def with_accounts(here: World, *names: str) -> World:
    """Another process, whose file has these accounts, at the same shop."""
    here.engine.close()
    here.store.close()
    return beside(here, *names)


def beside(here: World, *names: str) -> World:
    """The same while the first one goes on."""
    shop = next(iter(here.shops.values()))
    return world(here.folder, here.loaded, here.clock, dict.fromkeys(names, shop))


def renamed(here: World) -> World:
    return with_accounts(here, "our-shop")


def told(here: World) -> list[IncidentRaised]:
    return [each for each in here.told if isinstance(each, IncidentRaised) and each.kind == GONE]


def errors(here: World) -> tuple[Failure, ...]:
    return here.engine.errors.list()


def row(here: World) -> AccountHealth:
    (row,) = [each for each in here.engine.health() if each.account == "my-shop"]
    return row


# At a marketplace that really answers


@contextmanager
def at_manomano(folder: Path, server: PlayedServer, clock: ManualClock, name: str, scope: str) -> Iterator[Played]:
    """A seller whose file has one account, under a name of its own."""
    with seller(folder, "manomano", server, clock, f"scope: {scope}" if scope else "", name=name) as here:
        yield here


def ship(here: Played, order_id: str) -> Submission:
    submission = here.engine.act("ship", here.key(order_id), SENT, SELLER).submission
    assert submission is not None
    return submission


@pytest.mark.parametrize("scope", ["", "company"])
def test_an_action_of_an_account_that_was_renamed_is_told_once_and_stays_in_sight(tmp_path: Path, scope: str) -> None:
    with marketplace("manomano") as (server, clock):
        with at_manomano(tmp_path, server, clock, "my-shop", scope) as before:
            (order_id,) = before.arrive("PREPARATION")
            before.sync()
            waiting = ship(before, order_id)
        with at_manomano(tmp_path, server, clock, "our-shop", scope) as here:
            for _ in range(48):
                clock.advance(HOUR)
                here.engine.tick()
            (incident,) = here.store.incidents()
            assert (incident.account, incident.kind, incident.count) == ("my-shop", GONE, 1)
            assert f"account my-shop is not in {tmp_path / 'stallkeeper.yaml'}" in incident.message
            assert f"without `scope: {scope or 'my-shop'}` its orders stand here twice" in incident.message
            assert ("and with `scope: company`" in incident.message) is bool(scope)
            (error,) = here.engine.errors.list()
            assert (error.id, error.account, error.kind) == (waiting.id, "my-shop", "not_found")
            assert (error.subject, error.next_attempt_at) == (f"ship of order {order_id}", None)
            ours, gone = here.engine.health()
            assert (ours.account, ours.well, ours.gone) == ("our-shop", True, False)
            assert (gone.account, gone.channel, gone.waiting, gone.well) == ("my-shop", "manomano", 1, False)
            assert (gone.gone, gone.incidents, gone.waiting_since) == (True, (incident,), waiting.created_at)
        assert server.world.effects() == ()


@pytest.mark.parametrize("scope", ["", "company"])
def test_an_account_that_is_back_sends_what_waited_and_nothing_is_told_any_more(tmp_path: Path, scope: str) -> None:
    with marketplace("manomano") as (server, clock):
        with at_manomano(tmp_path, server, clock, "my-shop", scope) as before:
            (order_id,) = before.arrive("PREPARATION")
            before.sync()
            waiting = ship(before, order_id)
        with at_manomano(tmp_path, server, clock, "our-shop", scope) as meanwhile:
            meanwhile.engine.tick()
            assert [each.kind for each in meanwhile.store.incidents()] == [GONE]
        with at_manomano(tmp_path, server, clock, "my-shop", scope) as again:
            again.engine.tick()
            sent = again.store.submission(waiting.id)
            assert sent is not None and sent.state == "confirmed"
            assert (again.store.incidents(), again.engine.errors.list()) == ((), ())
            (standing,) = again.engine.health()
            assert (standing.account, standing.well) == ("my-shop", True)
        assert [each.action for each in server.world.effects(order_id)] == ["ship"]


# When it is told


@pytest.mark.parametrize("first", ["sync", "send", "tick", "health"])
def test_it_is_told_by_the_first_that_a_program_does(here: World, first: str) -> None:
    here.act("accept", "A1")
    here = renamed(here)
    {
        "sync": lambda: here.engine.sync("our-shop"),
        "send": here.engine.send,
        "tick": here.engine.tick,
        "health": here.engine.health,
    }[first]()
    assert [each.account for each in told(here)] == ["my-shop"]


@pytest.mark.parametrize("workers", [1, 2])
def test_it_is_told_by_a_program_that_runs_when_another_leaves_something_meanwhile(here: World, workers: int) -> None:
    running, asked = beside(here, "our-shop"), count()

    def stop() -> bool:
        number = next(asked)
        if number == 20:
            here.act("accept", "A1")
        return number >= 60

    running.engine.run(stop, workers)
    assert [each.account for each in told(running)] == ["my-shop"]


def test_a_program_after_it_neither_tells_nor_counts_it_again(here: World) -> None:
    here.act("accept", "A1")
    here = renamed(here)
    here.engine.tick()
    here = renamed(here)
    here.pass_time(HOUR)
    here.engine.tick()
    assert (told(here), [each.count for each in here.incidents(GONE)]) == ([], [1])
    assert len(errors(here)) == 1, "but it stays in sight"


def test_two_programs_with_different_files_do_not_tell_and_close_it_in_turn(here: World) -> None:
    here.act("accept", "A1")
    other = beside(here, "our-shop")
    for _ in range(5):
        other.engine.health()
        here.engine.health()
    fresh = beside(here, "my-shop")
    fresh.engine.health()
    other.engine.health()
    assert (len(told(other)), other.incidents(GONE)) == (1, [])


def test_an_account_that_is_gone_with_nothing_under_way_is_not_told_of(here: World) -> None:
    here.act("accept", "A1")
    here.engine.send()
    assert here.store.submissions(states=OPEN_STATES) == ()
    here = renamed(here)
    here.engine.tick()
    assert (here.incidents(GONE), errors(here)) == ([], ())
    assert [each.account for each in here.engine.health()] == ["our-shop"]


def test_a_listener_that_asks_how_it_stands_waits_for_nobody(here: World) -> None:
    here.act("accept", "A1")
    here = renamed(here)
    asked: list[int] = []
    here.engine._journal._tell = lambda _: asked.append(len(here.engine.health()))
    here.engine.gone.look()
    assert asked == [2]


def test_where_ids_are_unique_in_the_whole_channel_no_order_stands_twice_and_no_scope_is_asked_for(
    tmp_path: Path,
) -> None:
    binding = rules()
    binding.retrieval.identity_scope = "channel"
    here = world(tmp_path, corner_shop(binding))
    here.shop.put("A1")
    here.pass_time(timedelta(minutes=5))
    here.engine.tick()
    (order,) = here.store.orders()
    assert here.engine.act("accept", order.key, {}, SELLER).taken
    here = renamed(here)
    here.engine.tick()
    (incident,) = here.incidents(GONE)
    assert "Put it back there under this name. Or end each by hand" in incident.message


# How it stands in the queue of errors


def test_the_actions_of_one_account_are_one_cause(here: World) -> None:
    for number in range(1, 6):
        here.act("accept", f"A{number}")
    here = renamed(here)
    header, *struck = failures_text(errors(here)).splitlines()
    assert header == (
        "my-shop  not_found  5 times: accept of order … waits and is not sent: account my-shop is not in the accounts "
        "file. Put it back there under this name and its scope, or give it up with `errors handle`"
    )
    assert len(struck) == 5 and all(line.endswith(", 0 attempts") for line in struck)
    assert {each.account for each in here.engine.errors.list("my-shop")} == {"my-shop"}
    assert here.engine.errors.list("our-shop") == ()


def test_the_row_of_an_account_that_is_gone_says_what_waits(here: World) -> None:
    here.act("accept", "A1")
    here = renamed(here)
    header, incident = health_text([row(here)]).splitlines()
    assert header == (
        "my-shop (corner_shop): look at it, not in the accounts file; 1 action waits, "
        "the oldest asked for at 2026-11-22 10:05:00"
    )
    assert incident.startswith("  account_gone: account my-shop is not in the accounts file, ")
    assert here.engine.health("my-shop") == (row(here),), "it can be asked for by its name"


def test_what_failed_before_its_account_was_gone_is_not_said_to_be_tried_again(here: World) -> None:
    here.shop.fail("before send", ChannelError("the marketplace answers 500", "transient"))
    here.act("accept", "A1")
    here.engine.send()
    assert errors(here)[0].next_attempt_at is not None
    here = renamed(here)
    (error,) = errors(here)
    assert (error.kind, error.next_attempt_at, error.attempts) == ("not_found", None, 1)


def as_a_back_office_leaves_it(here: World, submission: Submission) -> Submission:
    needs_data = replace(submission, state="needs_data")
    assert here.store.update_submission(needs_data, (), held=submission)
    return needs_data


@pytest.mark.parametrize("state", ["queued", "needs_data"])
def test_what_waits_is_given_up_by_hand_and_all_is_well(here: World, state: str) -> None:
    waiting = here.act("accept", "A1")
    if state == "needs_data":
        as_a_back_office_leaves_it(here, waiting)
    here = renamed(here)
    here.engine.tick()
    with pytest.raises(UsageError, match="accept of order A1 waits and is not sent: account my-shop is not in"):
        here.engine.errors.retry(waiting.id, SELLER)
    here.engine.errors.handle(waiting.id, "accepted on the marketplace's own pages", SELLER)
    assert here.submission(waiting).state == "rejected"
    last = here.store.history(here.key("A1"))[-1]
    assert (last.who, last.details["reason"]) == (SELLER, "handled by hand: accepted on the marketplace's own pages")
    here.engine.tick()
    assert (errors(here), here.incidents(GONE)) == ((), [])
    assert [each.account for each in here.engine.health()] == ["our-shop"]


def acknowledged(here: World) -> Submission:
    """The marketplace took it, and its orders do not show it."""
    here.shop.silent_about.add("accept")
    taken = here.act("accept", "A1")
    here.engine.send()
    return here.submission(taken)


def in_doubt(here: World) -> Submission:
    here.shop.fail("after send", ChannelError("no answer", "transient", doubtful=True))
    doubtful = here.act("accept", "A1")
    here.engine.send()
    return here.submission(doubtful)


def sending(here: World) -> Submission:
    """Its process is killed while it sends."""

    def killed() -> None:
        raise KeyboardInterrupt

    here.shop.fail("send", killed)
    left = here.act("accept", "A1")
    with pytest.raises(KeyboardInterrupt):
        here.engine.send()
    return here.submission(left)


SENT_ALREADY = (acknowledged, in_doubt, sending)


@pytest.mark.parametrize(("happened", "state"), [(True, "confirmed"), (False, "rejected")])
@pytest.mark.parametrize("left", SENT_ALREADY)
def test_what_was_sent_already_is_settled_and_never_given_up(
    here: World, left: object, happened: bool, state: str
) -> None:
    assert callable(left)
    sent: Submission = left(here)
    assert sent.state == left.__name__
    here = renamed(here)
    here.pass_time(LEASE)
    here.engine.tick()
    (error,) = errors(here)
    assert (error.id, error.kind) == (sent.id, "not_found")
    assert "accept of order A1 was sent, and nobody looks what became of it: account my-shop is" in error.message
    assert here.submission(sent) == sent, "nobody does anything with it"
    for way in (here.engine.errors.retry, lambda name, who: here.engine.errors.handle(name, "seen there", who)):
        with pytest.raises(UsageError, match="settle"):
            way(sent.id, SELLER)
    assert here.engine.settle(sent.id, happened, SELLER).state == state
    here.engine.tick()
    assert here.incidents(GONE) == []


def test_what_may_be_on_its_way_just_now_is_settled_when_that_is_over(here: World) -> None:
    sent = sending(here)
    here = renamed(here)
    assert "accept of order A1 may be on its way until 2026-11-22 10:15:00 UTC" in errors(here)[0].message
    with pytest.raises(UsageError, match="is sending; only one in doubt is settled by hand"):
        here.engine.settle(sent.id, happened=True, who=SELLER)
    with pytest.raises(UsageError, match="may be on its way"):
        here.engine.errors.handle(sent.id, "seen there", SELLER)


@pytest.mark.parametrize("left", [acknowledged, sending])
def test_what_was_sent_for_an_account_of_the_file_is_not_settled_by_hand(here: World, left: object) -> None:
    assert callable(left)
    sent: Submission = left(here)
    here.pass_time(LEASE)
    with pytest.raises(UsageError, match="only one in doubt is settled by hand"):
        here.engine.settle(sent.id, happened=True, who=SELLER)


@pytest.mark.parametrize("left", SENT_ALREADY)
def test_an_account_that_is_back_goes_on_with_what_was_sent_where_it_was(here: World, left: object) -> None:
    assert callable(left)
    sent: Submission = left(here)
    here = renamed(here)
    here.pass_time(LEASE)
    here.engine.tick()
    here = with_accounts(here, "my-shop")
    here.shop.silent_about.clear()
    if left is acknowledged:
        here.shop.put("A1", "PAID")
    here.pass_time(HOUR)
    here.engine.tick()
    here.engine.send()
    assert here.submission(sent).state == "confirmed"
    assert here.shop.effects == [("accept", "A1")], "and nothing was done twice"
    assert (errors(here), here.incidents(GONE)) == ((), [])
