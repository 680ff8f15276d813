"""A seller's rules and the machine of their channel in; everything that the channel makes nonsense of out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stallkeeper.machine.carriers import carrier_code
from stallkeeper.machine.compiled import Machine
from stallkeeper.machine.values import Wrong, typed_value
from stallkeeper.machine.wording import did_you_mean, list_text, near_misses
from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec, Exclusion, LineRules
from stallkeeper.spec.checks import impossible_condition, undeclared_field
from stallkeeper.spec.seller_rule import SellerRule

RESERVING = ("accepted", "waiting_shipment")
"""Where an order stands whose goods are promised and have not left."""


def check_seller_rules(machine: Machine, rules: Iterable[SellerRule]) -> tuple[Problem, ...]:
    """All problems of all rules, by place."""
    return tuple(sorted(problem for rule in rules for problem in _of_rule(machine, rule)))


def _of_rule(machine: Machine, rule: SellerRule) -> Iterator[Problem]:
    yield from _conditions(machine.spec, rule)
    yield from _words(machine.spec, rule)
    if rule.action not in machine.requirements:
        known = tuple(machine.spec.actions)
        message = f"{machine.spec.title} has no action {rule.action!r}; there are {list_text(known) or 'none'}"
        hint = did_you_mean(near_misses(rule.action, known, 1)).lstrip("; ") or "write one of them"
        yield Problem(rule.places["do"], "undeclared-action", message, hint)
        return
    yield from _offered(machine.spec, rule)
    yield from _given(machine, rule)
    yield from _stock(machine.spec, rule)


def _conditions(spec: ChannelSpec, rule: SellerRule) -> Iterator[Problem]:
    """What would be wrong with them in the channel's own file is wrong with them here."""
    alone = Exclusion(rule.when.conditions, "", rule.place)
    bare = replace(spec, statuses={}, actions={}, documents=(), lines=LineRules(), only=(alone,))
    yield from undeclared_field.check(bare)
    yield from impossible_condition.check(bare)


def _words(spec: ChannelSpec, rule: SellerRule) -> Iterator[Problem]:
    place = rule.places["when"]
    for status in rule.when.statuses:
        if status not in spec.statuses:
            message = f"no order of {spec.title} is ever at {status}"
            yield Problem(place, "undeclared-status", message, f"write one of {list_text(tuple(spec.statuses))}")
    known = {native for each in spec.statuses.values() for native in each.native}
    for native in rule.when.natives:
        if native not in known:
            message = f"{spec.title} has no status of its own called {native[:60]!r}"
            yield Problem(place, "undeclared-native", message, did_you_mean(near_misses(native, known, 1)).lstrip("; "))


def _offered(spec: ChannelSpec, rule: SellerRule) -> Iterator[Problem]:
    """An action that none of the rule's statuses offers would hold up every order."""
    here = rule.when.statuses or tuple(
        each.status for each in spec.statuses.values() if set(each.native) & set(rule.when.natives)
    )
    offering = tuple(each.status for each in spec.statuses.values() if rule.action in each.actions)
    if here and not set(here) & set(offering) and set(here) <= spec.statuses.keys():
        message = f"{rule.action} is not offered at {list_text(here)}; it is at {list_text(offering) or 'no status'}"
        yield Problem(rule.places["do"], "never-offered", message, "write another status, or another action")


def _given(machine: Machine, rule: SellerRule) -> Iterator[Problem]:
    takes = machine.requirements[rule.action].fields
    for name, value in rule.fields.items():
        field, place = takes.get(name), rule.field_places.get(name, rule.place)
        if field is None:
            message = f"{rule.action} takes no field {name[:60]!r}; it takes {list_text(tuple(takes)) or 'none'}"
            hint = did_you_mean(near_misses(name, tuple(takes), 1)).lstrip("; ")
            yield Problem(place, "undeclared-field", message, hint)
            continue
        typed = typed_value(field, value)
        if name == "carrier" and machine.spec.carriers is not None and isinstance(typed, str):
            typed = carrier_code(machine.spec.carriers, typed)
        if isinstance(typed, Wrong):
            yield Problem(place, "wrong-value", f"{name} {typed.why}"[:300])
    yield from _missing(machine, rule)


def _missing(machine: Machine, rule: SellerRule) -> Iterator[Problem]:
    action = machine.spec.actions[rule.action]
    fields = machine.requirements[rule.action].fields
    missing = [name for name in action.always_needs() if name not in rule.fields and fields[name].default is None]
    if missing:
        message = f"{rule.action} cannot go without {list_text(missing)}, and the rule does not give it"
        yield Problem(rule.places["do"], "field-not-given", message, f"add `{missing[0]}` under `with`")


def _stock(spec: ChannelSpec, rule: SellerRule) -> Iterator[Problem]:
    """A stock is asked before goods are promised; an action that promises none needs none."""
    if rule.stock_buffer is not None and not set(spec.actions[rule.action].results_in) & set(RESERVING):
        message = f"{rule.action} promises no goods, so there is no stock to ask for it"
        yield Problem(rule.places["stock_buffer"], "stock-not-asked", message, "leave `stock_buffer` out")
