"""A week of a seller's life with everything that can go wrong, its engine killed at named steps; see docs/soak.md."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.__main__ import IN_MEMORY, SHORT
from tests.soak.mortal import STEPS
from tests.soak.soak import Soak, Summary, told


def lived(seed: int) -> Summary:
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        return Soak(Path(folder), seed, SHORT).run()


def test_after_a_week_of_everything_going_wrong_the_store_is_what_the_marketplaces_are() -> None:
    first = lived(1)
    print("\n".join(told(first)))
    assert first.verdict.wrong == []
    assert first.deaths.total() >= SHORT.kills
    assert set(first.deaths) == set(STEPS)
    assert first.verdict.compared >= SHORT.orders * 0.99
    assert lived(1).digest == first.digest
