"""A submission and the order that moved meanwhile in; both facts, and what a person can still do, out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.settlement import GIVEN_BACK

LOST_RACE = "lost_race"
"""The key of a submission's extras that holds both facts and the next steps, for a program."""

_STEPS = {
    "stop_parcel": "stop the parcel, or have it sent back",
    "check_parcel": "make sure that no second parcel leaves",
    "refund": "refund the buyer where money is still owed",
    "check_refund": "look whether the money has gone back already",
    "contact": "contact the buyer",
}
_CALLED_OFF = frozenset({"refused", "canceled", "pickup_canceled"})
_GONE = frozenset({"shipped", "to_pickup", "closed", "pickup_completed"})


def next_steps(submission: Submission, order: Order) -> tuple[str, ...]:
    """What is left to do, by what the action meant to bring about and where the order stands now."""
    meant = submission.expected[0] if submission.expected else ""
    if meant in GIVEN_BACK:
        return ("check_refund", "contact")
    if meant in _CALLED_OFF:
        return ("contact",) if order.status in _CALLED_OFF else ("stop_parcel", "refund", "contact")
    if meant == "shipped":
        return ("check_parcel", "contact") if order.status in _GONE else ("stop_parcel", "refund", "contact")
    return ("contact",)


def lost_race(submission: Submission, order: Order, *, left: bool) -> dict[str, Any]:
    """The extras of a submission that was overtaken. `left`: its request had gone out before."""
    facts = {
        "asked_at": submission.extras.get("status_before"),
        "asked_native": submission.before,
        "now": order.status,
        "now_native": order.native_status,
        "left": left,
        "next": list(next_steps(submission, order)),
    }
    return {**submission.extras, LOST_RACE: facts}


def told(extras: Mapping[str, Any], action: str) -> str:
    """The same as sentences; "" where no race was lost."""
    facts = extras.get(LOST_RACE)
    if not facts:
        return ""
    sent = "its request had left" if facts["left"] else "nothing was sent"
    asked, now = _named(facts["asked_at"], facts["asked_native"]), _named(facts["now"], facts["now_native"])
    steps = ", ".join(_STEPS[step] for step in facts["next"])
    return f"{action} was asked for at {asked}, the order is at {now} now; {sent}; next: {steps}"


def _named(status: str | None, native: str) -> str:
    return f"{status or 'an unknown status'} ({native})"
