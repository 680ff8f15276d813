"""An action and the fields given with it go in; what the channel recommends to give as well comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.machine.decision import Advice
from stallkeeper.machine.facts import is_given
from stallkeeper.spec.channel_spec import ActionSpec


def advice_of(action: ActionSpec, fields: Mapping[str, Any]) -> tuple[Advice, ...]:
    """Each recommendation that is not followed, with the fields that are not given."""
    found = []
    for each in action.recommends:
        left_out = tuple(name for name in each.fields if not is_given(fields.get(name)))
        if left_out:
            found.append(Advice(left_out, each.because, each.place))
    return tuple(found)
