"""Webhooks whose receivers really do not take what is next stand in the queue of errors until they do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.errors import UsageError
from stallkeeper.orders import Failure, Note
from stallkeeper.runtime.error_queue import ErrorQueue
from stallkeeper.runtime.gone_accounts import GoneAccounts
from stallkeeper.runtime.journal import Journal
from stallkeeper.runtime.progress import say_nothing
from stallkeeper.runtime.webhook_errors import WebhookErrors
from stallkeeper.runtime.webhooks import GIVES_UP_AFTER, REFUSALS
from tests.bindings.serving import Said
from tests.runtime.arranged import Accounts
from tests.runtime.webhook_receiver import Receiver, Teller, teller_over, telling

ANNA = "seller:anna"
DOWN = Said({"error": "Odile Martin"}, 503)


def errors_of(here: Teller) -> ErrorQueue:
    def never(*_: object) -> None:
        raise AssertionError("no marketplace has to do with it")

    journal = Journal(here.store, here.clock, say_nothing)
    gone = GoneAccounts(here.store, journal, here.clock, Accounts({}))
    return ErrorQueue(here.store, journal, here.clock, gone, never, never, lambda: (WebhookErrors(here.webhooks),))  # type: ignore[arg-type]


def queue(here: Teller) -> tuple[Failure, ...]:
    return errors_of(here).list()


def try_until(here: Teller, times: int) -> None:
    """So many tries, each when it is due."""
    for _ in range(times):
        here.webhooks.deliver()
        here.clock.advance((here.standing.state.next_attempt_at or here.clock.now()) - here.clock.now())


def test_one_that_fails_twice_says_its_class_its_tries_and_the_next_and_goes_once_it_takes(tmp_path: Path) -> None:
    receiver = Receiver(answers=[DOWN] * 2)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        assert queue(here) == (), "what was never tried is no error"
        began = here.clock.now()
        here.webhooks.deliver()
        here.clock.advance(timedelta(seconds=5))
        here.webhooks.deliver()
        (failure,) = queue(here)
        assert (failure.id, failure.subject, failure.account) == ("/webhook/erp", "webhook erp", "")
        assert (failure.kind, failure.attempts) == ("transient", 2)
        assert (failure.first_at, failure.last_at) == (began, here.clock.now())
        assert failure.next_attempt_at == here.clock.now() + timedelta(seconds=30)
        assert failure.message.endswith("answers 503") and "Odile" not in failure.message
        assert errors_of(here).list("my-shop") == (), "it is no account's"
        here.clock.advance(timedelta(seconds=30))
        here.webhooks.deliver()
        assert queue(here) == () and len(receiver.taken) == 2


@pytest.mark.parametrize(("status", "kind"), [(401, "auth"), (400, "validation"), (429, "rate_limited")])
def test_its_class_is_its_answers(tmp_path: Path, status: int, kind: str) -> None:
    with telling(tmp_path, Receiver(answers=[Said({}, status)])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        assert [each.kind for each in queue(here)] == [kind]


def test_a_retry_makes_it_due_now_and_is_on_record(tmp_path: Path) -> None:
    receiver = Receiver(answers=[DOWN] * 2)
    with telling(tmp_path, receiver) as here:
        here.arrive("A1")
        try_until(here, 1)
        here.webhooks.deliver()
        assert here.webhooks.deliver() == 0, "it is not due"
        errors_of(here).retry("/webhook/erp", ANNA)
        noted = [each.what for each in here.store.audit.entries() if isinstance(each.what, Note)]
        assert [(each.kind, each.who, each.details["asked"]) for each in noted] == [("webhook", ANNA, "retry")]
        assert here.webhooks.deliver() == 2
        assert queue(here) == ()


def test_a_retry_ends_nothing_before_its_receiver_takes_a_message(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        (before,) = queue(here)
        errors_of(here).retry("/webhook/erp", ANNA)
        (after,) = queue(here)
        assert (after.attempts, after.first_at, after.message) == (before.attempts, before.first_at, before.message)


def test_nor_does_sending_again_from_a_day_on(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        (before,) = queue(here)
        here.webhooks.resend("erp", here.clock.now())
        assert [each.first_at for each in queue(here)] == [before.first_at]
        assert here.webhooks.deliver() == 2
        assert queue(here) == ()


def test_one_that_is_retried_every_day_and_takes_nothing_is_paused_in_its_time(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN] * 9)) as here:
        here.arrive("A1")
        for _ in range(GIVES_UP_AFTER.days):
            here.webhooks.deliver()
            errors_of(here).retry("/webhook/erp", ANNA)
            here.clock.advance(timedelta(days=1))
        here.webhooks.deliver()
        assert [each.id for each in queue(here)] == ["/webhook_paused/erp"]


@pytest.mark.parametrize("wants", [{"events": ["order.erased"]}, {"accounts": ["another-shop"]}])
def test_one_that_is_told_no_more_of_what_failed_is_no_error_and_counts_anew(
    tmp_path: Path, wants: dict[str, list[str]]
) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        with teller_over(here.store, "http://127.0.0.1:9/hooks", here.clock, here.receiver, **wants) as narrowed:
            assert queue(narrowed) == (), "nothing waits for it"
            here.clock.advance(GIVES_UP_AFTER)
            for _, deliver in narrowed.webhooks.due():
                deliver()
            state = narrowed.standing.state
            assert (state.attempts, state.failing_since, state.next_attempt_at) == (0, None, None)


def test_nobody_but_its_receiver_ends_it(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN])) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        with pytest.raises(UsageError, match="goes by itself once its receiver takes a message"):
            errors_of(here).handle("/webhook/erp", "they know", ANNA)
        assert len(queue(here)) == 1


def test_one_that_is_paused_stands_there_once_as_the_incident_it_is(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[DOWN] * 2)) as here:
        here.arrive("A1")
        here.webhooks.deliver()
        here.clock.advance(GIVES_UP_AFTER)
        here.webhooks.deliver()
        assert [each.id for each in queue(here)] == ["/webhook_paused/erp"]


def test_a_message_that_was_refused_for_good_stands_there_once_as_the_incident_it_is(tmp_path: Path) -> None:
    with telling(tmp_path, Receiver(answers=[Said({}, 400)] * REFUSALS)) as here:
        here.arrive("A1")
        try_until(here, REFUSALS)
        assert [each.id for each in queue(here)] == ["/webhook_refused/erp"]
