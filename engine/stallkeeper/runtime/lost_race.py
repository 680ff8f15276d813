"""A submission and the order that moved meanwhile in; both facts, and what a person can still do, out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.machine.confirmation import open_requests
from stallkeeper.machine.purpose import CALLED_OFF
from stallkeeper.orders import Order, Submission
from stallkeeper.runtime.evidence import GONE, purpose_here

LOST_RACE = "lost_race"
"""The key of a submission's extras that holds both facts and the next steps, for a program."""

_STEPS = {
    "stop_parcel": "stop the parcel, or have it sent back",
    "check_parcel": "make sure that no second parcel leaves",
    "refund": "refund the buyer where money is still owed",
    "check_refund": "look whether the money has gone back already",
    "contact": "contact the buyer",
    "answer_request": "cancel it, or ask for the same again and confirm it",
}


def next_steps(submission: Submission, order: Order) -> tuple[str, ...]:
    """What is left to do, by what the action meant to bring about and where the order stands now."""
    before = submission.extras.get("status_before")
    if order.status == before and open_requests(order):
        return ("answer_request",)
    match purpose_here(submission):
        case "give_back":
            return ("check_refund", "contact")
        case "call_off":
            return ("contact",) if order.status in CALLED_OFF else ("stop_parcel", "refund", "contact")
        case "send":
            return ("check_parcel", "contact") if order.status in GONE else ("stop_parcel", "refund", "contact")
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
