"""Two decisions of the same wish in, what differs between them out; and a decision in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stallkeeper.machine.decision import Change, Decision, Incomplete, NotOffered
from stallkeeper.machine.diff.difference import Kind
from stallkeeper.machine.wording import list_text, value_text


class Finding(NamedTuple):
    """One thing that differs: its kind, and the field it is about ("": the action itself)."""

    kind: Kind
    field: str = ""


def offer_differs(old: Decision, new: Decision) -> Kind | None:
    """Whether only one of the two offers the action at all."""
    was, now = not isinstance(old, NotOffered), not isinstance(new, NotOffered)
    if was == now:
        return None
    return "newly-refused" if was else "newly-allowed"


def needs_differ(old: Decision, new: Decision) -> Iterator[Finding]:
    """Fields that only one of the two misses."""
    was = old.missing if isinstance(old, Incomplete) else ()
    now = new.missing if isinstance(new, Incomplete) else ()
    yield from (Finding("newly-required", name) for name in now if name not in was)
    yield from (Finding("no-longer-required", name) for name in was if name not in now)


def values_differ(old: Decision, new: Decision) -> Iterator[Finding]:
    """Fields that one takes and sends, and the other does not take, or not with this value."""
    if isinstance(old, Change):
        for name, code in _refused(new).items():
            yield Finding("field-no-longer-taken" if code == "unknown_field" else "value-now-refused", name)
    elif isinstance(new, Change):
        for name, code in _refused(old).items():
            yield Finding("field-now-taken" if code == "unknown_field" else "value-now-taken", name)


def _refused(decision: Decision) -> dict[str, str]:
    """The fields that are not taken as they were given, each with its reason's word."""
    reasons = decision.reasons if isinstance(decision, Incomplete) else ()
    return {each.field or "": each.code for each in reasons if each.code != "missing_field"}


def results_differ(old: Decision, new: Decision) -> Iterator[Finding]:
    """What would be sent, and what would come of it."""
    if not (isinstance(old, Change) and isinstance(new, Change)):
        return
    if old.expected != new.expected:
        yield Finding("results-changed")
    for name in dict.fromkeys((*old.fields, *new.fields)):
        before, after = old.fields.get(name), new.fields.get(name)
        if before != after or before.__class__ is not after.__class__:
            yield Finding("sent-otherwise", name)


def in_words(decision: Decision) -> str:
    """A decision as a clause."""
    if isinstance(decision, Change):
        sent = ", ".join(f"{name} {value_text(value)[:40]}" for name, value in decision.fields.items())
        return f"yes: {list_text(decision.expected, 'or')}{f'; sends {sent}' if sent else ''}"
    if isinstance(decision, Incomplete) and decision.missing:
        return f"needs {list_text(decision.missing)}"
    return f"no: {decision.reasons[0].message[:160]}" if decision.reasons else "no"
