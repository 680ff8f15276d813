"""What is tried again by itself, how long it waits, and what is not."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderReport
from tests.bindings.arranged import NOW, action, client, corner_shop, listed, order_of

GOOD = httpx.Response(200, json={"orders": [], "next": None})


class Answers:
    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.count = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def read(answers: Answers, **settings: float) -> timedelta:
    """How long (by the clock that was given) it took until the list was read."""
    clock = ManualClock(NOW)
    try:
        listed(client(corner_shop(), answers, clock, HttpSettings(**settings)))  # type: ignore[arg-type]
    finally:
        took = clock.now() - NOW
    return took


def test_a_passing_failure_of_a_read_is_tried_again() -> None:
    answers = Answers(httpx.Response(503), httpx.Response(502), GOOD)
    took = read(answers)
    assert answers.count == 3
    assert timedelta(0) <= took <= timedelta(seconds=20)


def test_a_read_gives_up_after_three_tries() -> None:
    answers = Answers(httpx.Response(503))
    with pytest.raises(ChannelError) as error:
        read(answers)
    assert (error.value.kind, answers.count) == ("transient", 3)


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501])
def test_a_clear_refusal_is_not_tried_again(status: int) -> None:
    answers = Answers(httpx.Response(status))
    with pytest.raises(ChannelError):
        read(answers)
    assert answers.count == 1


def test_retry_after_in_seconds_is_obeyed() -> None:
    answers = Answers(httpx.Response(429, headers={"Retry-After": "17"}), GOOD)
    assert read(answers) == timedelta(seconds=17)


def test_retry_after_as_a_date_is_counted_from_the_marketplaces_clock() -> None:
    theirs = NOW + timedelta(minutes=3)
    headers = {
        "Date": format_datetime(theirs, True),
        "Retry-After": format_datetime(theirs + timedelta(seconds=9), True),
    }
    assert read(Answers(httpx.Response(503, headers=headers), GOOD)) == timedelta(seconds=9)


def test_a_long_retry_after_is_handed_on_instead_of_waited_for() -> None:
    answers = Answers(httpx.Response(429, headers={"Retry-After": "3600"}))
    with pytest.raises(ChannelError) as error:
        read(answers)
    assert (error.value.retry_after, answers.count, error.value.kind) == (3600, 1, "rate_limited")


def test_an_absurd_retry_after_is_capped_and_a_senseless_one_ignored() -> None:
    for text, expected in (("999999999999", 86400), ("soon", None), ("-5", None)):
        with pytest.raises(ChannelError) as error:
            read(Answers(httpx.Response(429, headers={"Retry-After": text})), attempts=1)
        assert error.value.retry_after == expected


def test_an_action_is_never_sent_again_by_the_client() -> None:
    order = order_of(OrderReport(id="A-1", native_status="OPEN"))
    for response, doubtful in ((httpx.Response(503), True), (httpx.Response(429, headers={"Retry-After": "1"}), False)):
        answers = Answers(response)
        with pytest.raises(ChannelError) as error:
            client(corner_shop(), answers).send(action(order, "cancel", {"reason": "x"}))
        assert (answers.count, error.value.doubtful) == (1, doubtful)
