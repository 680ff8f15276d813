"""A field is named that nobody has declared.

The fields of an action are the standard ones (carrier, tracking_number, refund_reason …) and those under `fields:`.
A condition may read the fields that its action takes, `order.<field>` (a standard order field, or one under
`order_fields:`), and `native.status`; where no action is at hand, as in a deadline, only the latter two.

Bad:

    actions:
      ship:
        results_in: shipped
        needs: [carier]

Good:

    actions:
      ship:
        results_in: shipped
        needs: [carrier]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.order_fields import ORDER_FIELDS
from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.spec.standard_fields import STANDARD_FIELDS
from stallkeeper.spec.uses import ConditionUse, condition_uses, item_place
from stallkeeper.text.wording import did_you_mean, quoted

CODE = "undeclared-field"


def check(channel: ChannelSpec) -> Iterator[Problem]:
    for action in channel.actions.values():
        yield from _fields_of(action, channel)
    for use in condition_uses(channel):
        yield from _name_in(use, channel)


def _fields_of(action: ActionSpec, channel: ChannelSpec) -> Iterator[Problem]:
    known = dict.fromkeys((*channel.fields, *STANDARD_FIELDS))
    places = [(name, need.place) for need in action.needs for name in need.fields]
    path = ("actions", action.name, "accepts")
    places += [(name, item_place(channel, path, index)) for index, name in enumerate(action.accepts)]
    for name, place in places:
        if name not in known:
            message = f'action "{action.name}" takes {quoted(name)}, a field nobody has declared'
            yield Problem(place, CODE, message, did_you_mean(name, known) or f"declare `{name}` under `fields`")


def _name_in(use: ConditionUse, channel: ChannelSpec) -> Iterator[Problem]:
    name = use.condition.name
    known = _known_names(use.action, channel)
    if name not in known:
        what = f'the action "{use.action.name}" takes no such field' if use.action else "no action is at hand here"
        message = f"the condition reads {quoted(name)}" + (f", and {what}" if "." not in name else ", which is nothing")
        yield Problem(use.condition.place, CODE, message, did_you_mean(name, known))


def _known_names(action: ActionSpec | None, channel: ChannelSpec) -> tuple[str, ...]:
    of_order = (f"order.{name}" for name in (*ORDER_FIELDS, *channel.order_fields))
    return (*(action.takes() if action else ()), *dict.fromkeys(of_order), "native.status")
