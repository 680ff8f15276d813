"""Two actions of one status do the same.

They lead to the same statuses, take the same fields, and nothing says when to take which. Mostly one of them is a
synonym that slipped in (refuse, reject, cancel), or its `results_in` was copied.

Bad:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, refuse, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      refuse: {results_in: canceled}
      cancel: {results_in: canceled}

Good:

    statuses:
      waiting_shipment: {native: [PENDING], actions: [ship, cancel], next: [shipped]}
      shipped: {native: [SHIPPED]}
      canceled: {native: [CANCELED]}
    actions:
      ship: {results_in: shipped}
      cancel: {results_in: canceled}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.spec.domains import domain_of
from stallkeeper.spec.solver import DomainOf, find
from stallkeeper.spec.solver import told as cased
from stallkeeper.spec.ways import words_offering
from stallkeeper.words import Status

CODE = "same-effect"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    told: set[tuple[str, str]] = set()
    for status, spec in channel.statuses.items():
        offered = [channel.actions[name] for name in spec.actions if name in channel.actions]
        for first, second in combinations(offered, 2):
            if (first.name, second.name) not in told and _alike(first, second):
                both = find((*first.conditions, *second.conditions), _domains(channel, first, status))
                if both.case is not None:
                    told.add((first.name, second.name))
                    message = f'"{first.name}" and "{second.name}" do the same at "{status}"'
                    hint = "keep one, or say what each of them needs or leads to"
                    yield warning(second.place, CODE, message, hint, witness=f"{status}: {cased(both.case)}")


def _alike(first: ActionSpec, second: ActionSpec) -> bool:
    same_results = set(first.results_in) == set(second.results_in)
    return same_results and set(first.takes()) == set(second.takes())


def _domains(channel: ChannelSpec, action: ActionSpec, status: Status) -> DomainOf:
    words = words_offering(channel, action.name, status)
    return lambda name: domain_of(name, channel, action, words)
