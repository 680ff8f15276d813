"""A channel's folder in; a problem for each file of `samples/` that could never be read, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stallkeeper.problems import Place, Problem
from stallkeeper.text import json_codec
from stallkeeper.text.malformed import Malformed

MOST_FILES = 200
LARGEST = 1_000_000
MOST_BYTES = 10_000_000
"""Of all samples: each is read whenever the channel is checked."""
_READ = (".json", ".xml")
_SPLIT = "keep those that show something of their own"


def sample_problems(folder: Path, shown: str) -> tuple[Problem, ...]:
    """All of them; a sample that only a test or the played marketplace reads is read here too."""
    samples = folder / "samples"
    if samples.is_symlink() or not samples.is_dir():
        return ()
    entries = sorted(entry for entry in samples.iterdir() if entry.suffix in _READ)
    whole = sum(entry.lstat().st_size for entry in entries[:MOST_FILES])
    if whole > MOST_BYTES:
        message = f"samples/ holds {whole // 1_000_000} MB; at most {MOST_BYTES // 1_000_000} MB are read"
        return (Problem(Place(f"{shown}/samples"), "too-large", message, _SPLIT),)
    found = [problem for entry in entries[:MOST_FILES] for problem in _of(entry, f"{shown}/samples/{entry.name}")]
    if len(entries) > MOST_FILES:
        message = f"samples/ holds {len(entries)} files; at most {MOST_FILES} are read"
        found.append(Problem(Place(f"{shown}/samples"), "too-many-files", message, _SPLIT))
    return tuple(found)


def _of(file: Path, shown: str) -> Iterator[Problem]:
    if file.is_symlink():
        message = "the file is not read: it is a link"
        yield Problem(Place(shown), "unreadable-file", message, "put a copy in its place")
    elif not file.is_file():
        yield Problem(Place(shown), "unreadable-file", "the file is not read: it is no ordinary file")
    elif file.stat().st_size > LARGEST:
        yield Problem(Place(shown), "too-large", "the file is larger than 1 MB", "one page of a list is enough: cut it")
    elif file.name.startswith("play-") and (file.parent.parent / "play.yaml").is_file():
        return  # the played marketplace's own check tells of it
    else:
        try:
            read_sample(file)
        except Malformed as error:
            yield Problem(Place(shown), "broken-sample", f"the sample is of no use: {error}")
        except OSError as error:
            yield Problem(Place(shown), "unreadable-file", f"the file cannot be read: {error.strerror}")


def read_sample(file: Path) -> Any:
    """Its content as plain data. Raises Malformed or OSError."""
    data = file.read_bytes()
    if file.suffix == ".json":
        return json_codec.decode(data)
    from stallkeeper.text import xml_codec  # only where a marketplace speaks it
    from stallkeeper.text.xml_data import plain

    return plain(xml_codec.parse(data))
