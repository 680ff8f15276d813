"""A channel's folder in; the files of its stories that are read, and a problem where there are more, out."""

from __future__ import annotations

from pathlib import Path

from stallkeeper.problems import Place, Problem

MOST_STORIES = 500
"""Of one folder: each is read, checked and run, and a stranger's folder may hold any number."""
MOST_BYTES = 2_000_000
"""Of all stories."""
_HINT = "keep those that show something of their own"


def story_files(folder: Path, shown: str) -> tuple[list[Path], tuple[Problem, ...]]:
    """By name. None of them where all are too large together, for which of them to leave is the author's to say."""
    files = sorted((folder / "scenarios").glob("*.yaml"))
    place = Place(f"{shown}/scenarios")
    found = []
    if len(files) > MOST_STORIES:
        message = f"scenarios/ holds {len(files)} stories; at most {MOST_STORIES} are read"
        found.append(Problem(place, "too-many-files", message, _HINT))
    read = files[:MOST_STORIES]
    whole = sum(file.lstat().st_size for file in read)
    if whole > MOST_BYTES:
        message = f"scenarios/ holds {whole // 1_000_000} MB; at most {MOST_BYTES // 1_000_000} MB are read"
        return [], (*found, Problem(place, "too-large", message, _HINT))
    return read, tuple(found)
