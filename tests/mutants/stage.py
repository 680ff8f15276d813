"""A channel's name in; a copy of all channels on which one of its files at a time is changed, and loaded, out."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stallkeeper.spec.catalog import Catalog
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.text.yaml_door import read_file
from tests.mutants.garble import Mutant, mutants_of

FILES = {"channel.yaml": "channel-1", "binding.yaml": "binding-1", "carriers.yaml": "carriers-1"}
"""The files that are garbled, each with its schema."""


def channels() -> tuple[str, ...]:
    """Every channel, or edition of one, that has files of its own."""
    return Catalog().names()


class Stage:
    """One channel in a copy of the catalogue: a family that it extends lies beside it there as it does at home."""

    def __init__(self, channel: str, root: Path) -> None:
        self.channel = channel
        self._root = root
        self.folder = Catalog([root]).folder(channel)
        self._data = {name: data for name in FILES if (data := _read(self.folder / name)) is not None}

    def mutants(self) -> tuple[Mutant, ...]:
        """Every mutant of the channel's own files."""
        return tuple(each for name, data in self._data.items() for each in mutants_of(name, data, FILES[name]))

    def data(self, name: str) -> Any:
        """A file of the channel as plain data; None where it has none."""
        return self._data.get(name)

    def load(self, *, with_scenarios: bool = True) -> LoadedChannel:
        """The channel as its files stand now."""
        return load_channel(self.folder, with_scenarios=with_scenarios)

    @contextmanager
    def changed(self, mutant: Mutant | None) -> Iterator[None]:
        """The mutant's file as the mutant has it; without one, every file written as a mutant's would be."""
        files = [mutant.file] if mutant is not None else list(self._data)
        kept = {name: (self.folder / name).read_bytes() for name in files}
        try:
            for name in files:
                data = self._data[name] if mutant is None else mutant.applied(self._data[name])
                (self.folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            yield
        finally:
            for name, content in kept.items():
                (self.folder / name).write_bytes(content)


@contextmanager
def opened(channel: str) -> Iterator[Stage]:
    """A stage that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        root = Path(place) / "channels"
        shutil.copytree(shipped_folder("channels"), root, ignore=shutil.ignore_patterns("snapshots"))
        yield Stage(channel, root)


def _read(file: Path) -> Any:
    """A file as plain data: JSON, in which a mutant is written, is YAML too."""
    if not file.is_file():
        return None
    source, problems = read_file(file, file.name)
    assert source is not None, problems
    return source.data
