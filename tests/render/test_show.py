from __future__ import annotations

import pytest

from stallkeeper.render.show import show
from tests.machine.arranged import BUNDLED, bundled, spec_of
from tests.machine.test_strings_are_data import channel_with


@pytest.mark.parametrize("name", BUNDLED)
def test_a_channel_is_shown_with_all_its_words_and_assumptions(name: str) -> None:
    spec = bundled(name).spec

    text = " ".join(show(spec).split())

    assert all(native in text for status in spec.statuses.values() for native in status.native)
    assert all(" ".join(assumption.because.split()) in text for assumption in spec.assumptions)
    assert "`" not in text


def test_needs_are_shown_under_the_action_that_has_them() -> None:
    text = show(bundled("manomano").spec)

    assert (
        "    ship → shipped\n      required: carrier (code)\n      required if carrier is Other: carrier_name and"
        in text
    )


def test_control_characters_do_not_reach_the_terminal() -> None:
    spec = spec_of(channel_with("harmless\ue000txt"))

    assert "\ue000" not in show(spec)
    assert "harmless\ufffdtxt" in show(spec)
