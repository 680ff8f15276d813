"""A channel's folder in, its editions out: `editions/<name>/`, each a channel's folder, and which was in force last."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from stallkeeper.problems import Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.text.wording import quoted
from stallkeeper.text.yaml_door import read_file

EDITIONS = "editions"


def edition_folders(channel: Path) -> tuple[Path, ...]:
    """The editions of a channel that has no channel.yaml of its own, by name."""
    return tuple(sorted(file.parent for file in channel.glob(f"{EDITIONS}/*/channel.yaml")))


def name_of(folder: Path) -> str:
    """What a catalog calls the channel in `folder`: the folder's name, `channel/edition` for an edition."""
    here = _here(folder)
    return f"{here.parents[1].name}/{here.name}" if here.parent.name == EDITIONS else here.name


def channel_folder(folder: Path) -> Path:
    """The folder of the whole channel that `folder`, which may be one of its editions, belongs to."""
    here = _here(folder)
    return here.parents[1] if here.parent.name == EDITIONS else here


def newer_edition(folder: Path) -> str | None:
    """What a catalog calls the edition that came after the one in `folder`; None where that one is the last."""
    beside = edition_folders(_here(folder).parents[1]) if _here(folder).parent.name == EDITIONS else ()
    last = last_in_force(beside) if beside else None
    return name_of(last) if last is not None and last.name != _here(folder).name else None


def misplaced_edition(channel: ChannelSpec, folder: Path) -> Iterator[Problem]:
    """Problems of an edition whose file calls it, or its channel, otherwise than its folders do."""
    here = _here(folder)
    if here.parent.name != EDITIONS:
        return
    if channel.edition != here.name:
        said = f"calls its edition {quoted(channel.edition)}" if channel.edition else "does not say which edition it is"
        message = f"the file {said}, and its folder is {quoted(here.name)}"
        yield Problem(channel.place_of("edition"), "wrong-edition", message, f"write `edition: {here.name}`")
    if channel.channel and channel.channel != here.parents[1].name:
        message = f"an edition of {quoted(channel.channel)} lies among those of {quoted(here.parents[1].name)}"
        hint = f"write `channel: {here.parents[1].name}`"
        yield Problem(channel.place_of("channel"), "wrong-edition", message, hint)


def _here(folder: Path) -> Path:
    """The folder with all its names, also where it was written as `.`; a link keeps its own."""
    return Path(os.path.abspath(folder))


def last_in_force(folders: Iterable[Path]) -> Path:
    """The edition without an end, or else the one that began last; of equals the last by name."""
    every = tuple(folders)
    return every[0] if len(every) == 1 else max(every, key=lambda folder: (*_force(folder), folder.name))


def _force(folder: Path) -> tuple[bool, str, str]:
    """Whether it has no end, when it began and when it ends: as written, for dates are written year first."""
    source, _ = read_file(folder / "channel.yaml", "channel.yaml", inside=folder)
    data = source.data if source is not None and isinstance(source.data, dict) else {}
    begins, ends = (str(data.get(key) or "") for key in ("valid_from", "valid_to"))
    return not ends, begins, ends
