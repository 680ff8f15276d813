"""A stranger's folder, damaged at random: it loads, or every mistake is a Problem; what loads runs, or says why not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stallkeeper.errors import Error
from stallkeeper.machine.compile import compile_machine
from stallkeeper.played.load import load_play
from stallkeeper.problems import Problem
from stallkeeper.render.guide import guide_page
from stallkeeper.render.problems import report
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.load import load_channel
from stallkeeper.text.shipped import shipped_folder
from tests.fuzz.damage import damaged_text
from tests.fuzz.watched import watched
from tests.shared_material import ROOT

CASES = 5_000
"""Over all files; the payloads' cases make up the rest of what is asked for."""

LOTS = 10
ZONES = "/usr/share/zoneinfo/"
_SPEC_FILES = ("channel.yaml", "binding.yaml", "carriers.yaml", "play.yaml")


@dataclass(frozen=True)
class Victim:
    """One file of one folder, and every text whose lines may land in it."""

    folder: Path
    name: str

    def __str__(self) -> str:
        return f"{self.folder.name}/{self.name}"


def folders() -> Iterator[Path]:
    """The smaller channels: the same keys as in the large ones, in less time."""
    for root in (shipped_folder("channels"), ROOT / "tests" / "channels"):
        yield from sorted(file.parent for file in root.rglob("channel.yaml") if file.stat().st_size < 7_000)


def victims() -> list[Victim]:
    found = []
    for folder in folders():
        names = [name for name in _SPEC_FILES if (folder / name).is_file()]
        stories = sorted(file.name for file in (folder / "scenarios").glob("*.yaml"))[:1]
        found += [Victim(folder, name) for name in (*names, *(f"scenarios/{name}" for name in stories))]
    return found


VICTIMS = victims()
TEXTS = [(each.folder / each.name).read_text(encoding="utf-8") for each in VICTIMS]


@pytest.mark.parametrize("lot", range(LOTS))
def test_a_damaged_file_gives_problems_or_a_channel_that_runs(lot: int, tmp_path: Path) -> None:
    dice = random.Random(f"specs {lot}")
    for number in range(CASES // LOTS):
        victim = VICTIMS[dice.randrange(len(VICTIMS))]
        text = damaged_text((victim.folder / victim.name).read_text(encoding="utf-8"), dice, TEXTS)
        folder = laid_out(victim, text, tmp_path)
        try:
            with watched(str(tmp_path), str(ROOT), ZONES):
                outcome(folder, victim)
        except BaseException as error:
            (tmp_path.parent / "damaged.yaml").write_bytes(text.encode(errors="surrogatepass"))
            raise AssertionError(f"lot {lot}, case {number}, {victim}: {type(error).__name__}: {error}") from error


def laid_out(victim: Victim, text: str, tmp_path: Path) -> Path:
    """The victim's folder with the damaged text in it; everything else is linked in once."""
    folder = tmp_path / victim.folder.name
    if not folder.exists():
        folder.mkdir()
        (folder / "scenarios").mkdir()
    for name in (*_SPEC_FILES, *(f"scenarios/{file.name}" for file in (victim.folder / "scenarios").glob("*.yaml"))):
        source, target = victim.folder / name, folder / name
        if source.is_file() and (
            name == victim.name or not target.exists() or target.stat().st_size != source.stat().st_size
        ):
            target.write_bytes(source.read_bytes())
    (folder / victim.name).write_bytes(text.encode("utf-8", errors="surrogatepass"))
    return folder


def outcome(folder: Path, victim: Victim) -> None:
    """Everything that a command would do with the folder; a typed Error is an answer, any other exception is not."""
    try:
        problems: tuple[Problem, ...]
        if victim.name == "play.yaml":
            _, problems = load_play(folder)
        else:
            story = victim.name.startswith("scenarios/")
            loaded = load_channel(folder, with_binding=victim.name == "binding.yaml", with_scenarios=story)
            problems = loaded.problems
            if loaded.spec is not None:
                run(loaded)
        told(problems)
    except Error:
        return


def run(loaded: Any) -> None:
    guide_page(loaded.spec, compile_machine(loaded.spec))
    for story in loaded.scenarios[:1]:
        simulate(loaded, story)


def told(problems: tuple[Problem, ...]) -> None:
    """Each with a place and a bounded message, all of them printable as a report."""
    for problem in problems:
        assert problem.code and problem.place.line >= 1 and problem.place.column >= 1
        assert len(problem.message) <= 300, problem.message
    report(problems[:50], 1)
