"""How long to wait before another attempt."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.runtime.retry import Patience, plan_retry

SHORT = Patience(first=timedelta(seconds=4), longest=timedelta(seconds=60), attempts=6)


def waits(jitter: float) -> list[timedelta | None]:
    return [plan_retry(SHORT, attempts, jitter) for attempts in range(1, 7)]


def test_the_wait_doubles_up_to_the_longest_and_ends() -> None:
    assert waits(0.0) == [*(timedelta(seconds=seconds) for seconds in (4, 8, 16, 32, 60)), None]


def test_jitter_takes_up_to_half_of_the_wait_away() -> None:
    assert waits(0.5)[0] == timedelta(seconds=3)


@given(
    attempts=st.integers(0, 200),
    jitter=st.floats(0, 1, exclude_max=True),
    retry_after=st.none() | st.floats(0, 10_000),
)
def test_the_marketplaces_own_word_is_never_undercut(attempts: int, jitter: float, retry_after: float | None) -> None:
    wait = plan_retry(SHORT, attempts, jitter, retry_after)
    assert (wait is None) == (attempts >= 6)
    if wait is not None:
        assert wait >= timedelta(seconds=2)
        assert retry_after is None or wait >= timedelta(seconds=retry_after)
