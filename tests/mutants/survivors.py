"""A channel in; the mutants that nobody can notice, each with its reason, out; what is not listed rightly, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from stallkeeper.text.yaml_door import read_file
from tests.mutants.judges import Verdict

FOLDER = Path(__file__).parent / "survivors"
EVERY = FOLDER / "every-channel.yaml"
"""What may live anywhere, and need not."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why the mutants whose ids look like `mutant` (a `*` stands for anything) live; `may`: or why they may."""

    mutant: str
    because: str
    may: bool = False


def file_of(channel: str) -> Path:
    """Where a channel's survivors are listed: cdiscount/soap has cdiscount-soap.yaml."""
    return FOLDER / f"{channel.replace('/', '-')}.yaml"


def excuses(channel: str) -> tuple[Excuse, ...]:
    """The list of a channel, and after it what may live on every channel."""
    return (*_read(file_of(channel), may=False), *_read(EVERY, may=True))


def _read(file: Path, *, may: bool) -> tuple[Excuse, ...]:
    if not file.exists():
        return ()
    source, problems = read_file(file, file.name)
    assert source is not None and not problems, problems
    rows = source.data["survivors"] or []
    assert all(set(row) == {"mutant", "because"} and row["because"] for row in rows), f"{file.name}: mutant and because"
    return tuple(Excuse(row["mutant"], row["because"], may) for row in rows)


def complaints(verdicts: Iterable[Verdict], listed: tuple[Excuse, ...], *, whole: bool) -> Iterator[str]:
    """Survivors that nobody listed, listed ones that died, and (of a `whole` run) excuses for nothing."""
    met: set[Excuse] = set()
    for verdict in verdicts:
        excuse = next((each for each in listed if fnmatchcase(verdict.mutant.id, each.mutant)), None)
        if excuse is not None:
            met.add(excuse)
        if verdict.judge is None and verdict.why:
            yield f"no check finds it and it breaks us ({verdict.why}): {verdict.mutant}"
        elif verdict.judge is None and excuse is None:
            yield f"survives unlisted: {verdict.mutant}"
        elif verdict.judge is not None and excuse is not None and not excuse.may:
            yield f"listed as a survivor and noticed by {verdict.judge} ({verdict.why[:100]}): {verdict.mutant}"
    if whole:
        yield from (f"an excuse for nothing: {each.mutant}" for each in listed if each not in met and not each.may)
