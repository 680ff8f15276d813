"""A field is needed here that another need of the action asks for already.

It is always needed, or needed in every case in which this rule holds. Either the rule is too much, or one of the two
names the wrong field.

Bad:

    actions:
      ship:
        results_in: shipped
        needs:
          - tracking_number
          - if: {order.delivery_mode: tracked}
            then: [tracking_number]

Good:

    actions:
      ship:
        results_in: shipped
        needs:
          - if: {order.delivery_mode: tracked}
            then: [tracking_number]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.spec.conditions import Need
from stallkeeper.spec.domains import domain_of
from stallkeeper.spec.solver import find
from stallkeeper.spec.ways import words_offering
from stallkeeper.text.wording import quoted

CODE = "redundant-need"
NEEDS_WHOLE_FILE = True


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for action in channel.actions.values():
        for index, need in enumerate(action.needs):
            for name in need.fields:
                others = _others(action, index, name)
                other = next((each for each in others if _implied(channel, action, need, each)), None)
                if other is not None:
                    message = f'"{action.name}" needs {quoted(name)} here, which line {other.place.line} asks for too'
                    shown = f"{action.name}: {name} on lines {other.place.line} and {need.place.line}"
                    yield warning(need.place, CODE, message, "take it away here", witness=shown)


def _others(action: ActionSpec, index: int, name: str) -> Iterator[Need]:
    """Other needs of the field; of two that say the same the first is kept."""
    for at, need in enumerate(action.needs):
        wider = len(need.conditions) < len(action.needs[index].conditions)
        if at != index and name in need.fields and (at < index or wider):
            yield need


def _implied(channel: ChannelSpec, action: ActionSpec, need: Need, other: Need) -> bool:
    """Whether `other` holds whenever `need` does."""
    if not other.conditions:
        return True
    words = words_offering(channel, action.name)
    given = (*action.conditions, *need.conditions)
    return find(given, lambda name: domain_of(name, channel, action, words), [other.conditions]).never
