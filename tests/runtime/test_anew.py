"""What another process was quicker with is decided anew, once; what would only fail again is not."""

from __future__ import annotations

import pytest

from stallkeeper.errors import StoreError
from stallkeeper.runtime.anew import anew_if_taken


class Decision:
    """Fails so many times, and tells how often it was asked for."""

    def __init__(self, *failures: StoreError) -> None:
        self.failures = list(failures)
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        if self.failures:
            raise self.failures.pop(0)
        return "stored"


TAKEN = StoreError("stored by another process", passing=True)
FULL = StoreError("the disk is full")


def test_what_was_taken_meanwhile_is_decided_anew() -> None:
    decision = Decision(TAKEN)
    assert (anew_if_taken(decision), decision.times) == ("stored", 2)


@pytest.mark.parametrize(("failures", "times"), [((TAKEN, TAKEN), 2), ((FULL,), 1), ((TAKEN, FULL), 2)])
def test_a_second_time_and_whatever_does_not_pass_is_an_error(failures: tuple[StoreError, ...], times: int) -> None:
    decision = Decision(*failures)
    with pytest.raises(StoreError):
        anew_if_taken(decision)
    assert decision.times == times
