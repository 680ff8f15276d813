"""A path in, the folders above it as the system knows them out; and later whether the path still leads there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

KnownFolders: TypeAlias = Sequence[tuple[int | None, bool]]
"""Of a file's folder and of each above it: its number on its disk, and whether a disk is mounted there."""

UNKNOWN: KnownFolders = ((None, True),)
"""Those of a line of an older version, which noted none: whatever is there is taken for it."""


def folders_of(path: Path) -> KnownFolders:
    """Those above a path that is resolved. Raises OSError."""
    return [(folder.stat().st_ino, os.path.ismount(folder)) for folder in path.parents]


def lead_there(path: Path, known: KnownFolders) -> bool:
    """Whether the path leads to where it led, as far as that is there: a missing disk has another in its place.

    Folders are known by their numbers on their disks, for a disk's own may be another after a restart. One that is not
    there was deleted, if what it lay in is what it was and no disk was mounted there.
    """
    for folder, (number, is_mount) in zip(path.parents, known, strict=False):
        try:
            return number in (None, os.stat(folder).st_ino)
        except OSError as error:
            if is_mount or not isinstance(error, FileNotFoundError):
                return False
    return False


def are_folders(value: Any) -> bool:
    """Whether what was read from a file can be such folders."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(type(number) is int and type(is_mount) is bool for number, is_mount in value)
    )
