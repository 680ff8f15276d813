from __future__ import annotations

import pytest

from stallkeeper.machine.purpose import purpose_of
from tests.machine.arranged import BUNDLED, bundled

MEANT = {"ship": "send", "refuse": "call_off", "refund": "give_back", "accept": "go_on"}


@pytest.mark.parametrize("channel", BUNDLED)
def test_what_an_action_is_there_for_is_seen_from_where_it_leads(channel: str) -> None:
    actions = bundled(channel).spec.actions
    wrong = {name: purpose_of(each.results_in) for name, each in actions.items() if name in MEANT}
    assert wrong == {name: MEANT[name] for name in wrong}


@pytest.mark.parametrize(
    ("expected", "before", "purpose"),
    [
        (("shipped",), "waiting_shipment", "send"),
        (("shipped", "waiting_shipment"), "waiting_shipment", "send"),
        (("shipped",), "shipped", "give_back"),
        (("unchanged",), None, "give_back"),
        (("canceled",), "waiting_shipment", "call_off"),
        (("canceled", "refunded"), "canceled", "give_back"),
        ((), None, "go_on"),
    ],
)
def test_what_leaves_an_order_where_it_was_sent_or_called_off_is_about_its_money(
    expected: tuple[str, ...], before: str | None, purpose: str
) -> None:
    assert purpose_of(expected, before) == purpose
