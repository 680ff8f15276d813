"""A process that ends between telling a person of a receiver and keeping that: told, and closed in the end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.runtime.webhooks import REFUSALS
from stallkeeper.store.webhook_table import WebhookTable
from tests.bindings.serving import Said
from tests.runtime.webhook_receiver import Receiver, Teller, teller_over, telling
from tests.store.samples import NOW


class Killed(BaseException):
    """In place of SIGKILL: nothing of the process comes after it."""


BEFORE_IT_IS_KEPT = [(410, "webhook_paused", "save"), (400, "webhook_refused", "advance")]
"""What a receiver answers, what a person is told of it, and the call that keeps it."""


def told_by_one_that_was_killed(here: Teller, kind: str, keeps: str) -> None:
    """A person was told, and then nothing was kept."""
    with pytest.MonkeyPatch.context() as patched:

        def dies(table: WebhookTable, *given: Any) -> Any:
            if here.store.incidents():
                raise Killed
            return real(table, *given)

        real = getattr(WebhookTable, keeps)
        patched.setattr(WebhookTable, keeps, dies)
        here.arrive("A1")
        with pytest.raises(Killed):
            for _ in range(REFUSALS):
                here.webhooks.deliver()
                here.clock.advance(timedelta(hours=13))
    assert [incident.kind for incident in here.store.incidents()] == [kind]
    assert (here.standing.state.paused_at, here.standing.parked) == (None, ())
    here.clock.advance(timedelta(hours=13))


@pytest.mark.parametrize(("status", "kind", "keeps"), BEFORE_IT_IS_KEPT)
def test_what_a_killed_process_told_a_person_and_did_not_keep_is_closed_once_all_is_taken(
    tmp_path: Path, status: int, kind: str, keeps: str
) -> None:
    receiver = Receiver([Said({}, status)] * REFUSALS)
    with telling(tmp_path, receiver) as here:
        told_by_one_that_was_killed(here, kind, keeps)
        receiver.answers.clear()
        assert here.webhooks.deliver() == 2
        assert here.store.incidents() == ()


@pytest.mark.parametrize(("status", "kind", "keeps"), BEFORE_IT_IS_KEPT)
def test_the_same_is_closed_where_nothing_of_it_is_to_be_told_any_more(
    tmp_path: Path, status: int, kind: str, keeps: str
) -> None:
    receiver = Receiver([Said({}, status)] * REFUSALS)
    with telling(tmp_path, receiver) as here:
        told_by_one_that_was_killed(here, kind, keeps)
        asked = len(receiver.asked)
        with teller_over(here.store, "http://127.0.0.1:9/x", here.clock, receiver, events=("order.erased",)) as now:
            assert list(now.webhooks.due()) == []
        assert (len(receiver.asked), here.store.incidents()) == (asked, ())


def test_one_that_is_killed_when_it_has_just_kept_what_was_taken_leaves_nothing_open(tmp_path: Path) -> None:
    receiver = Receiver([Said({}, 422)] * REFUSALS)
    with telling(tmp_path, receiver, events=("order.created",)) as here:
        here.arrive("A1")
        for _ in range(REFUSALS):
            here.webhooks.deliver()
            here.clock.advance(timedelta(hours=1))
        assert len(here.standing.parked) == 1
        here.webhooks.resend("erp", NOW - timedelta(days=1))
        with pytest.MonkeyPatch.context() as patched:

            def dies(table: WebhookTable, *given: Any) -> Any:
                real(table, *given)
                raise Killed

            real = WebhookTable.advance
            patched.setattr(WebhookTable, "advance", dies)
            with pytest.raises(Killed):
                here.webhooks.deliver()
        assert (here.standing.waiting, here.standing.parked, here.store.incidents()) == (0, (), ())


@pytest.mark.parametrize(
    ("status", "kind", "dies_at"), [(410, "webhook_paused", "save"), (400, "webhook_refused", "advance")]
)
def test_a_person_is_told_before_a_receiver_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, kind: str, dies_at: str
) -> None:
    real = getattr(WebhookTable, dies_at)

    def dies(table: WebhookTable, *given: Any) -> Any:
        done = real(table, *given)
        left_alone = given[0].paused_at is not None if dies_at == "save" else len(given) == 5
        if left_alone:
            raise Killed
        return done

    monkeypatch.setattr(WebhookTable, dies_at, dies)
    with telling(tmp_path, Receiver([Said({}, status)] * REFUSALS)) as here:
        here.arrive("A1")
        with suppress(Killed):
            for _ in range(REFUSALS + 1):
                here.webhooks.deliver()
                here.clock.advance(timedelta(hours=13))
        assert [incident.kind for incident in here.store.incidents()] == [kind]
