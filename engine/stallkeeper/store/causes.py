"""A line of the record or a note in, with what its seal says; what caused it ("sweep:…", "deadline:…") out.

Whatever the line itself tells is read from the line, so that those of earlier releases have their causes too, and no
byte that is sealed is changed. Of a line whose details were erased only the kind of its cause is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stallkeeper.orders import Event, Note

RULE = "rule:"
"""How `who` begins where a seller's rule acted."""

ON_REQUEST = "on request"
"""The rule by which an order is erased that somebody asked to erase."""

CAUSES = (
    "sweep", "submission", "request", "rule", "deadline", "retention", "document", "back_office", "webhook",
    "incident", "clock", "migration", "channel", "engine",
)  # fmt: skip
"""How every cause begins: what kind of thing it was. Which one follows after a colon, where there are several."""

_PERSON = "seller:"


def cause_of(what: Event | Note, of_all: str | None) -> str:
    """A rule's doing comes from the rule, an action's course from the action, else from what the seal or it says."""
    if what.who.startswith(RULE):
        return what.who
    if isinstance(what, Event) and what.submission is not None:
        return f"submission:{what.submission}"
    if of_all is not None:
        return of_all
    told = _BY_KIND.get(what.kind)
    if told is not None:
        return told(what.details)
    asked = what.who.startswith(_PERSON)
    return f"request:{what.kind}" if asked else what.who  # the marketplace, or the engine by itself


def _named(kind: str, key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda details: f"{kind}:{details[key]}" if details.get(key) else kind


def _erasure(details: Mapping[str, Any]) -> str:
    """A note tells of all rules of one erasure, a line of its own."""
    rules = [details["rule"]] if "rule" in details else sorted(details.get("rules", ()))
    if rules == [ON_REQUEST]:
        return "request:erase"
    return f"retention:{rules[0]}" if len(rules) == 1 else "retention"


def _disclosure(details: Mapping[str, Any]) -> str:
    how = str(details.get("how") or "disclosed")
    name = how.removeprefix("document ")
    return f"document:{name}" if name != how else f"request:{how}"


def _rules(details: Mapping[str, Any]) -> str:
    if details.get("stopped") is False:
        return "request:resume"
    return f"{RULE}{details['rule']}" if "rule" in details else "rule"


def _flag(details: Mapping[str, Any]) -> str:
    """The only flag that comes with no report of the marketplace is the one of a deadline that has passed."""
    return f"deadline:{details['rule']}" if "rule" in details else "deadline"


_BY_KIND: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "deadline": _named("deadline", "rule"),
    "flagged": _flag,
    "alert": _named("deadline", "deadline"),
    "back_office": _named("back_office", "back_office"),
    "document": _named("document", "name"),
    "disclosed": _disclosure,
    "erased": _erasure,
    "exports_deleted": lambda _: "retention",
    "restricted": _erasure,
    "raw_erased": _erasure,
    "rules": _rules,
    "rule_switched": _named("rule", "rule"),
    "incident_handled": _named("incident", "incident"),
    "exported": lambda _: "request:export",
}
