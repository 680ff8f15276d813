"""A clock that was days ahead, in one process or while one ran: all work goes on in its rhythm once it is right."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from stallkeeper.accounts.retention import RetentionKeys
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError, StoreError
from stallkeeper.orders import Whole
from stallkeeper.runtime.clock_watch import ClockWatch
from stallkeeper.store.put_off import PutOff
from tests.bindings.serving import Said, serving
from tests.runtime.arranged import SELLER, START, World, world
from tests.runtime.paper_marketplace import open_seller
from tests.runtime.paper_marketplace import seller as seller_with_papers
from tests.runtime.played import marketplace, seller
from tests.runtime.shop import Shop
from tests.runtime.test_privacy import BUYER
from tests.runtime.webhook_receiver import Receiver, teller_over
from tests.store.samples import order_of, page_of, write_of

DAYS = timedelta(days=3)
A_DAY = timedelta(days=1)
"""Further on, the deadline of what is to be accepted would have passed."""
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)


class WrongClock(ManualClock):
    """A machine's clock that shows another time than it is; `true` is the time."""

    def __init__(self, true: ManualClock, ahead: timedelta = DAYS) -> None:
        self.true = true
        self.ahead = ahead

    def now(self) -> datetime:
        return self.true.now() + self.ahead

    def sleep(self, seconds: float) -> None:
        self.true.sleep(seconds)

    def advance(self, by: timedelta) -> None:
        self.true.advance(by)


class Machine:
    """A shop that knows the time, and a seller whose machine's clock was ahead when it first started."""

    def __init__(self, folder: Path, retention: RetentionKeys | None = None, *, restarts: bool = True) -> None:
        self.clock = WrongClock(ManualClock(START))
        self.restarts = restarts
        shops = {"my-shop": Shop(self.clock.true)}
        shops["my-shop"].put("A0")
        self.clock.advance(MINUTE)
        self.retention = retention or RetentionKeys()
        self.here: World = world(folder, clock=self.clock, shops=shops, retention=self.retention)

    def put_right(self) -> None:
        """The clock is right from now on: another process begins, or the one that runs goes on."""
        self.clock.advance(MINUTE)
        self.clock.ahead = timedelta(0)
        if self.restarts:
            here = self.here
            here.engine.close()
            here.store.close()
            self.here = world(here.folder, clock=self.clock, shops=here.shops, retention=self.retention)

    def go_on(self, by: timedelta = MINUTE, times: int = 1) -> None:
        for _ in range(times):
            self.here.engine.tick()
            self.here.pass_time(by)


@pytest.fixture(params=["another process", "the same process"])
def machine(tmp_path: Path, request: pytest.FixtureRequest) -> Machine:
    return Machine(tmp_path, restarts=request.param == "another process")


def test_reading_goes_on(machine: Machine) -> None:
    machine.go_on()
    machine.put_right()
    seen = []
    for name in ("A1", "A2", "A3"):
        machine.here.shop.put(name)
        machine.go_on(QUARTER, 2)
        seen.append(len(machine.here.store.find(name)))
    assert seen == [1, 1, 1]
    sweeps = len(machine.here.store.sweeps("my-shop"))
    assert sweeps < 15, "in its rhythm, not all the time"


def test_a_run_that_waits_goes_on_when_the_clock_is_put_right(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    def stop() -> bool:
        if machine.clock.true.now() > START + timedelta(minutes=10) and machine.clock.ahead:
            machine.clock.ahead = timedelta(0)
            machine.here.shop.put("A1")
        return machine.clock.true.now() > START + timedelta(minutes=45)

    machine.here.engine.run(stop)
    assert machine.here.store.find("A1")


def test_what_came_at_the_marketplace_while_the_clock_was_ahead_is_read(machine: Machine) -> None:
    machine.go_on()
    machine.here.shop.put("A1")
    machine.put_right()
    machine.go_on(QUARTER, 2)
    assert machine.here.store.find("A1")


def test_an_account_that_was_to_rest_is_read(machine: Machine) -> None:
    machine.here.shop.fail("list", *[ChannelError("too many", "rate_limited", retry_after=3600.0)] * 3)
    machine.go_on()
    machine.here.shop.faults.clear()
    machine.put_right()
    machine.go_on(times=2)
    assert machine.here.store.find("A0")


def test_what_could_not_be_sent_goes_out(machine: Machine) -> None:
    machine.clock.ahead = A_DAY
    machine.go_on()
    machine.here.act("accept", "A0")
    machine.here.shop.fail("before send", ChannelError("not now", "transient"))
    machine.go_on()
    assert machine.here.shop.effects == []
    machine.put_right()
    machine.go_on(times=3)
    assert machine.here.shop.effects == [("accept", "A0")]


def test_what_a_killed_process_was_sending_is_looked_up_after_a_lease_and_no_sooner(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    machine = Machine(tmp_path)
    machine.clock.ahead = A_DAY
    machine.go_on()
    sent = machine.here.act("accept", "A0")
    machine.here.shop.fail("after send", kill)
    with suppress(Killed):
        machine.go_on()
    assert machine.here.submission(sent).state == "sending"
    machine.put_right()
    states = []
    for _ in range(14):
        machine.go_on()
        states.append(machine.here.submission(sent).state)
    assert states[:10] == ["sending"] * 10, "it may still be on its way"
    assert states[-1] != "sending" and len(machine.here.shop.effects) == 1


def taken() -> None:
    raise StoreError("the database is locked", passing=True)


def test_another_process_that_is_in_the_way_puts_it_off_to_the_next_look(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.clock.ahead = A_DAY
    machine.go_on()
    machine.here.act("accept", "A0")
    machine.here.shop.fail("before send", ChannelError("not now", "transient"))
    machine.go_on()
    machine.put_right()
    with monkeypatch.context() as patched:
        patched.setattr(PutOff, "bring_back", lambda *_: taken())
        with pytest.raises(StoreError):
            machine.go_on()
    machine.go_on(times=3)
    assert machine.here.shop.effects == [("accept", "A0")]


def test_what_was_not_begun_anew_is_at_the_next_look_and_the_record_says_it_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.go_on()
    machine.put_right()
    begun, ways = list[str](), [taken, lambda: begun.append("second")]
    watch = ClockWatch(
        machine.here.store, machine.clock, (lambda: begun.append("first"), lambda: ways.pop(0)(), lambda: None)
    )
    with pytest.raises(StoreError):
        watch.look()
    watch.look()
    watch.look()
    assert begun == ["first", "second"]
    kinds = [each.what.kind for each in machine.here.store.audit.entries()]
    assert kinds.count("clock_went_back") == 1


def test_a_deadline_passes_when_it_would_have(machine: Machine) -> None:
    machine.clock.ahead = A_DAY
    machine.go_on()
    machine.put_right()
    machine.go_on(timedelta(hours=1), 47)
    assert "late" not in machine.here.order("A0").flags
    machine.go_on(timedelta(hours=1), 3)
    assert "late" in machine.here.order("A0").flags


@pytest.mark.parametrize("restarts", [True, False])
def test_erasing_goes_on_daily(tmp_path: Path, restarts: bool) -> None:
    keys = RetentionKeys(whole={"erase_after": "1 day", "anchor": "ordered"})
    machine = Machine(tmp_path, keys, restarts=restarts)
    machine.go_on(times=2)
    machine.put_right()
    machine.here.shop.put("A1", "SENT", delivery=BUYER)
    machine.go_on(QUARTER, 2)
    states = []
    for _ in range(3):
        machine.go_on(timedelta(days=1))
        states.append(machine.here.order("A1").address_state("delivery"))
    assert states == ["given", "erased", "erased"]


def test_what_comes_to_a_buyer_who_was_erased_while_it_was_ahead_is_erased_too(machine: Machine) -> None:
    machine.retention = RetentionKeys(whole={"erase_after": "1 day", "anchor": "ordered"})
    machine.here.shop.put("A1", "SENT", delivery=BUYER)
    machine.here = world(
        machine.here.folder, clock=machine.clock, shops=machine.here.shops, retention=machine.retention
    )
    machine.go_on(QUARTER + MINUTE, times=2)
    assert machine.here.order("A1").address_state("delivery") == "erased"
    machine.put_right()
    machine.go_on()
    refused = machine.here.act("refund", "A1", refund_price="1.00")
    machine.here.shop.fail("send", ChannelError(f"{BUYER.full_name} has moved away", "validation"))
    machine.here.engine.send()
    machine.go_on(A_DAY, times=2)
    after = machine.here.submission(refused)
    assert (after.state, after.error) == ("rejected", "(erased)")


def test_the_record_says_that_it_was_ahead_once_and_holds(machine: Machine) -> None:
    machine.go_on()
    machine.put_right()
    machine.go_on(times=3)
    (line,) = (each for each in machine.here.store.audit.entries() if each.what.kind == "clock_went_back")
    assert (line.what.who, line.cause) == ("engine", "clock")
    assert DAYS - 2 * MINUTE <= timedelta(seconds=line.what.details["ahead_by_seconds"]) <= DAYS
    assert isinstance(machine.here.store.audit.check(), Whole)


def test_a_right_clock_brings_nothing_back(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.clock.ahead = timedelta(0)
    machine.go_on(QUARTER, 3)
    machine.here.restart()
    machine.go_on(QUARTER, 3)
    assert [each for each in machine.here.store.audit.entries() if each.what.kind == "clock_went_back"] == []


def test_webhooks_go_on_whoever_had_them(tmp_path: Path) -> None:
    receiver, true = Receiver([Said({}, 503)]), ManualClock(START)
    here = world(tmp_path, clock=true)
    with serving(receiver) as server:
        with teller_over(here.store, server.url, WrongClock(true), receiver) as ahead:
            ahead.webhooks.deliver()
            here.store.write_page(page_of(write_of(order_of("A1"))))
            ahead.webhooks.deliver()
            assert here.store.webhooks.claim("erp", WrongClock(true).now(), MINUTE), "a process that was killed"
        here.engine.tick()
        with teller_over(here.store, server.url, true, receiver) as after:
            assert after.webhooks.deliver() == 2


def test_documents_go_on(tmp_path: Path) -> None:
    with seller_with_papers(tmp_path, "[delivery_note]") as here:
        here.read()
        with open_seller(here.accounts, here.papers, WrongClock(here.clock)) as ahead:
            here.papers.arrive("A1")
            ahead.read()
            assert ahead.documents("A1")["delivery_note"].state == "wanted"
        here.papers.give("A1", "note")
        with open_seller(here.accounts, here.papers, here.clock) as after:
            after.read()
            assert after.documents("A1")["delivery_note"].state == "kept"


def test_rules_go_on_with_the_orders_that_come(tmp_path: Path) -> None:
    keys = "rules:\n  accept: {when: {status: waiting_acceptance}, do: accept}\n"
    with marketplace("manomano") as (server, true):
        with seller(tmp_path, "manomano", server, WrongClock(true), keys) as ahead:
            ahead.engine.tick()
        with seller(tmp_path, "manomano", server, true, keys) as here:
            (order,) = here.world.create(1, "PENDING", lines=1, ago=MINUTE)
            for _ in range(4):
                here.clock.advance(QUARTER)
                here.engine.tick()
            assert [(effect.order_id, effect.action) for effect in here.world.effects()] == [(order, "accept")]
            (sent,) = here.store.submissions()
            assert (sent.who, SELLER) == ("rule:accept", "seller:anna")


def test_what_has_not_shown_in_time_is_in_doubt_when_it_would_have_been(machine: Machine) -> None:
    machine.clock.ahead = timedelta(hours=6)
    machine.go_on()
    machine.here.shop.silent_about.add("accept")
    submission = machine.here.act("accept", "A0")
    machine.here.engine.send()
    assert machine.here.submission(submission).state == "acknowledged"
    machine.put_right()
    machine.go_on(times=70)
    assert machine.here.submission(submission).state == "in_doubt"


def test_the_answer_to_what_was_out_when_the_clock_was_put_right_is_kept(tmp_path: Path) -> None:
    machine = Machine(tmp_path, restarts=False)
    machine.clock.ahead = timedelta(hours=6)
    machine.go_on()
    submission = machine.here.act("accept", "A0")
    machine.here.shop.silent_about.add("accept")

    def meanwhile() -> None:
        machine.put_right()
        look = Thread(target=machine.here.engine._clock_watch.look)
        look.start()
        look.join()

    machine.here.shop.fail("after send", meanwhile)
    machine.here.engine.send()
    kept = machine.here.submission(submission)
    assert (kept.state, kept.receipt) == ("acknowledged", "receipt-1")
    machine.go_on(times=12)
    assert machine.here.shop.effects == [("accept", "A0")]


def test_what_was_out_when_the_clock_was_put_right_is_in_doubt_when_it_would_have_been(tmp_path: Path) -> None:
    machine = Machine(tmp_path, restarts=False)
    machine.clock.ahead = A_DAY
    machine.go_on()
    submission = machine.here.act("accept", "A0")
    machine.here.shop.silent_about.add("accept")

    def meanwhile() -> None:
        machine.put_right()
        other = world(machine.here.folder, clock=machine.clock, shops=machine.here.shops)
        other.engine.sync("my-shop", "latest")
        other.engine.close()
        other.store.close()

    machine.here.shop.fail("after send", meanwhile)
    machine.here.engine.send()
    kept, now = machine.here.submission(submission), machine.clock.now()
    assert kept.state == "acknowledged" and kept.sent_at is not None
    assert max(kept.created_at, kept.sent_at) <= now
    machine.go_on(times=70)
    assert machine.here.submission(submission).state == "in_doubt"


def test_what_an_order_came_to_before_it_was_asked_for_shows_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, restarts=False)
    machine.clock.ahead = timedelta(hours=6)
    machine.go_on()
    for native in ("PAID", "OFFERED"):
        machine.here.shop.put("A0", native, modified_at=machine.clock.now())
        machine.go_on(QUARTER + MINUTE, times=2)
    submission = machine.here.act("accept", "A0")
    machine.here.shop.silent_about.add("accept")
    machine.here.engine.send()
    machine.put_right()
    machine.go_on(times=5)
    assert machine.here.submission(submission).state == "acknowledged"
