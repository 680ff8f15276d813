"""The carrier that stands for "not on the list" can be given without saying who it is.

With the fallback code alone the buyer cannot follow the parcel. An action that takes it needs a companion then: the
name of the carrier, or the page of the parcel.

Bad:

    carriers: {list: given_by_channel, fallback: Other}
    actions:
      ship: {results_in: shipped, needs: [carrier]}

Good:

    carriers: {list: given_by_channel, fallback: Other}
    actions:
      ship:
        results_in: shipped
        needs:
          - carrier
          - if: {carrier: Other}
            then: [carrier_name]
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.channel_spec import ActionSpec, ChannelSpec
from stallkeeper.spec.solver import holds
from stallkeeper.text.wording import quoted

CODE = "lonely-fallback"
NEEDS_WHOLE_FILE = True


_COMPANIONS = frozenset({"carrier_name", "custom_carrier", "tracking_url"})


def check(channel: ChannelSpec) -> Iterator[Problem]:
    fallback = channel.carriers.fallback if channel.carriers is not None else None
    for action in channel.actions.values() if fallback is not None else ():
        if "carrier" in action.takes() and not _has_companion(action, fallback):
            message = f'"{action.name}" takes the carrier {quoted(fallback)} without its name or the page of the parcel'
            hint = f"add `- if: {{carrier: {fallback}}}` with `then: [carrier_name]` to its `needs`"
            yield warning(action.place, CODE, message, hint, witness=f"{action.name} with carrier {quoted(fallback)}")


def _has_companion(action: ActionSpec, fallback: str | None) -> bool:
    for need in action.needs:
        names = _COMPANIONS & set(need.fields)
        if names and all(each.name == "carrier" and holds(each, fallback) for each in need.conditions):
            return True
    return False
