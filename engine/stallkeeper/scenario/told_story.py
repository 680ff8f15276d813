"""A story as plain data in; the same story as a scenario of a channel, and as the text of its file, out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.spec.build_scenario import build_scenario
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.scenario_checks import check_scenario
from stallkeeper.spec.scenario_spec import ScenarioSpec
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source

_PLAIN = re.compile(r"[A-Za-z_]([A-Za-z0-9_ -]*[A-Za-z0-9_])?|[0-9]+( [a-z]+)?")
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story before it is a file: `order` and `steps` hold what the file will say."""

    id: str
    title: str
    order: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]

    def text(self) -> str:
        """The scenario file."""
        lines = [f"scenario: {_scalar(self.title)}", f"order: {_flow(self.order)}", "steps:"]
        for step in self.steps:
            lines += [f"{'  - ' if first else '    '}{key}: {_flow(value)}" for first, key, value in _members(step)]
        return "\n".join(lines) + "\n"

    def scenario(self, spec: ChannelSpec) -> tuple[ScenarioSpec | None, tuple[Problem, ...]]:
        """The story as the channel understands it; None where it has problems."""
        source, problems = read_source(self.text(), f"{self.id}.yaml")
        if source is None or problems:
            return None, problems
        data, problems = conform(source, "scenario-1")
        if problems:
            return None, problems
        story = build_scenario(source, data, spec, self.id)
        found = tuple(check_scenario(story, spec))
        return (None, found) if found else (story, ())


def _members(step: Mapping[str, Any]) -> list[tuple[bool, str, Any]]:
    return [(number == 0, key, value) for number, (key, value) in enumerate(step.items())]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Without quotes where YAML needs none; JSON's quotes are YAML's."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN
    return text if plain else json.dumps(text, ensure_ascii=False)
