"""What an exploration found in; its page, its plain data, and scenario files ready to be kept, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from stallkeeper.cli.ending import DONE, PROBLEMS
from stallkeeper.errors import UsageError
from stallkeeper.machine.coverage import KINDS, Coverage
from stallkeeper.render.pen import printable
from stallkeeper.render.tables import Table, text_table
from stallkeeper.scenario.explore import Exploration, explore
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.spec.loaded import LoadedChannel


def run(loaded: LoadedChannel, fail_under: int | None, as_json: bool, write: Path | None) -> int:
    """Explore and tell. 1 where there is a counter-example, or where the author's own stories show too little."""
    found = explore(loaded)
    written = _write(write, (*(each.story for each in found.counter_examples), *found.untold)) if write else ()
    if as_json:
        from stallkeeper.cli.json_output import echo_json

        echo_json({**form(found), "written": [str(file) for file in written]})
    else:
        click.echo("\n".join(page(found)))
        for file in written:
            click.echo(f"written: {file}")
    short = fail_under is not None and _least(found.explored) < fail_under
    return PROBLEMS if found.counter_examples or short else DONE


def _least(coverage: Coverage) -> int:
    """The lowest percentage of any kind: nothing hides behind an average."""
    return min(coverage.percent(kind) for kind in KINDS)


def page(found: Exploration) -> Iterator[str]:
    """The page for a person."""
    rows = tuple((kind, _share(found.explored, kind), _share(found.told, kind)) for kind in KINDS)
    yield text_table(Table(("", "explored", "own stories"), rows))
    count = len(found.counter_examples)
    yield f"\n{len(found.traces)} stories explored, {count} counter-example{'s' if count != 1 else ''}"
    for example in found.counter_examples:
        yield f"  {example.story.id}: {printable(example.why)}"
    if found.unreached:
        yield "\nNot reached:"
        yield from (f"  {goal.kind}  {printable(goal.name)}: {why}" for goal, why in found.unreached)
    if found.told.missed:
        yield "\nNot shown by the channel's own stories:"
        yield from (f"  {goal.kind}  {printable(goal.name)}" for goal in found.told.missed)


def _share(coverage: Coverage, kind: Any) -> str:
    met, there = coverage.count(kind)
    return f"{coverage.percent(kind)} % ({met} of {there})"


def form(found: Exploration) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "stories": len(found.traces),
        "explored": {kind.replace(" ", "_"): found.explored.percent(kind) for kind in KINDS},
        "own": {kind.replace(" ", "_"): found.told.percent(kind) for kind in KINDS},
        "counter_examples": [{"story": each.story.id, "why": each.why} for each in found.counter_examples],
        "not_reached": [{"kind": goal.kind, "name": goal.name, "why": why} for goal, why in found.unreached],
        "not_told": [{"kind": goal.kind, "name": goal.name} for goal in found.told.missed],
    }


def _write(folder: Path, stories: Iterable[ToldStory]) -> list[Path]:
    """One file for each story; a file that is there already is never written over."""
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for story in stories:
            file = folder / f"{story.id}.yaml"
            with file.open("x", encoding="utf-8") as stream:
                stream.write(story.text())
            files.append(file)
    except FileExistsError as error:
        raise UsageError(f"{error.filename} is there already; nothing is written over") from None
    except OSError as error:
        raise UsageError(f"nothing can be written into {folder}: {error.strerror}") from None
    return files
