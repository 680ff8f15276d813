"""A file with buyers' data as it was written: where it lies, until when, and by which digest it is known."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import Any

from stallkeeper.store.export_search import may_hold
from stallkeeper.store.known_folders import UNKNOWN, KnownFolders, are_folders, lead_there

_LONGEST_PATH = 4096
"""In bytes. No path of ours has more."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that somebody has just put in a file's place is read as empty; nobody waits for it."""


@dataclass(frozen=True, slots=True)
class ListedExport:
    """`digest` is None while it is being written, and where it never was to its end."""

    path: str
    until: datetime
    folders: KnownFolders | None = None
    """None in what an older version wrote."""
    digest: str | None = None

    def is_over(self, now: datetime) -> bool:
        return self.until <= now

    def in_its_folder(self) -> bool:
        """Whether its path leads to where it was written, as far as that is there."""
        return lead_there(Path(self.path), self.folders or UNKNOWN)

    def is_gone(self) -> bool:
        """Certainly: what cannot be looked at is not gone."""
        try:
            os.lstat(self.path)
        except OSError as error:
            return isinstance(error, FileNotFoundError)
        return False

    def digest_now(self) -> str | None:
        """None where it cannot be read, or is no file but a link, say."""
        with suppress(OSError):
            if stat.S_ISREG(os.lstat(self.path).st_mode):
                with opened_to_read(self.path) as file:
                    return file_digest(file, "sha256").hexdigest()
        return None

    def delete(self) -> bool:
        """Delete it where it is as it was written; whether it went."""
        if self.digest is None or self.digest_now() != self.digest:
            return False
        with suppress(OSError):
            os.unlink(self.path)
        return self.is_gone()

    def may_hold(self, erased: Mapping[str, Collection[str]]) -> bool:
        """Whether it holds one of them, as far as that can be told: what is out of reach, or not whole yet, may."""
        if not self.in_its_folder():
            return True
        if self.is_gone():
            return False
        with suppress(OSError):
            if self.digest is not None and stat.S_ISREG(os.lstat(self.path).st_mode):
                as_written = self.digest_now() == self.digest
                with opened_to_read(self.path) as file:
                    return may_hold(file, erased, as_written=as_written)
        return True

    def form(self) -> dict[str, Any]:
        """As plain data, to be written down."""
        return {"path": self.path, "folders": self.folders, "until": self.until.isoformat(), "sha256": self.digest}


def opened_to_read(path: str | os.PathLike[str]) -> BufferedReader:
    """The file, and nothing that a link in its place leads to. Raises OSError."""
    return open(os.open(path, _READ), "rb")


def export_from(told: Any) -> ListedExport | None:
    """What `form` wrote; None for what it never writes. What stands beside is dropped, however deeply it is nested."""
    try:
        path, digest, folders = told["path"], told.get("sha256"), told.get("folders")
        until = datetime.fromisoformat(told["until"])
        fits = until.tzinfo is not None and _is_path(path) and isinstance(digest, str | None)
        if not fits or not (folders is None or are_folders(folders)):
            return None
        return ListedExport(path, until, folders and [(number, is_mount) for number, is_mount in folders], digest)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _is_path(value: Any) -> bool:
    """Whether the system can be asked for it; raises ValueError where it cannot even be put in the system's bytes."""
    return os.path.isabs(value) and "\0" not in value and len(os.fsencode(value)) <= _LONGEST_PATH
