"""What each author wrote of their samples is what comes out of them, leaves for the marketplace and is understood."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

import pytest

from stallkeeper.spec.catalog import Catalog
from tests.mutants.expected import difference, read_expected
from tests.mutants.judges import _at
from tests.mutants.samples import Samples
from tests.mutants.season import Season
from tests.mutants.stage import channels, opened

CATALOG = Catalog()
WRITTEN = tuple(channel for channel in channels() if read_expected(CATALOG.folder(channel)) is not None)


@cache
def samples(channel: str) -> Samples:
    return Samples(CATALOG.load(channel))


def test_the_source_channels_have_expectations() -> None:
    assert len(WRITTEN) >= 3


@pytest.mark.parametrize("channel", WRITTEN)
def test_samples_are_what_their_author_wrote_of_them(channel: str) -> None:
    assert list(samples(channel).wrong()) == []


@pytest.mark.parametrize("channel", WRITTEN)
def test_a_wrong_expectation_is_found(channel: str) -> None:
    wrong = deepcopy(dict(samples(channel).expected))
    wrong["orders"][0]["come_out"][0]["native_status"] = "ELSEWHERE"
    wrong["requests"][0]["sends"] = "GET https://elsewhere.example/"
    found = list(Samples(CATALOG.load(channel), wrong).wrong())
    assert len(found) == 2 and "ELSEWHERE" in found[0] and "elsewhere.example" in found[1]


@pytest.mark.parametrize("channel", WRITTEN)
def test_the_facts_stand_in_the_files(channel: str) -> None:
    with opened(channel) as stage:
        for name, facts in (samples(channel).expected.get("facts") or {}).items():
            for path, value in facts.items():
                assert difference(value, _at(stage.data(name), path.split("."))) is None, (name, path)


@pytest.mark.parametrize("channel", WRITTEN)
def test_a_season_at_the_played_marketplace_goes_well(channel: str) -> None:
    """What the marketplace refuses for reasons of its own is a no to one action of one kind of order, never more.

    A played list of carriers may be shorter than ours, or longer; a season of an edition that is over says so.
    """
    told = set(Season(CATALOG.load(channel)).wrong())
    assert {each for each in told if " is rejected" not in each and "carrier" not in each} <= {
        "incident rejected",
        "incident edition_over",
    }
