"""A channel's folder in, a LoadedChannel out: spec, binding, scenarios, and all problems at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stallkeeper.problems import Problem
from stallkeeper.spec.allowances import Allowances
from stallkeeper.spec.bound import Bound
from stallkeeper.spec.build_carriers import build_carriers
from stallkeeper.spec.build_channel import build_channel
from stallkeeper.spec.build_scenario import build_scenario
from stallkeeper.spec.channel_files import near_channel, unread_files
from stallkeeper.spec.channel_spec import Carrier, ChannelSpec
from stallkeeper.spec.checks.no_carrier_known import CODE as NO_CARRIER_KNOWN
from stallkeeper.spec.checks.registry import run_bound_checks, run_checks
from stallkeeper.spec.editions import misplaced_edition, newer_edition
from stallkeeper.spec.family import family_folder, inherited_binding, other_family, read_extended, without_idle
from stallkeeper.spec.loaded import LoadedChannel as LoadedChannel
from stallkeeper.spec.part import Part
from stallkeeper.spec.reading import Reading, as_typed_here, conformed, read_conformed, with_excerpts
from stallkeeper.spec.sample_files import sample_problems
from stallkeeper.spec.scenario_checks import check_scenario
from stallkeeper.spec.scenario_spec import ScenarioSpec
from stallkeeper.spec.story_files import story_files
from stallkeeper.text.source import Source

if TYPE_CHECKING:
    from stallkeeper.spec.binding_spec import BindingSpec


def load_channel(
    folder: Path, shown_as: str | None = None, *, with_binding: bool = True, with_scenarios: bool = True
) -> LoadedChannel:
    """Everything in `folder`, called `shown_as` in problems (by default as a person in this directory would type it).

    Never raises for what a file says: a missing, broken or hostile file is a problem.
    """
    shown = as_typed_here(folder) if shown_as is None else shown_as
    read = read_extended(folder, "channel.yaml", shown)
    reading = conformed(read.source, read.problems, "channel-1")
    carriers, problems = _carriers(folder, shown, reading.source)
    unlisted = bool(problems)
    problems += _with_near_file(reading.problems, folder)
    channel = None
    if reading.source is not None:
        channel = build_channel(reading.source, reading.data, carriers)
        problems += with_excerpts(misplaced_edition(channel, folder), reading.source)
        if reading.keeps_names:
            problems += with_excerpts(_checked(channel, whole=reading.sound, unlisted=unlisted), reading.source)
    allow = Allowances(reading.source)
    problems = allow.sift(problems)
    sound = not any(problem.severity == "error" for problem in problems)
    scenarios, of_scenarios = _scenarios(folder, shown, channel, sound) if with_scenarios else ((), ())
    spec = channel if sound else None
    bound = _binding(folder, shown, spec, reading.source) if with_binding else _BindingRead()
    problems += (*unread_files(folder, shown), *of_scenarios, *sample_problems(folder, shown))
    of_binding, let = _of_binding(bound, spec, reading, folder, allow)
    found = tuple(sorted((*problems, *of_binding)))
    newer = newer_edition(folder) if spec is not None and spec.valid_to is not None else None
    return LoadedChannel(spec, bound.spec, scenarios, found, (*allow.allowed, *let), folder, newer)


def family_stories(loaded: LoadedChannel) -> tuple[ScenarioSpec, ...]:
    """The stories of the family that a channel extends; none where it extends none."""
    name = loaded.spec.family if loaded.spec is not None else None
    family = family_folder(name, loaded.folder) if name is not None else None
    return () if family is None else load_channel(family, with_binding=False).scenarios


@dataclass(frozen=True, slots=True)
class _BindingRead:
    """A binding.yaml as far as it could be read; nothing where there is none, or none was asked for."""

    spec: BindingSpec | None = None
    problems: tuple[Problem, ...] = ()
    source: Source | None = None
    exists: bool = True


def _of_binding(
    bound: _BindingRead, spec: ChannelSpec | None, reading: Reading, folder: Path, allow: Allowances
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """(kept, allowed): the binding's problems, those of both files together, and allowances that allow nothing."""
    problems = bound.problems
    if spec is not None and bound.spec is not None and bound.source is not None:
        problems += _bound_problems(Bound(spec, bound.spec, Part(bound.source.data, (), bound.source), folder), reading)
    of_its_own = Allowances(bound.source)
    problems = of_its_own.sift(allow.sift(problems))
    if spec is not None and (bound.spec is not None or not bound.exists):  # else not all checks have run
        problems += (*allow.idle(), *of_its_own.idle())
    return problems, tuple(of_its_own.allowed)


def _bound_problems(bound: Bound, reading: Reading) -> tuple[Problem, ...]:
    """What the checks of channel and binding together find, each with the lines of the file it is in."""
    assert reading.source is not None
    found = tuple(run_bound_checks(bound))
    of_channel = (each for each in found if reading.source.holds(each.place))
    of_binding = (each for each in found if not reading.source.holds(each.place))
    return (*with_excerpts(of_channel, reading.source), *with_excerpts(of_binding, bound.file.source))


def _checked(channel: ChannelSpec, *, whole: bool, unlisted: bool) -> Iterator[Problem]:
    """What the checks find; that no carrier is known means nothing where their list cannot be read (`unlisted`)."""
    return (each for each in run_checks(channel, whole=whole) if not (unlisted and each.code == NO_CARRIER_KNOWN))


def _with_near_file(problems: tuple[Problem, ...], folder: Path) -> tuple[Problem, ...]:
    """The missing channel.yaml told with the file that was probably meant to be it."""
    near = near_channel(folder)
    if near is None:
        return problems
    hint = f"rename `{near}` to `channel.yaml`"
    return tuple(replace(each, hint=hint) if each.code == "no-such-file" else each for each in problems)


def _carriers(folder: Path, shown: str, channel: Source | None) -> tuple[tuple[Carrier, ...], tuple[Problem, ...]]:
    """The channel's list of carriers; where it has none, its family's."""
    file = folder / "carriers.yaml"
    if not file.exists():
        family = family_folder(channel.data.get("extends"), folder) if channel is not None and channel.family else None
        if family is None or family.resolve() == folder.resolve():
            return (), ()
        return _carriers(family, as_typed_here(family), None)
    reading = read_conformed(file, f"{shown}/carriers.yaml", "carriers-1", inside=folder)
    if reading.source is None:
        return (), reading.problems
    carriers, found = build_carriers(reading.source, reading.data)
    return carriers, (*reading.problems, *with_excerpts(found, reading.source))


def _scenarios(
    folder: Path, shown: str, channel: ChannelSpec | None, sound: bool
) -> tuple[tuple[ScenarioSpec, ...], tuple[Problem, ...]]:
    stories: list[ScenarioSpec] = []
    problems: list[Problem] = []
    files, too_many = story_files(folder, shown)
    problems += too_many
    for file in files:
        reading = read_conformed(file, f"{shown}/scenarios/{file.name}", "scenario-1", inside=folder)
        problems += reading.problems
        if reading.sound and channel is not None and sound:
            story, found = _scenario(reading, channel, file.stem)
            problems += found
            stories.append(story)
    return tuple(stories), tuple(problems)


def _scenario(reading: Reading, channel: ChannelSpec, name: str) -> tuple[ScenarioSpec, tuple[Problem, ...]]:
    assert reading.source is not None
    story = build_scenario(reading.source, reading.data, channel, name)
    return story, with_excerpts(check_scenario(story, channel), reading.source)


def _binding(folder: Path, shown: str, channel: ChannelSpec | None, of_channel: Source | None) -> _BindingRead:
    """The binding, held against the channel where that has one to be held against (`channel` None: it has errors)."""
    exists = (folder / "binding.yaml").exists()
    if not exists and (of_channel is None or of_channel.family is None):
        return _BindingRead(exists=False)
    from stallkeeper.spec.build_binding import build_binding

    if exists:
        read = read_extended(folder, "binding.yaml", shown)
    else:
        assert of_channel is not None
        read = inherited_binding(of_channel, folder)
    source, refused = read.source, read.problems
    if source is None:
        return _BindingRead(None, refused, exists=exists)
    if of_channel is not None and exists:
        refused += with_excerpts(other_family(source, of_channel), source)
    if channel is not None:
        source = without_idle(source, channel)
    binding, found = build_binding(source, channel, folder)
    return _BindingRead(None if refused else binding, with_excerpts((*refused, *found), source), source)
