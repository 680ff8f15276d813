"""Files with buyers' data that somebody wrote in; those whose time is over deleted, where nobody changed them, out.

They are listed in a folder beside the database, by path and digest; what is deleted, or gone by itself, is listed no
more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from stallkeeper.clock import new_identifier
from stallkeeper.errors import StoreError
from stallkeeper.store.export_search import may_hold
from stallkeeper.store.key_file import IN_MEMORY
from stallkeeper.text.json_codec import decode, indented
from stallkeeper.text.malformed import Malformed

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that somebody has just put in a file's place is read as empty; nobody waits for it."""

_LONGEST_LINE = 1_000_000
_LONGEST_PATH = 4096
"""In bytes. No line of ours has more."""


class ExportRegister:
    """Lists nothing for a store in memory."""

    def __init__(self, store: str) -> None:
        self._folder = None if store == IN_MEMORY else Path(f"{store}.exports")

    def begin(self, path: Path, until: datetime | None) -> Path | None:
        """List a new file that is being written; which line of the list it is. Without `finish` it is never deleted.

        Whatever was listed at its place is there no more, for a new file was made there: also where that stays for ever
        (`until` is None), and is not listed itself.
        """
        if self._folder is None:
            return None
        line = self._folder / f"{new_identifier()}.json"
        try:
            place = {"path": str(path.parent.resolve() / path.name), "folders": _folders(path)}
            self._strike(place)
            if until is None:
                return None
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _write(line, {**place, "until": until.isoformat(), "sha256": None})
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "the name of the export, or of a folder, is no text"
            raise StoreError(f"{_shown(line)} cannot be written: {why}. Nothing was exported.") from error
        return line

    def finish(self, line: Path | None) -> None:
        """It is written, and as it is now it may be deleted when its time is over."""
        told = None if line is None else _told(line)
        if line is not None and told is not None:
            _write(line, {**told, "sha256": _digest(told["path"])})

    def give_up(self, line: Path | None) -> None:
        """It was not written to its end: listed no more, where nothing of it is left."""
        told = None if line is None else _told(line)
        if line is not None and told is not None and _in_its_folder(told) and _is_gone(told["path"]):
            line.unlink(missing_ok=True)

    def over(self, now: datetime) -> tuple[str, ...]:
        """Paths of files whose time is over, and that are there still or lie where nobody can look now."""
        due = (told for _, told in self._lines() if told is not None and _is_over(told, now))
        return tuple(told["path"] for told in due if not (_in_its_folder(told) and _is_gone(told["path"])))

    def delete_over(self, now: datetime) -> tuple[int, tuple[str, ...]]:
        """How many were deleted, and which are left: changed since, never finished, out of reach, or not ours.

        A line that nobody can read is left by its own name: what it stands for may lie there still.
        """
        count, left = 0, []
        for line, told in self._lines():
            if told is None:
                left.append(_shown(line))
            elif _is_over(told, now):
                within = _in_its_folder(told)
                count += within and _deleted(told["path"], told["sha256"])
                if within and _is_gone(told["path"]):
                    with suppress(OSError):  # it is taken off another day
                        line.unlink()
                else:
                    left.append(told["path"])
        return count, tuple(left)

    def make_due(self, erased: Mapping[str, Collection[str]], now: datetime) -> tuple[str, ...]:
        """End the time of files that may hold one of these orders' buyers: a copy stays no longer than they do.

        By order id, the buyer's texts. Which lines of the list they are; those that nobody can read are among them.
        """
        found = []
        for line, told in self._lines():
            if told is not None and not _may_hold(told, erased):
                continue
            if told is not None and not _is_over(told, now):
                with suppress(OSError):  # it is left then, and told as such
                    _write(line, {**told, "until": now.isoformat()})
            found.append(_shown(Path(line.name)))
        return tuple(found)

    def still_there(self, lines: Collection[str]) -> dict[str, str]:
        """Those of the lines whose files were not deleted, with their paths; an unreadable line with its own."""
        there = ((_shown(Path(line.name)), line, told) for line, told in self._lines())
        return {name: _shown(line) if told is None else told["path"] for name, line, told in there if name in lines}

    def _strike(self, place: Mapping[str, Any]) -> None:
        for line, told in self._lines():
            if told is not None and told["path"] == place["path"] and told["folders"] in (None, place["folders"]):
                line.unlink(missing_ok=True)

    def _lines(self) -> Iterator[tuple[Path, Mapping[str, Any] | None]]:
        """The list; None for what a line says that cannot be read, and for the list itself where that cannot."""
        for line in self._names():
            told = _told(line)
            if told is not None or os.path.lexists(line):  # else another process has just taken it off the list
                yield line, told

    def _names(self) -> list[Path]:
        try:
            names = [] if self._folder is None else os.listdir(self._folder)
        except FileNotFoundError:
            return []
        except OSError:
            return [Path(self._folder or "")]
        return [Path(self._folder or "", name) for name in sorted(names) if name.endswith(".json")]


def _write(line: Path, told: Mapping[str, Any]) -> None:
    """Whole or not at all, for its owner only."""
    beside, text = line.with_suffix(".new"), indented(told)
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(line)


def _read(line: Path) -> bytes:
    """Nothing but a file is opened: a pipe waits for its writer, and a device may do something."""
    if not stat.S_ISREG(line.lstat().st_mode):
        raise OSError(f"{line} is no file")
    with open(os.open(line, _READ), "rb") as file:
        data = file.read(_LONGEST_LINE + 1)
    if len(data) > _LONGEST_LINE:
        raise Malformed("no line of ours is as long")
    return data


def _shown(line: Path) -> str:
    """Its name as a text that can be kept, whatever bytes it has."""
    return str(line).encode(errors="backslashreplace").decode()


def _told(line: Path) -> Mapping[str, Any] | None:
    """What it says; None where it is gone, cannot be read, or says what we never write. What it says beside is dropped.

    It may be nested so deeply that it can be read, and not written again.
    """
    try:
        told = decode(_read(line))
        is_aware = datetime.fromisoformat(told["until"]).tzinfo is not None
        digest, folders = told.get("sha256"), told.get("folders")
        if not (is_aware and _is_path(told["path"]) and (folders is None or _are_folders(folders))):
            return None
        if not (digest is None or isinstance(digest, str)):
            return None
        known = folders and [(number, is_mount) for number, is_mount in folders]
        return {"path": told["path"], "folders": known, "until": told["until"], "sha256": digest}
    except (OSError, KeyError, TypeError, ValueError):
        return None


def _is_path(value: Any) -> bool:
    """Whether the system can be asked for it; raises ValueError where it cannot even be put in the system's bytes."""
    return os.path.isabs(value) and "\0" not in value and len(os.fsencode(value)) <= _LONGEST_PATH


def _are_folders(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(type(number) is int and type(is_mount) is bool for number, is_mount in value)
    )


def _is_over(told: Mapping[str, Any], now: datetime) -> bool:
    return datetime.fromisoformat(told["until"]) <= now


def _in_its_folder(told: Mapping[str, Any]) -> bool:
    """Whether its path leads to where it was written, as far as that is there: a missing disk has another in its place.

    Folders are known by their numbers on their disks, for a disk's own may be another after a restart. A line of before
    has none. One that is not there was deleted, if what it lay in is what it was and no disk was mounted there.
    """
    known = told["folders"] or ((None, True),)
    for folder, (number, is_mount) in zip(Path(told["path"]).parents, known, strict=False):
        try:
            return number in (None, os.stat(folder).st_ino)
        except OSError as error:
            if is_mount or not isinstance(error, FileNotFoundError):
                return False
    return False


def _may_hold(told: Mapping[str, Any], erased: Mapping[str, Collection[str]]) -> bool:
    """Whether it holds one of them, as far as that can be told: what is out of reach, or not whole yet, may."""
    if not _in_its_folder(told):
        return True
    if _is_gone(told["path"]):
        return False
    with suppress(OSError):
        if told["sha256"] is not None and stat.S_ISREG(os.lstat(told["path"]).st_mode):
            as_written = _digest(told["path"]) == told["sha256"]
            with open(os.open(told["path"], _READ), "rb") as file:
                return may_hold(file, erased, as_written=as_written)
    return True


def _folders(path: Path) -> list[tuple[int, bool]]:
    """The number of its folder, and whether a disk is mounted there; the same of the folder's own, and so on up."""
    parents = (path.parent.resolve() / path.name).parents
    return [(folder.stat().st_ino, os.path.ismount(folder)) for folder in parents]


def _is_gone(path: str) -> bool:
    """Certainly: what cannot be looked at is not gone."""
    try:
        os.lstat(path)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


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
    return _is_gone(path)
