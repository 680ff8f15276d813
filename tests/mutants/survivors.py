"""A channel in; the mutants of it that nobody can notice, each with its reason, out; what is not listed rightly, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from stallkeeper.text.yaml_door import read_file
from tests.mutants.judges import Verdict

FOLDER = Path(__file__).parent / "survivors"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why the mutants whose ids look like `mutant` (a `*` stands for anything) may live."""

    mutant: str
    because: str


def file_of(channel: str) -> Path:
    """Where a channel's survivors are listed: cdiscount/soap has cdiscount-soap.yaml."""
    return FOLDER / f"{channel.replace('/', '-')}.yaml"


def excuses(channel: str) -> tuple[Excuse, ...]:
    """The list of a channel; empty where it has none."""
    file = file_of(channel)
    if not file.exists():
        return ()
    source, problems = read_file(file, file.name)
    assert source is not None and not problems, problems
    rows = source.data["survivors"] or []
    assert all(set(row) == {"mutant", "because"} and row["because"] for row in rows), f"{file.name}: mutant and because"
    return tuple(Excuse(row["mutant"], row["because"]) for row in rows)


def complaints(verdicts: Iterable[Verdict], listed: tuple[Excuse, ...], *, whole: bool) -> Iterator[str]:
    """Survivors that nobody listed, listed ones that died, and (of a `whole` run) excuses for nothing."""
    met: set[Excuse] = set()
    for verdict in verdicts:
        excuse = next((each for each in listed if fnmatchcase(verdict.mutant.id, each.mutant)), None)
        if excuse is not None:
            met.add(excuse)
        if verdict.judge is None and excuse is None:
            yield f"survives unlisted: {verdict.mutant}"
        elif verdict.judge is not None and excuse is not None:
            yield f"listed as a survivor and noticed by {verdict.judge} ({verdict.why[:100]}): {verdict.mutant}"
    if whole:
        yield from (f"an excuse for nothing: {each.mutant}" for each in listed if each not in met)
