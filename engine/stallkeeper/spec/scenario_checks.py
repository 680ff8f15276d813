"""A scenario and its channel in, the names in it that mean nothing there out."""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.scenario_spec import ScenarioSpec


def check_scenario(story: ScenarioSpec, channel: ChannelSpec) -> Iterator[Problem]:
    """Statuses, actions and fields that the channel does not have."""
    yield from ()
