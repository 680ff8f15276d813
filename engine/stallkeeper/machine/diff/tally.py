"""Findings in, one difference for each cause out, with the first and plainest witness that was found for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from stallkeeper.machine.decision import Change, Decision
from stallkeeper.machine.diff.cases import Case, Sides
from stallkeeper.machine.diff.difference import Broken, Comparison, Difference, Kind, Witness
from stallkeeper.machine.diff.verdicts import Finding, in_words
from stallkeeper.machine.wording import list_text, value_text
from stallkeeper.problems import Place

CALLERS: tuple[Broken, ...] = ("callers",)

_OF_ACTIONS: Mapping[Kind, tuple[str, tuple[Broken, ...]]] = MappingProxyType(
    {
        "newly-allowed": ("{action} is now possible", ()),
        "newly-refused": ("{action} is no longer possible", CALLERS),
        "newly-required": ("{action} now needs {field}", CALLERS),
        "no-longer-required": ("{action} no longer needs {field}", ()),
        "field-now-taken": ("{action} now takes {field}", ()),
        "field-no-longer-taken": ("{action} no longer takes {field}", CALLERS),
        "value-now-taken": ("{action} takes values of {field} that it refused", ()),
        "value-now-refused": ("{action} refuses values of {field} that it took", CALLERS),
        "sent-otherwise": ("{action} sends another {field} for the same wish", CALLERS),
        "results-changed": ("{action} results in {after}, not in {before}", ()),
    }
)


class Tally:
    """What was found so far, by cause."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._found: dict[tuple[str, ...], Difference] = {}
        self._unproven: dict[str, None] = {}
        self._tried = 0

    def count(self) -> None:
        """One more case was tried."""
        self._tried += 1

    def knows(self, finding: Finding, action: str) -> bool:
        """Whether a witness is there already."""
        return (finding.kind, _about(action, finding.field)) in self._found

    def leave(self, what: str) -> None:
        """Something could not be tried completely."""
        self._unproven[what] = None

    def add(self, difference: Difference) -> None:
        """Note a difference; of one that is known already only the statuses are new."""
        key = (difference.kind, difference.about)
        known = self._found.get(key)
        if known is None:
            self._found[key] = difference
        else:
            statuses = tuple(dict.fromkeys((*known.statuses, *difference.statuses)))
            self._found[key] = replace(known, statuses=statuses)

    def decided(self, finding: Finding, case: Case, action: str, old: Decision, new: Decision) -> None:
        """Note that the two decided differently."""
        kind, field = finding
        text, breaks = _OF_ACTIONS[kind]
        before, after = (list_text(each.expected, "or") if isinstance(each, Change) else "" for each in (old, new))
        if isinstance(old, Change) and isinstance(new, Change) and set(old.expected) - set(new.expected):
            breaks = breaks or CALLERS
        self.add(
            Difference(
                kind,
                _about(action, field),
                text.format(action=action, field=field, before=before, after=after) + _where(case, kind),
                self.place("actions", action),
                breaks,
                (case.status,) if case.status else (),
                Witness(
                    case.status,
                    case.native,
                    in_words(old),
                    in_words(new),
                    MappingProxyType(said(case.order)),
                    action=action,
                    fields=MappingProxyType(dict(case.given)),
                ),
            )
        )

    def place(self, *path: str) -> Place:
        """Where it stands in the new edition, else in the old one."""
        for side in reversed(self._sides):
            if path in side.spec.places:
                return side.spec.place_of(*path)
        return self._sides.new.spec.place_of(*path)

    def result(self) -> Comparison:
        """All of it: breaking ones first, then by what they are about."""
        differences = [each for each in self._found.values() if not self._implied(each)]
        differences.sort(key=lambda each: (not each.breaking, each.kind, each.about))
        return Comparison(tuple(differences), tuple(self._unproven), self._tried)

    def _implied(self, difference: Difference) -> bool:
        """That a field is now taken goes without saying where it is now needed; so does that its values are."""
        kind, about = difference.kind, difference.about
        needed = ("newly-required", about) in self._found
        return needed and kind in ("field-now-taken", "sent-otherwise")


def _about(action: str, field: str) -> str:
    return ".".join(part for part in ("actions", action, field) if part)


def _where(case: Case, kind: Kind) -> str:
    """What has to be so for the difference to show, where it is not so of every order."""
    facts = [f"order.{name} is {value_text(value)}" for name, value in said(case.order).items()]
    if kind in ("newly-allowed", "newly-refused"):
        facts += [f"{name} is {value_text(value)}" for name, value in case.given.items()]
    return f" where {list_text(facts)}" if facts else ""


def said(order: Mapping[str, Any]) -> dict[str, Any]:
    """What the witness has to say of the order; what is not said, and that the seller ships it, goes without."""
    return {
        name: value
        for name, value in order.items()
        if value is not None and (name != "fulfilled_by_channel" or value is True)
    }
