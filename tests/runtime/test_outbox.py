"""Two processes at one queue: whoever reads a batch acts on what stands there when its turn comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.bindings.call_log import Call, CallResult
from stallkeeper.runtime.attempt import Attempt
from stallkeeper.runtime.call_record import flight_of, results_of
from stallkeeper.runtime.journal import Journal
from tests.runtime.arranged import World, world

LEASE = timedelta(minutes=10)


def under_way(here: World) -> Attempt:
    """A process that has had one of several answers, and waits for the second."""
    here.shop.put("A1", "PAID")
    here.pass_time(timedelta(minutes=1))
    here.engine.sync("my-shop", "latest")
    submission = here.act("ship", "A1", carrier="DHL")
    journal = Journal(here.store, here.clock, lambda _: None)
    attempt = Attempt(journal, submission, here.order("A1"), here.clock, LEASE)
    attempt.begin()
    attempt.leaving(Call("1", line="1"))
    attempt.settled(Call("1", line="1"), CallResult(line="1"))
    attempt.leaving(Call("2", line="2"))
    return attempt


def test_a_slow_process_that_goes_on_is_not_taken_for_one_that_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(tmp_path)
    attempt = under_way(here)
    here.pass_time(LEASE + timedelta(minutes=1))
    other = world(tmp_path, clock=here.clock, shops=here.shops)
    read, goes_on = other.store.submissions, [True]

    def batch(*args: Any, **keys: Any) -> Any:
        found = read(*args, **keys)
        if found and goes_on and found[0].state == "sending":
            goes_on.clear()
            here.pass_time(timedelta(seconds=5))
            attempt.settled(Call("2", line="2"), CallResult(line="2"))
            attempt.leaving(Call("3", line="3"))
        return found

    monkeypatch.setattr(other.store, "submissions", batch)
    other.engine.send()
    after = here.submission(attempt.submission)
    flying = flight_of(after)
    assert not goes_on and flying is not None
    assert (after.state, sorted(results_of(after)), flying.key) == ("sending", ["1", "2"], "3")


def test_one_that_has_noted_nothing_for_a_lease_is_taken_over(tmp_path: Path) -> None:
    here = world(tmp_path)
    attempt = under_way(here)
    here.pass_time(LEASE + timedelta(minutes=1))
    other = world(tmp_path, clock=here.clock, shops=here.shops)
    other.engine.send()
    assert here.submission(attempt.submission).state != "sending"
