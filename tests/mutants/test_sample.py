"""A sample of the mutants of each channel that has been tried as a whole: nobody may slip through unseen."""

from __future__ import annotations

import pytest

from tests.mutants.stage import channels
from tests.mutants.survivors import EVERY, FOLDER, complaints, excuses, file_of
from tests.mutants.trial import mutants_of, sampled, verdicts

TRIED = tuple(channel for channel in channels() if file_of(channel).exists())
MOST = 40


@pytest.mark.parametrize("channel", TRIED)
def test_a_mutant_is_noticed_or_listed_with_a_reason(channel: str) -> None:
    chosen = sampled(mutants_of(channel), max(4, MOST // len(TRIED)), seed=1)
    assert list(complaints(verdicts(channel, chosen, processes=1), excuses(channel), whole=False)) == []


def test_no_list_of_survivors_is_left_over_from_a_channel_that_is_gone() -> None:
    known = {EVERY.name, *(file_of(channel).name for channel in channels())}
    assert {file.name for file in FOLDER.glob("*.yaml")} <= known
