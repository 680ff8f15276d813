"""R26: each answer is of one class; a key that is refused pauses its account and fails no order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.bindings.connect import connect
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.clock import ManualClock
from stallkeeper.errors import ChannelError
from stallkeeper.orders import OrderLine, OrderReport
from tests.bad_input.serving import Asked, Said, Serving
from tests.bindings.arranged import NOW, account, action, bundled, order_of
from tests.runtime.played import SELLER, played

HTTP = {
    "HTTP speaks alone": (
        *((status, "", "", "validation") for status in (400, 413, 422)),
        *((status, "", "", "auth") for status in (401, 403)),
        *((status, "", "", "not_found") for status in (404, 410)),
        *((status, "", "", "permanent") for status in (301, 302, 405, 415, 418, 501)),
        *((status, "", "", "state_conflict") for status in (412, 423)),
        *((status, "", "", "transient") for status in (408, 425, 500, 502, 503, 504)),
        (429, "", "", "rate_limited"),
    ),
    "the marketplace's words count": (
        (400, "X", "invalid seller_contract_id", "validation"),
        (422, "X", "tracking_url is no address", "validation"),
        (400, "X", "", "validation"),
        (400, "X", "Order is not in the right status", "state_conflict"),
        (409, "X", "status is SHIPPED", "state_conflict"),
        (409, "X", "", "state_conflict"),
        (429, "1015", "rate limited", "rate_limited"),
        (503, "MAINTENANCE", "back at noon", "transient"),
        (401, "E1", "key revoked", "auth"),
    ),
}
ANSWERS: list[tuple[int, str, str, str]] = [row for rows in HTTP.values() for row in rows]


class Marketplace:
    """It says to everything what the test has put down."""

    said = Said(200)

    def answer(self, asked: Asked, number: int) -> Said:
        return self.said


@pytest.fixture(scope="module")
def marketplace() -> Iterator[tuple[Marketplace, str]]:
    speaker = Marketplace()
    server = Serving(speaker.answer)
    yield speaker, server.url
    server.close()


@pytest.mark.requirement("R26")
def test_there_are_thirty_answers() -> None:
    assert len(ANSWERS) >= 30


@pytest.mark.requirement("R26")
@pytest.mark.parametrize(("status", "code", "message", "kind"), ANSWERS)
def test_an_answer_to_an_action_is_of_one_class(
    marketplace: tuple[Marketplace, str], status: int, code: str, message: str, kind: str
) -> None:
    with pytest.raises(ChannelError) as refused:
        accept(*marketplace, status, code, message)
    assert refused.value.kind == kind


@pytest.mark.requirement("R26")
@pytest.mark.parametrize("status", [400, 409, 500])
def test_what_is_done_already_is_no_error(marketplace: tuple[Marketplace, str], status: int) -> None:
    accept(*marketplace, status, "X", "Product Already in package")


def accept(speaker: Marketplace, url: str, status: int, code: str, message: str) -> None:
    """Ask to accept an order, and have the marketplace say that."""
    told = {"error": {"app_code": code, "message": message}} if code else {}
    speaker.said = Said(status, json.dumps(told).encode(), {"Location": f"{url}/elsewhere"} if status < 400 else {})
    order = order_of(OrderReport("A1", "PENDING", lines=(OrderLine("1", "s", 1),)), "manomano", "waiting_acceptance")
    used = account("manomano", {"seller_contract_id": "12345"}, {"api_key": "k3y"}, {"api": url})
    shop = connect(bundled("manomano"), used, ManualClock(NOW), settings=HttpSettings(attempts=1))
    shop.send(action(order, "accept"))


@pytest.mark.requirement("R26")
def test_two_hours_without_a_good_key_fail_no_order_and_afterwards_all_goes_on(tmp_path: Path) -> None:
    with played(tmp_path, "manomano") as here:
        ids = here.arrive("PENDING", 3)
        here.sync()
        here.server.marketplace.faults.arm("fail_next", {"status": 401, "times": 1000})
        for order_id in ids:
            assert here.engine.act("accept", here.key(order_id), {}, SELLER).taken
        for _ in range(12):
            here.clock.advance(timedelta(minutes=10))
            here.engine.tick()
            assert {each.state for each in here.store.submissions()} == {"queued"}
            assert {each.kind for each in here.engine.errors.list()} == {"auth"}
        assert here.world.effects() == ()
        here.server.marketplace.faults.clear()
        for _ in range(3):
            here.clock.advance(timedelta(minutes=20))
            here.engine.tick()
        assert {each.state for each in here.store.submissions()} == {"confirmed"}
        assert len(here.world.effects()) == 3
        assert here.engine.errors.list() == ()
