"""The fields given with an action in; the same with one parcel, and what is said of the others, out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.machine.decision import Advice
from stallkeeper.machine.wording import list_text
from stallkeeper.spec.channel_spec import ActionSpec

_OF_A_PARCEL = ("tracking_number", "tracking_url")


def one_parcel(action: ActionSpec, fields: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Advice, ...]]:
    """A request tells one parcel: of several numbers the first is sent, and which ones are not is told before."""
    several = {name: list(given) for name in _OF_A_PARCEL if isinstance(given := fields.get(name), list | tuple)}
    if not any(several.values()):
        return fields, ()
    first = {**fields, **{name: given[0] if given else None for name, given in several.items()}}
    advice = [_left_out(action, name, given) for name, given in several.items() if len(given) > 1]
    return first, tuple(advice)


def _left_out(action: ActionSpec, name: str, given: list[Any]) -> Advice:
    others = list_text([str(each)[:60] for each in given[1:10]], "and")
    again = "; tell them with the other lines" if action.lines is not None else "; the channel takes no second one"
    because = f"one parcel is told at a time: {str(given[0])[:60]} is sent, {others} not{again}"
    return Advice((name,), because, action.place)
