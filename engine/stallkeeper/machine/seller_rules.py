"""A seller's rule, an order and the time in; whether the rule would act, and if not why, out. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from stallkeeper.durations import format_duration
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Incomplete, Reason
from stallkeeper.machine.facts import facts_of
from stallkeeper.machine.guards import condition_test
from stallkeeper.machine.vocabulary import todays_order
from stallkeeper.machine.wording import condition_text, list_text
from stallkeeper.orders import NO_LISTS, Lists, Order, Submission
from stallkeeper.spec.seller_rule import SellerRule

CANCEL_REQUESTED = "cancel_requested"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a rule asks of an order, and whether it holds."""

    what: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule would do with an order.

    `passes`: it is not for this order. `waits`: it is, and not yet; `again_at` is when time alone may have changed that
    (None: something has to happen first). `held`: it is, and goes too far; a person decides. `fires`: `change` is what
    it asks for.
    """

    outcome: Literal["passes", "waits", "held", "fires"]
    asked: tuple[Asked, ...]
    why: str = ""
    again_at: datetime | None = None
    change: Change | None = None


def judge(
    machine: Machine,
    rule: SellerRule,
    order: Order,
    *,
    now: datetime,
    pending: Submission | None = None,
    lists: Lists = NO_LISTS,
) -> Judged:
    """Look at one order with one rule. Whether it fired before, how often today, and the stock are not asked here."""
    order = todays_order(machine, order)
    asked = tuple(_asked(rule, order, now))
    missed = next((each for each in asked if not each.holds), None)
    if missed is not None:
        return Judged("passes", asked, f"it is not so that {missed.what}")
    if rule.when.countries and _country(order) is None:
        return Judged("waits", asked, "its country is not known yet")
    lasting = rule.when.lasting
    if lasting is not None and now - order.status_since < lasting:
        why = f"it has not stood there for {format_duration(lasting)} yet"
        return Judged("waits", asked, why, _after(order.status_since, lasting))
    too_far = next(_too_far(rule, order), None)
    if too_far is not None:
        return Judged("held", asked, too_far)
    return _decided(machine, rule, order, asked, now, pending, lists)


def _decided(
    machine: Machine,
    rule: SellerRule,
    order: Order,
    asked: tuple[Asked, ...],
    now: datetime,
    pending: Submission | None,
    lists: Lists,
) -> Judged:
    """What the machine says to the action, as it would to a person."""
    decision = decide(machine, order, rule.action, rule.fields, now=now, pending=pending, lists=lists)
    if isinstance(decision, Change):
        return Judged("fires", asked, change=decision)
    if isinstance(decision, Incomplete):
        return Judged("held", asked, _incomplete(decision))
    if all(reason.code == "pending" for reason in decision.reasons):
        return Judged("waits", asked, decision.reasons[0].message)
    return Judged("held", asked, _told(tuple(each for each in decision.reasons if each.code != "pending")))


def _asked(rule: SellerRule, order: Order, now: datetime) -> Iterator[Asked]:
    when = rule.when
    if when.statuses:
        yield Asked(f"it is at {list_text(when.statuses, 'or')}", order.status in when.statuses)
    if when.natives:
        yield Asked(f"its native status is {list_text(when.natives, 'or')}", order.native_status in when.natives)
    facts = facts_of(order)
    for condition in when.conditions:
        yield Asked(condition_text(condition), condition_test(condition)(facts))
    if when.countries:
        country = _country(order)
        yield Asked(f"it goes to {list_text(when.countries, 'or')}", country is None or country in when.countries)
    if when.ordered_within is not None:
        ordered_at = order.report.ordered_at
        recent = ordered_at is not None and now - ordered_at <= when.ordered_within
        yield Asked(f"it was ordered within {format_duration(when.ordered_within)}", recent)


def _country(order: Order) -> str | None:
    """Where it goes; None while the marketplace has not said so."""
    address = order.report.delivery
    return address.country.upper() if address is not None and address.country else None


def _after(since: datetime, lasting: timedelta) -> datetime | None:
    try:
        return since + lasting
    except OverflowError:  # beyond the calendar: never
        return None


def _too_far(rule: SellerRule, order: Order) -> Iterator[str]:
    """Why a person has to decide."""
    if any(CANCEL_REQUESTED in flags for flags in (order.flags, *(line.flags for line in order.report.lines))):
        yield "the buyer asks to cancel it"
    limits, report = rule.limits, order.report
    if limits.amount is not None:
        if report.total is None or report.currency is None:
            yield f"its amount is not known, and {limits.amount} {limits.currency} is the most"
        elif report.currency != limits.currency:
            yield f"it is in {report.currency}, and {limits.amount} {limits.currency} is the most"
        elif report.total > limits.amount:
            yield f"its amount is {report.total} {report.currency}, and {limits.amount} {limits.currency} is the most"
    quantity = sum(line.quantity for line in report.lines)
    if limits.quantity is not None and quantity > limits.quantity:
        yield f"it has {quantity} units, and {limits.quantity} are the most"


def _incomplete(decision: Incomplete) -> str:
    missing = f"{decision.action} needs {list_text(decision.missing)}" if decision.missing else ""
    wrong = tuple(reason for reason in decision.reasons if reason.code != "missing_field")
    return "; ".join(part for part in (missing, _told(wrong)) if part)


def _told(reasons: tuple[Reason, ...]) -> str:
    return "; ".join(reason.message for reason in reasons)
