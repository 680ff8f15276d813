"""Two machines in, every way in which they decide differently about a seller's wish out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.decide import decide
from stallkeeper.machine.decision import Change, Decision, Incomplete, NotOffered
from stallkeeper.machine.diff.cases import (
    ANOTHER_WORD,
    EARLY,
    Case,
    Sides,
    assignments,
    natives_at,
    order_of,
    split,
)
from stallkeeper.machine.diff.field_values import Samples, candidates, refusal
from stallkeeper.machine.diff.tally import Tally
from stallkeeper.machine.diff.verdicts import (
    Finding,
    needs_differ,
    offer_differs,
    results_differ,
    values_differ,
)
from stallkeeper.spec.conditions import Condition

_ROUNDS = 6
"""How often the fields that are missing are filled in: each round may bring a rule to bear that asks for more."""


class Decisions:
    """Asks both machines about every action at every status, for every point of what their rules depend on."""

    def __init__(self, sides: Sides, tally: Tally) -> None:
        self._sides, self._tally = sides, tally
        self._samples = Samples(sides, order_of(Case(None, ANOTHER_WORD)))
        self._taken: dict[tuple[str, str], Sequence[Any]] = {}

    def compare(self) -> None:
        for action in self._sides.actions:
            stages = [self._at(status, action) for status in self._sides.statuses if self._offers(status, action)]
            stage = next((each for each in stages if each is not None), None)
            if stage is not None:
                self._values(action, stage)

    def _offers(self, status: str, action: str) -> bool:
        return any((status, action) in side.table for side in self._sides)

    def _at(self, status: str, action: str) -> Case | None:
        """Hold the two against each other there; a case in which both offer the action, where there is one."""
        rules = (*_conditions(self._sides, action), *_deadline_conditions(self._sides, status))
        stage: Case | None = None
        for native in natives_at(self._sides, status, rules):
            found, whole = assignments(self._sides, rules, self._more_values(action, rules))
            if not whole:
                self._tally.leave(f"{action} at {status} depends on too many things; pairs of them were tried")
            for assigned in found:
                order, given = split(assigned)
                both = self._case(Case(status, native, order, given), action)
                stage = stage or both
        return stage

    def _more_values(self, action: str, rules: Sequence[Condition]) -> Mapping[str, Sequence[Any]]:
        """Values that are really taken, for fields that conditions name: any other may be refused before them."""
        names = {rule.name for rule in rules if "." not in rule.name}
        return {name: self._really_taken(action, name, rules) for name in names}

    def _really_taken(self, action: str, name: str, rules: Sequence[Condition]) -> Sequence[Any]:
        key = (action, name)
        if key not in self._taken:
            listed = [_plain(value) for rule in rules if rule.name == name for value in _values(rule)]
            sample = self._samples.of(action, name)
            others = [sample, *self._others(action, name, listed)]
            self._taken[key] = [value for value in others if value is not None]
        return self._taken[key]

    def _others(self, action: str, name: str, listed: Sequence[Any]) -> Iterator[Any]:
        """For each edition one value that it takes and no rule asks for."""
        order = order_of(Case(None, ANOTHER_WORD))
        for side in self._sides:
            for value in candidates(self._sides, action, name):
                if _plain(value) not in listed and _takes(side, order, action, name, value):
                    yield value
                    break

    def _case(self, case: Case, action: str) -> Case | None:
        """Compare without further fields, then with all that either asks for."""
        old, new = self._ask(case, action)
        offer = offer_differs(old, new)
        if offer is not None:
            self._note(Finding(offer), case, action)
        if isinstance(old, NotOffered) or isinstance(new, NotOffered):
            return None
        self._needs(case, action)
        self._whole(case, action)
        return case

    def _whole(self, case: Case, action: str) -> None:
        """Compare with all that the old edition asks for, with all that the new one does, and with both."""
        tried: list[Case] = []
        for sides in (self._sides[:1], self._sides[1:], self._sides):
            filled = self._filled(case, action, sides)
            if filled not in tried:
                tried.append(filled)
                self._compare_filled(filled, action)

    def _needs(self, case: Case, action: str) -> None:
        """What is missing, shown with everything given that the other edition asks for.

        Where an edition does not take a value at all, it is that which differs, and not what it needs beside it.
        """
        for side, kind in ((0, "newly-required"), (1, "no-longer-required")):
            whole = self._filled(case, action, (self._sides[side],))
            answers = self._ask(whole, action)
            if isinstance(answers[side], Change):
                for finding in needs_differ(*answers):
                    if finding.kind == kind:
                        self._note(finding, whole, action)

    def _compare_filled(self, case: Case, action: str) -> None:
        old, new = self._ask(case, action)
        offer = offer_differs(old, new)
        for finding in [Finding(offer)] if offer else [*values_differ(old, new), *results_differ(old, new)]:
            self._note(finding, case, action)

    def _note(self, finding: Finding, case: Case, action: str) -> None:
        """Tell the tally, with the smallest case that shows it where it is the first one."""
        small = case if self._tally.knows(finding, action) else self._smaller(finding, case, action)
        self._tally.decided(finding, small, action, *self._ask(small, action))

    def _smaller(self, finding: Finding, case: Case, action: str) -> Case:
        """The case without all that the difference does not depend on."""
        for name in case.order:
            less = replace(case, order={each: value for each, value in case.order.items() if each != name})
            case = less if self._shows(finding, less, action) else case
        if finding.kind in ("newly-allowed", "newly-refused"):
            for name in case.given:
                less = replace(case, given={each: value for each, value in case.given.items() if each != name})
                case = less if self._shows(finding, less, action) else case
        return case

    def _shows(self, finding: Finding, case: Case, action: str) -> bool:
        old, new = self._ask(case, action)
        offer = offer_differs(old, new)
        found = [Finding(offer)] if offer else [*needs_differ(old, new), *values_differ(old, new)]
        return finding in found or (not offer and finding in results_differ(old, new))

    def _filled(self, case: Case, action: str, sides: Sequence[Machine] | None = None) -> Case:
        """The case with a value for every field that these editions (by default either) miss."""
        given = dict(case.given)
        order = order_of(case)
        for _ in range(_ROUNDS):
            answers = [decide(side, order, action, given, now=EARLY) for side in sides or self._sides]
            missing = [name for each in answers if isinstance(each, Incomplete) for name in each.missing]
            more = {name: value for name in missing if (value := self._samples.of(action, name)) is not None}
            if not more.keys() - given.keys():
                break
            given |= more
        return replace(case, given=given)

    def _values(self, action: str, stage: Case) -> None:
        """Every value of every field that is worth trying, in a case in which both offer the action."""
        filled = self._filled(stage, action)
        for name in _fields(self._sides, action):
            for value in candidates(self._sides, action, name):
                self._whole(replace(stage, given={**stage.given, name: value}), action)
            without = {each: value for each, value in filled.given.items() if each != name}
            self._compare_filled(replace(filled, given=without), action)

    def _ask(self, case: Case, action: str) -> tuple[Decision, Decision]:
        self._tally.count()
        order = order_of(case)
        old, new = (decide(side, order, action, case.given, now=EARLY) for side in self._sides)
        return old, new


def _conditions(sides: Sides, action: str) -> tuple[Condition, ...]:
    """Everything that the action's offer and needs depend on, in either edition."""
    specs = [side.spec.actions[action] for side in sides if action in side.spec.actions]
    found = [condition for spec in specs for condition in spec.conditions]
    return (*found, *(condition for spec in specs for need in spec.needs for condition in need.conditions))


def _deadline_conditions(sides: Sides, status: str) -> tuple[Condition, ...]:
    deadlines = [side.spec.statuses[status].deadline for side in sides if status in side.spec.statuses]
    return tuple(condition for each in deadlines if each is not None for condition in each.conditions)


def _fields(sides: Sides, action: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for side in sides for name in side.requirements[action].fields))


def _values(rule: Condition) -> tuple[Any, ...]:
    return rule.value if isinstance(rule.value, tuple) else (rule.value,)


def _plain(value: Any) -> str:
    return str(value)


def _takes(side: Machine, order: Any, action: str, name: str, value: Any) -> bool:
    return action in side.requirements and refusal(side, order, action, name, value) is None
