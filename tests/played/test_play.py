"""Playing a marketplace until told to stop."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from stallkeeper.clock import ManualClock
from stallkeeper.errors import SpecError, UsageError
from stallkeeper.played.play import PlayProgress, play
from tests.played.speaking import CHANNELS, START


def beats(count: int) -> tuple[list[int], object]:
    left = [count]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    return left, stop


def test_orders_arrive_at_their_rate_and_progress_is_told() -> None:
    clock, told = ManualClock(START), list[PlayProgress]()
    _, stop = beats(600)  # a beat is a tenth of a second: one minute
    end = play(CHANNELS / "veepee", rate=30, seed=4, first_orders=5, stop=stop, on_progress=told.append, clock=clock)  # type: ignore[arg-type]
    assert clock.now() - START == timedelta(seconds=60)
    assert (told[0].orders, end.orders) == (5, 35)
    assert end == told[-1] and told[0].base_url.startswith("http://127.0.0.1:")
    assert (end.name, end.title) == ("veepee", "PinkConnect v4 (Veepee and Privalia), impersonated")


def test_without_a_rate_only_the_first_orders_arrive() -> None:
    _, stop = beats(3)
    assert play(CHANNELS / "manomano", stop=stop, clock=ManualClock(START)).orders == 20  # type: ignore[arg-type]


def test_a_folder_with_problems_is_not_played(tmp_path: Path) -> None:
    shutil.copytree(CHANNELS / "veepee", tmp_path / "veepee")
    file = tmp_path / "veepee" / "play.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("format: json", "format: yaml"), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        play(tmp_path / "veepee", stop=lambda: True)
    assert [problem.code for problem in caught.value.problems] == ["wrong-value"]


@pytest.mark.parametrize("wrong", [{"rate": -1}, {"speed": 0}, {"port": 70_000}, {"host": "256.1.1.1"}])
def test_a_rhythm_or_an_address_that_makes_no_sense_is_told(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        play(CHANNELS / "manomano", stop=lambda: True, **wrong)  # type: ignore[arg-type]
