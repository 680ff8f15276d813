"""An action and the fields given with it go in; what the channel recommends to give as well comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stallkeeper.machine.decision import Advice
from stallkeeper.machine.derived_address import LABEL, too_long_for_a_label
from stallkeeper.machine.facts import is_given
from stallkeeper.machine.purpose import purpose_of
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import ActionSpec


def advice_of(action: ActionSpec, fields: Mapping[str, Any]) -> tuple[Advice, ...]:
    """Each recommendation that is not followed, with the fields that are not given."""
    found = []
    for each in action.recommends:
        left_out = tuple(name for name in each.fields if not is_given(fields.get(name)))
        if left_out:
            found.append(Advice(left_out, each.because, each.place))
    return tuple(found)


def label_advice(action: ActionSpec, order: Order) -> tuple[Advice, ...]:
    """A delivery address that is too long for a label is told where something is sent, and never changed."""
    if order.report.delivery is None or purpose_of(action.results_in) != "send":
        return ()
    return tuple(
        Advice((name,), f"it has {length} characters, and most labels take {LABEL}; it stays as it is", action.place)
        for name, length in too_long_for_a_label(order.report.delivery)
    )
