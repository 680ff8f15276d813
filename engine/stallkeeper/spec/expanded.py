"""A channel's folder in; its channel.yaml and binding.yaml with all that they inherit, line by line, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stallkeeper.problems import Place
from stallkeeper.spec.family import inherited_binding, read_extended
from stallkeeper.spec.reading import as_typed_here
from stallkeeper.text.source import Source
from stallkeeper.text.written_out import written_out


@dataclass(frozen=True, slots=True)
class ExpandedFile:
    """One file as it holds: the paths that it is written in, its own first, and (line, place) pairs."""

    name: str
    files: tuple[str, ...]
    lines: tuple[tuple[str, Place], ...]


def expanded(folder: Path) -> Iterator[ExpandedFile]:
    """The files that there are and that can be read; what is wrong with the others is for `load_channel` to tell."""
    shown = as_typed_here(folder)
    channel = read_extended(folder, "channel.yaml", shown).source
    if channel is not None:
        yield _file("channel.yaml", channel)
    binding = None
    if (folder / "binding.yaml").exists():
        binding = read_extended(folder, "binding.yaml", shown).source
    elif channel is not None and channel.family is not None:
        binding = inherited_binding(channel, folder).source
    if binding is not None:
        yield _file("binding.yaml", binding)


def _file(name: str, source: Source) -> ExpandedFile:
    family = (source.family.path,) if source.family is not None else ()
    lines = tuple((line.text, line.place) for line in written_out(source))
    return ExpandedFile(name, (source.path, *family), lines)
