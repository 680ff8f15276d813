"""A changed channel in; the first judge that notices, and what it says, out. The cheapest is asked first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.errors import Error
from stallkeeper.machine.compile import compile_machine
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.loaded import LoadedChannel
from tests.mutants.expected import difference, read_expected
from tests.mutants.garble import Mutant
from tests.mutants.samples import Samples
from tests.mutants.season import Season
from tests.mutants.stage import Stage

JUDGES = ("checks", "stories", "samples", "played")
EQUAL = "equal"
"""No judge: the mutant is another way to write the very same machine, and nothing could ever notice it."""
_CLIENT_ONLY = "binding.yaml"
"""Stories are played by a client in memory: a binding says nothing to them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: `judge` None means that it survived."""

    mutant: Mutant
    judge: str | None
    why: str = ""


class Court:
    """The judges of one channel. What is wrong with it as it stands is no mutant's fault: the marketplace's own no."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._told: dict[str, frozenset[str]] = {}
        with stage.changed(None):
            loaded = stage.load()
            assert not loaded.problems, loaded.problems
            self._moves = _moves(loaded)
            self._expected: Mapping[str, Any] = read_expected(stage.folder) or {}
            for judge in ("stories", "samples"):
                wrong = list(self._wrong(judge, loaded))
                assert not wrong, f"{stage.channel} as it stands: {judge}: {wrong[:3]}"
            assert not (facts := list(self._wrong_facts(self._stage.data))), facts
            self._known = frozenset(self._wrong("played", loaded))

    def judge(self, mutant: Mutant) -> Verdict:
        """Ask one after the other until somebody notices."""
        with self._stage.changed(mutant):
            try:
                return self._judged(mutant)
            except Error as error:
                return Verdict(mutant, "checks", str(error)[:200])
            except Exception as error:
                return Verdict(mutant, None, f"CRASH: {type(error).__name__}: {error}")

    def _judged(self, mutant: Mutant) -> Verdict:
        loaded = self._stage.load(with_scenarios=mutant.file != _CLIENT_ONLY)
        if loaded.problems:
            return Verdict(mutant, "checks", loaded.problems[0].message)
        if mutant.file == "channel.yaml" and "next" in mutant.path and _moves(loaded) == self._moves:
            return Verdict(mutant, EQUAL, "an action or a deadline there leads to the same status")
        changed = mutant.applied(self._stage.data(mutant.file))
        facts = self._wrong_facts(lambda name: changed if name == mutant.file else self._stage.data(name))
        for judge in JUDGES[1:]:
            if judge == "stories" and mutant.file == _CLIENT_ONLY:
                continue
            noticed = (each for each in self._wrong(judge, loaded) if judge != "played" or each not in self._known)
            why = next(noticed, None) or (next(facts, None) if judge == "samples" else None)
            if why is not None:
                return Verdict(mutant, judge, why)
        return Verdict(mutant, None)

    def _wrong(self, judge: str, loaded: LoadedChannel) -> Iterator[str]:
        if judge == "stories":
            yield from _wrong_stories(loaded)
        elif judge == "samples":
            yield from Samples(loaded, self._expected).wrong()
        elif (loaded.folder / "play.yaml").is_file():
            yield from Season(loaded).wrong()

    def _wrong_facts(self, data: Any) -> Iterator[str]:
        """What the sources say of a file, word by word."""
        for name, facts in (self._expected.get("facts") or {}).items():
            for path, value in facts.items():
                wrong = difference(value, _at(data(name), path.split(".")))
                if wrong is not None:
                    yield f"{name}: {path} {wrong}"


def _moves(loaded: LoadedChannel) -> Any:
    """Every move that the channel's machine knows, and every way that it foresees."""
    assert loaded.spec is not None
    machine = compile_machine(loaded.spec)
    return {(edge.source, edge.trigger, edge.destination) for edge in machine.edges}, dict(machine.paths)


def _wrong_stories(loaded: LoadedChannel) -> Iterator[str]:
    for scenario in loaded.scenarios:
        for step in simulate(loaded, scenario).steps:
            yield from (f"{scenario.id}: {promise}" for promise in step.broken)


def _at(data: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(data, list):
            data = data[int(step)] if step.isdecimal() and int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data
