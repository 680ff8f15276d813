"""Files with buyers' data that somebody wrote in; those whose time is over deleted, where nobody changed them, out.

They are listed in a folder beside the database, by path and digest; what is deleted, or gone by itself, is listed no
more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from stallkeeper.clock import new_identifier
from stallkeeper.errors import StoreError
from stallkeeper.store.key_file import IN_MEMORY
from stallkeeper.text.json_codec import decode, indented
from stallkeeper.text.malformed import Malformed

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class ExportRegister:
    """Lists nothing for a store in memory."""

    def __init__(self, store: str) -> None:
        self._folder = None if store == IN_MEMORY else Path(f"{store}.exports")

    def begin(self, path: Path, until: datetime) -> Path | None:
        """List a file that is being written; which line of the list it is. Without `finish` it is never deleted."""
        if self._folder is None:
            return None
        line = self._folder / f"{new_identifier()}.json"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _write(line, {"path": str(path.absolute()), "until": until.isoformat(), "sha256": None})
        except OSError as error:
            raise StoreError(f"{line} cannot be written: {error.strerror}. Nothing was exported.") from error
        return line

    def finish(self, line: Path | None) -> None:
        """It is written, and as it is now it may be deleted when its time is over."""
        told = None if line is None else _told(line)
        if line is not None and told is not None:
            _write(line, {**told, "sha256": _digest(told["path"])})

    def over(self, now: datetime) -> tuple[str, ...]:
        """Paths of files that are there still though their time is over."""
        return tuple(told["path"] for _, told in self._over(now) if os.path.lexists(told["path"]))

    def delete_over(self, now: datetime) -> tuple[int, tuple[str, ...]]:
        """How many were deleted, and which are left: changed since, never finished, or not ours to delete."""
        count, left = 0, []
        for line, told in self._over(now):
            path = told["path"]
            if os.path.lexists(path):
                if not _deleted(path, told["sha256"]):
                    left.append(path)
                    continue
                count += 1
            line.unlink(missing_ok=True)
        return count, tuple(left)

    def _over(self, now: datetime) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        if self._folder is None or not self._folder.is_dir():
            return
        for line in sorted(self._folder.glob("*.json")):
            told = _told(line)
            if told is not None and datetime.fromisoformat(told["until"]) <= now:
                yield line, told


def _write(line: Path, told: Mapping[str, Any]) -> None:
    """Whole or not at all, for its owner only."""
    beside = line.with_suffix(".new")
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(indented(told))
    beside.replace(line)


def _told(line: Path) -> Mapping[str, Any] | None:
    """What it says; None where another process has just taken it off the list, or somebody has written into it."""
    try:
        told = decode(line.read_bytes())
        datetime.fromisoformat(told["until"])
        return {"path": str(told["path"]), "until": told["until"], "sha256": told["sha256"]}
    except (OSError, Malformed, KeyError, TypeError, ValueError):
        return None


def _digest(path: str) -> str | None:
    """None where it cannot be read, or is no file but a link, say."""
    with suppress(OSError):
        if stat.S_ISREG(os.lstat(path).st_mode):
            with open(os.open(path, _READ), "rb") as file:
                return file_digest(file, "sha256").hexdigest()
    return None


def _deleted(path: str, digest: str | None) -> bool:
    if digest is None or _digest(path) != digest:
        return False
    with suppress(OSError):
        os.unlink(path)
    return not os.path.lexists(path)
