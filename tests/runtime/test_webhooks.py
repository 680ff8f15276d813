"""Webhooks to a receiver that really listens: in order, signed, ids only; refused, down, gone, told again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.errors import AccountError, UsageError
from stallkeeper.orders import Event
from stallkeeper.runtime.webhooks import ASKS_AGAIN_AFTER, REFUSALS
from stallkeeper.store import Store
from stallkeeper.store.history_reader import Unread
from tests.bindings.serving import Said, serving
from tests.runtime.webhook_receiver import Receiver, teller_over, telling
from tests.store.samples import JEANNE, NOW, key_of, order_of

DOWN = Said({"error": "Odile Martin"}, 503)


def test_what_happens_is_told_in_order_signed_and_once(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        here.arrive("A1", "A2")
        assert here.webhooks.deliver() == 4
        assert here.webhooks.deliver() == 0
    assert receiver.told == [
        ("order.created", "A1"),
        ("order.moved", "A1"),
        ("order.created", "A2"),
        ("order.moved", "A2"),
    ]
    assert all(receiver.genuine(each) for each in receiver.asked)
    assert len(set(receiver.ids)) == 4
    assert {each.target for each in receiver.asked} == {"/hooks?shop=7"}


def test_what_happened_before_it_was_there_is_not_told_unless_asked_for(tmp_path: Path) -> None:
    receiver = Receiver()
    with Store.open(tmp_path / "orders.db", now=NOW) as store:
        from tests.store.samples import page_of, write_of

        store.write_page(page_of(write_of(order_of("A1"))))
    with telling(tmp_path, receiver) as here:
        assert (here.webhooks.deliver(), receiver.told) == (0, [])
        assert here.webhooks.resend("erp", NOW - timedelta(days=1)) == 2
        here.webhooks.deliver()
    assert receiver.told == [("order.created", "A1"), ("order.moved", "A1")]


def test_a_message_holds_ids_and_nothing_of_a_buyer_or_in_a_marketplaces_words(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        here.arrive("A1", delivery=JEANNE, billing=JEANNE)
        details = {"action": "ship", "state": "rejected", "reason": "Odile Martin is not at home"}
        here.happen(order_of("A1"), Event(NOW, key_of("A1"), "submission", "engine", submission="s-1", details=details))
        here.webhooks.deliver()
    assert receiver.taken[-1] == {
        "type": "submission.moved",
        "timestamp": NOW.isoformat(),
        "data": {
            "order": "A1",
            "channel": "bazaar",
            "scope": "company",
            "account": "my-shop",
            "number": 3,
            "submission": "s-1",
            "action": "ship",
            "state": "rejected",
        },
    }
    assert not re.search("Odile|Martin|Lilas|Lyon", "".join(each.body.decode() for each in receiver.asked))


def test_only_what_was_asked_for_is_told(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver, events=("order.moved",), accounts=("my-shop",)) as here:
        here.arrive("A1")
        here.arrive("B1", account="other-shop")
        assert here.webhooks.deliver() == 1
        assert here.standing.waiting == 0
    assert receiver.told == [("order.moved", "A1")]


def test_a_receiver_that_is_down_is_tried_again_and_again_and_gets_everything_in_order(tmp_path: Path) -> None:
    receiver = Receiver([DOWN] * 4)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1", "A2")
        tries = []
        for _ in range(200):
            before = len(receiver.asked)
            here.webhooks.deliver()
            tries.append(len(receiver.asked) - before)
            here.clock.advance(timedelta(seconds=30))
        assert sum(tries) == 8 and tries[:10] != [1] * 10, "it waits longer each time"
        assert here.standing.state.failing_since is None
    assert len(set(receiver.ids[:5])) == 1, "a repeated message has the same id"
    assert [order for _, order in receiver.told] == ["A1", "A1", "A2", "A2"]


def test_why_it_fails_is_told_in_our_words(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver([DOWN])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        error = here.standing.state.error or ""
    assert error.endswith("answers 503") and "Odile" not in error and "hooks" not in error


def test_one_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    receiver = Receiver([Said({}, 429, {"Retry-After": "600"})])
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        here.clock.advance(timedelta(minutes=9))
        assert here.webhooks.deliver() == 0
        here.clock.advance(timedelta(minutes=2))
        assert here.webhooks.deliver() == 2


def test_a_message_that_is_refused_again_and_again_is_gone_past_told_and_kept(tmp_path: Path) -> None:
    receiver = Receiver([Said({}, 422)] * REFUSALS)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        for _ in range(REFUSALS):
            here.webhooks.deliver()
            here.clock.advance(timedelta(hours=1))
        assert receiver.told == [("order.moved", "A1")]
        (parked,) = here.standing.parked
        assert parked.error.endswith("answers 422")
        assert [each.kind for each in here.store.incidents()] == ["webhook_refused"]
        assert here.webhooks.resend_parked("erp") == 1
        assert here.standing.parked == ()
        assert here.store.incidents() == (), "nothing is refused any more"
    assert receiver.told[-1] == ("order.created", "A1")


def test_a_refused_message_that_is_taken_when_all_is_sent_again_is_refused_no_more(tmp_path: Path) -> None:
    receiver = Receiver([Said({}, 422)] * REFUSALS)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        for _ in range(REFUSALS):
            here.webhooks.deliver()
            here.clock.advance(timedelta(hours=1))
        here.webhooks.resend("erp", NOW - timedelta(days=1))
        assert here.webhooks.deliver() == 2
        assert (here.standing.parked, here.store.incidents()) == ((), ())


@pytest.mark.parametrize("while_telling", range(2, 7))
def test_what_another_process_asks_to_be_sent_again_while_this_one_sends_arrives(
    tmp_path: Path, while_telling: int
) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here, Store.open(tmp_path / "orders.db", now=NOW) as other:
        here.arrive("A1", "A2", "A3")

        def ask() -> None:
            if len(receiver.asked) == while_telling:
                with teller_over(other, "http://127.0.0.1:9/x", here.clock, receiver) as desk:
                    assert desk.webhooks.resend("erp", NOW - timedelta(days=1)) == 6

        receiver.on_ask = ask
        while here.webhooks.deliver():
            pass
    numbers = [each["data"]["number"] for each in receiver.taken]
    assert numbers == [*range(1, while_telling + 1), *range(1, 7)]


def test_what_is_asked_for_again_while_a_process_passes_over_what_nobody_is_told_of_arrives(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver()) as here, Store.open(tmp_path / "orders.db", now=NOW) as other:
        here.arrive("A1")
        assert here.webhooks.deliver() == 2
        here.happen(order_of("A1"), Event(NOW, key_of("A1"), "drift", "engine", details={"paths": ["total"]}))
        after, found = here.store.readers.after, []

        def meanwhile(*given: Any, **named: Any) -> Unread:
            unread = after(*given, **named)
            here.store.readers.after = after  # type: ignore[method-assign]
            with teller_over(other, "http://127.0.0.1:9/x", here.clock, here.receiver) as desk:
                found.append(desk.webhooks.resend("erp", NOW - timedelta(days=1)))
            return unread

        here.store.readers.after = meanwhile  # type: ignore[method-assign]
        assert list(here.webhooks.due()) == []
        assert (found, here.webhooks.deliver()) == ([2], 2)


def test_who_asked_for_what_of_a_webhook_stands_in_the_record(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver()) as here:
        here.webhooks.resend("erp", NOW, "seller:anna")
        here.webhooks.resend_parked("erp", "seller:anna")
        here.webhooks.resume("erp")
        notes = [each for each in here.store.audit.entries() if each.what.kind == "webhook"]
    asked = [(each.what.details["asked"], each.what.who, each.where, each.cause) for each in notes]
    assert asked == [
        ("resume", "seller:program", "api", "webhook:erp"),
        ("resend_parked", "seller:anna", "api", "webhook:erp"),
        ("resend", "seller:anna", "api", "webhook:erp"),
    ]


def test_one_that_took_nothing_for_days_is_paused_loses_nothing_and_goes_on_when_asked(tmp_path: Path) -> None:
    receiver = Receiver([DOWN] * 1000)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        for _ in range(4 * 24):
            here.webhooks.deliver()
            here.clock.advance(timedelta(hours=1))
        assert here.standing.state.paused_at is not None
        assert [(each.kind, each.subject) for each in here.store.incidents()] == [("webhook_paused", "erp")]
        asked = len(receiver.asked)
        here.arrive("A2")
        here.webhooks.deliver()
        assert (len(receiver.asked), list(here.webhooks.due())) == (asked, [])
        receiver.answers.clear()
        here.webhooks.resume("erp")
        assert here.webhooks.deliver() == 4
        assert here.store.incidents() == ()


def test_one_that_is_gone_is_paused_at_once(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver([Said({}, 410)])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        assert here.standing.state.paused_at is not None


def test_a_redirect_is_not_followed_and_a_flood_is_not_read(tmp_path: Path) -> None:
    elsewhere = Receiver()
    with serving(elsewhere) as other:
        receiver = Receiver([Said({}, 302, {"Location": other.url}), Said(b"x" * 10_000_000)])
        with telling(tmp_path, receiver) as here:
            here.arrive("A1")
            here.webhooks.deliver()
            first = here.standing.state.error or ""
            here.clock.advance(timedelta(hours=1))
            here.webhooks.deliver()
            second = here.standing.state.error or ""
    assert (elsewhere.asked, len(receiver.asked)) == ([], 2)
    assert first.endswith("answers 302") and second.endswith("answers with too much, or somewhere else")


def test_an_unreachable_receiver_is_later(tmp_path: Path) -> None:
    with (
        telling(tmp_path, Receiver()) as here,
        teller_over(here.store, "http://127.0.0.1:9/x", here.clock, Receiver()) as gone,
    ):
        here.arrive("A1")
        assert gone.webhooks.deliver() == 0
        assert (gone.standing.state.error or "").endswith("does not answer")


def test_of_two_processes_one_at_a_time_sends(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here, Store.open(tmp_path / "orders.db", now=NOW) as other:
        here.arrive("A1")
        found: list[int] = []
        with teller_over(other, "http://127.0.0.1:9/x", here.clock, receiver) as second:
            receiver.on_ask = lambda: found.append(second.webhooks.deliver())
            assert here.webhooks.deliver() == 2
    assert found == [0, 0]


def test_a_claim_of_a_process_that_ended_runs_out(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        assert here.store.webhooks.claim("erp", here.clock.now(), timedelta(minutes=1))
        assert here.webhooks.deliver() == 0
        here.clock.advance(timedelta(minutes=1))
        assert here.webhooks.deliver() == 2


def test_what_a_killed_process_was_telling_is_anothers_after_a_minute(tmp_path: Path) -> None:
    receiver, found = Receiver(), []
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        begun = here.clock.now()

        def ask() -> None:
            receiver.on_ask = None
            claim = here.store.webhooks.claim
            found.extend(claim("erp", begun + timedelta(seconds=after), timedelta(minutes=1)) for after in (59, 60))

        receiver.on_ask = ask
        here.webhooks.deliver()
    assert found == [False, True]


def test_a_process_that_ends_after_the_receiver_took_it_tells_it_again_under_the_same_id(tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        advance, here.store.webhooks.advance = here.store.webhooks.advance, cut  # type: ignore[method-assign,assignment]
        with pytest.raises(PowerCut):
            here.webhooks.deliver()
        here.store.webhooks.advance = advance  # type: ignore[method-assign]
        here.webhooks.deliver()
    assert [order for _, order in receiver.told] == ["A1"] * 3
    assert receiver.ids[0] == receiver.ids[1] != receiver.ids[2]


def test_what_nobody_is_told_of_is_passed_over_for_good(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver()) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        event = Event(NOW, key_of("A1"), "drift", "engine", details={"paths": ["total"]})
        here.happen(replace(order_of("A1")), event)
        assert list(here.webhooks.due()) == []
        assert here.store.readers.read_upto("webhook:erp") == 3


def test_a_receiver_of_this_network_is_told_nothing_where_that_is_refused(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver, only_public=True) as here:
        here.arrive("A1")
        assert (here.webhooks.deliver(), receiver.asked) == (0, [])
        assert here.standing.state.error is not None
        assert "`private_addresses: refused`" in here.standing.state.error


def test_a_test_message_says_whether_the_receiver_takes_it(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        assert here.webhooks.test("erp").took == "taken"
        assert receiver.taken[0]["type"] == "webhook.test"
        with pytest.raises(UsageError, match="there is no webhook 'epr'; those of the accounts file are: erp"):
            here.webhooks.test("epr")


def test_a_secret_that_cannot_sign_is_told_with_how_to_make_one() -> None:
    from stallkeeper.bindings.webhook_post import WebhookPost

    for secret in ("whsec_", "whsec_c2hvcnQ=", "my own words, which are many and long"):
        with pytest.raises(AccountError, match="openssl rand -base64 32"):
            WebhookPost("https://erp.example/x", secret, ManualClock(NOW))


def test_a_webhook_that_another_process_delivers_to_is_not_asked_for_ten_times_a_second(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver()) as here:
        here.arrive("A1")
        assert here.store.webhooks.claim("erp", here.clock.now(), timedelta(minutes=1))
        tries = 0
        for _ in range(100):  # ten seconds of a crew's looks
            for _, deliver in here.webhooks.due():
                tries += 1
                assert deliver() == 0
            here.clock.advance(timedelta(seconds=0.1))
        assert tries == 5
        here.store.webhooks.release("erp")
        here.clock.advance(ASKS_AGAIN_AFTER)
        assert [deliver() for _, deliver in here.webhooks.due()] == [2]


def test_what_waits_is_counted_as_its_receiver_wants_it(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(), events=("order.moved",), accounts=("my-shop",)) as here:
        here.arrive("A1")
        here.arrive("B1", account="other-shop")
        assert here.standing.waiting == 1


def test_a_message_about_a_test_order_says_that_it_is_one(tmp_path: Path) -> None:
    receiver = Receiver()
    with telling(tmp_path, receiver) as here:
        here.arrive("A1", flags=("late", "test"))
        here.arrive("A2", flags=("late",))
        here.webhooks.deliver()
    marks = {(each["data"]["order"], each["data"].get("test")) for each in receiver.taken}
    assert marks == {("A1", True), ("A2", None)}


def test_a_message_that_is_taken_closes_nothing_while_another_one_is_set_aside(tmp_path: Path) -> None:
    receiver = Receiver([Said({}, 422)] * REFUSALS)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1", "A2")
        for _ in range(REFUSALS + 1):
            here.webhooks.deliver()
            here.clock.advance(timedelta(hours=1))
        assert (len(receiver.told), len(here.standing.parked)) == (3, 1)
        assert [each.kind for each in here.store.incidents()] == ["webhook_refused"]
