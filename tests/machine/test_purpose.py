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
