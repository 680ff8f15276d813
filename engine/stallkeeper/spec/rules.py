"""A channel in, every rule with conditions out, together with all that holds wherever the rule is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stallkeeper.problems import Place
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.spec.conditions import Condition
from stallkeeper.spec.domains import Domain, domain_of, literals_of
from stallkeeper.spec.solver import Answer, find
from stallkeeper.spec.ways import words_at, words_offering


@dataclass(frozen=True, slots=True)
class Rule:
    """The conditions of one `if`. `given` hold too wherever it is asked; `words` are the native words there or None."""

    what: str
    conditions: tuple[Condition, ...]
    channel: ChannelSpec
    action: ActionSpec | None = None
    given: tuple[Condition, ...] = ()
    words: tuple[str, ...] | None = None

    @property
    def place(self) -> Place:
        return self.conditions[0].place

    def domain(self, name: str) -> Domain:
        return domain_of(name, self.channel, self.action, self.words)

    def find(self, all_of: Sequence[Condition], *none_of: Sequence[Condition]) -> Answer:
        """A case where the rule is asked in which these conditions hold, and none of the groups."""
        return find((*self.given, *all_of), self.domain, none_of)


def rules_of(channel: ChannelSpec) -> Iterator[Rule]:
    """Every `if` that has conditions."""
    yield from (rule for rule in _rules_of(channel) if rule.conditions)


def _rules_of(channel: ChannelSpec) -> Iterator[Rule]:
    for name, spec in channel.statuses.items():
        if spec.deadline is not None:
            what = f'the deadline of "{name}"'
            yield Rule(what, spec.deadline.conditions, channel, words=words_at(channel, name))
    for action in channel.actions.values():
        if words_offering(channel, action.name):  # else it is offered nowhere, which is told elsewhere
            yield offer_of(channel, action)
            yield from needs_of(channel, action)
    for number, exclusion in enumerate(channel.only, 1):
        yield Rule(f"rule {number} of `only`", exclusion.conditions, channel)
    for number, decision in enumerate(channel.lines.decide, 1):
        yield Rule(f"rule {number} about lines", decision.conditions, channel)


def offer_of(channel: ChannelSpec, action: ActionSpec) -> Rule:
    """When the action is offered; it may have no conditions."""
    words = words_offering(channel, action.name)
    return Rule(f'the `if` of "{action.name}"', action.conditions, channel, action, words=words)


def needs_of(channel: ChannelSpec, action: ActionSpec) -> Iterator[Rule]:
    """The conditional needs of one action."""
    words = words_offering(channel, action.name)
    for need in action.needs:
        if need.conditions:
            what = f'the need of "{action.name}"'
            yield Rule(what, need.conditions, channel, action, action.conditions, words)


_KINDS: dict[str, tuple[type, ...]] = {"boolean": (bool,), "whole_number": (int,), "decimal": (int, Decimal)}
_COMPARED = ("above", "below")


def is_told_elsewhere(condition: Condition, channel: ChannelSpec, action: ActionSpec | None) -> bool:
    """Whether the condition asks for what its name never is, by its list or its type: another check points at that."""
    domain = domain_of(condition.name, channel, action, None)
    literals = literals_of(condition)
    if condition.operator in _COMPARED and domain.kind not in ("whole_number", "decimal"):
        return True
    wanted = (int, Decimal) if condition.operator in _COMPARED else _KINDS.get(domain.kind, (object,))
    if not all(isinstance(each, wanted) for each in literals):
        return True
    return domain.words is not None and any(value not in domain.words for value in literals)
