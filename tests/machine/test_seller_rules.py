"""One rule and one order: whether it would act, waits, is held or passes, and what it asked on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.seller_rules import Judged, judge
from stallkeeper.orders import Address, Order, OrderKey, OrderLine, OrderReport
from stallkeeper.problems import Place
from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.seller_rule import RuleLimits, SellerRule, When
from tests.runtime.arranged import START

HOUR = timedelta(hours=1)
WAITING = When(statuses=("waiting_acceptance",))


@pytest.fixture(scope="module")
def machine() -> Machine:
    spec = Catalog().load("manomano").spec
    assert spec is not None
    return compile_machine(spec)


def order(**report: Any) -> Order:
    told = OrderReport(
        **{
            "id": "M1",
            "native_status": "PENDING",
            "ordered_at": START,
            "currency": "EUR",
            "total": Decimal(40),
            "lines": (OrderLine("1", "LAMP-7", quantity=2),),
            **report,
        }
    )
    key = OrderKey("shop", "manomano", "M1")
    return Order(key, "shop", "waiting_acceptance", told.native_status, START, START, START, told, "waiting_acceptance")


def judged(machine: Machine, held: Order, when: When = WAITING, after: timedelta = HOUR, **rule: Any) -> Judged:
    mine = SellerRule("mine", when, rule.pop("action", "accept"), Place("stallkeeper.yaml"), **rule)
    return judge(machine, mine, held, now=START + after)


def test_an_order_that_it_is_for_is_acted_on(machine: Machine) -> None:
    found = judged(machine, order())
    assert (found.outcome, found.change and found.change.action) == ("fires", "accept")


def test_an_order_at_another_status_passes_and_what_was_asked_is_told(machine: Machine) -> None:
    found = judged(machine, replace(order(), status="shipped"))
    assert (found.outcome, [(each.what, each.holds) for each in found.asked]) == (
        "passes",
        [("it is at waiting_acceptance", False)],
    )


@pytest.mark.parametrize("on_line", [True, False])
def test_what_its_buyer_asks_to_cancel_is_held(machine: Machine, on_line: bool) -> None:
    flag = ("cancel_requested",)
    held = order(lines=(OrderLine("1", "LAMP-7", flags=flag),)) if on_line else replace(order(), flags=flag)
    found = judged(machine, held)
    assert (found.outcome, found.why) == ("held", "the buyer asks to cancel it")


def test_a_country_that_is_not_known_yet_is_waited_for(machine: Machine) -> None:
    when = replace(WAITING, countries=("FR",))
    found = judged(machine, order(), when)
    assert (found.outcome, found.why, found.again_at) == ("waits", "its country is not known yet", None)
    assert judged(machine, order(delivery=Address(country="fr")), when).outcome == "fires"
    assert judged(machine, order(delivery=Address(country="DE")), when).outcome == "passes"


@pytest.mark.parametrize(("hours", "outcome"), [(1, "waits"), (2, "fires")])
def test_the_time_at_a_status_counts_from_when_it_came_there(machine: Machine, hours: int, outcome: str) -> None:
    found = judged(machine, order(), replace(WAITING, lasting=2 * HOUR), hours * HOUR)
    assert found.outcome == outcome
    assert found.again_at == (START + 2 * HOUR if outcome == "waits" else None)


def test_a_time_beyond_the_calendar_never_comes(machine: Machine) -> None:
    found = judged(machine, order(), replace(WAITING, lasting=timedelta(days=9_000_000)))
    assert (found.outcome, found.again_at) == ("waits", None)


@pytest.mark.parametrize("total", [None, Decimal("40.01")])
def test_an_amount_that_is_not_known_is_beyond_any_limit(machine: Machine, total: Decimal | None) -> None:
    limits = RuleLimits(amount=Decimal(40), currency="EUR")
    assert judged(machine, order(total=total), limits=limits).outcome == "held"


def test_what_the_action_lacks_for_this_order_is_told(machine: Machine) -> None:
    when = When(statuses=("waiting_shipment",))
    held = replace(order(native_status="PREPARATION"), status="waiting_shipment", native_status="PREPARATION")
    found = judged(machine, held, when, action="ship", fields={"carrier": "Other"})
    assert (found.outcome, found.why) == ("held", "ship needs carrier_name and tracking_url")


def test_an_order_whose_native_status_nobody_knows_is_held_where_a_rule_names_it(machine: Machine) -> None:
    held = replace(order(native_status="STRANGE"), status=None, native_status="STRANGE")
    found = judged(machine, held, When(natives=("STRANGE",)))
    assert found.outcome == "held" and "is not mapped" in found.why
