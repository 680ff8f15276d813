"""Files with buyers' data that somebody wrote in; those whose time is over deleted, where nobody changed them, out.

They are listed in a folder beside the database, by path and digest; what is deleted, or gone by itself, is listed no
more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from stallkeeper.clock import new_identifier
from stallkeeper.errors import StoreError
from stallkeeper.store.key_file import IN_MEMORY
from stallkeeper.store.known_folders import KnownFolders, folders_of
from stallkeeper.store.listed_export import ListedExport, export_from, opened_to_read
from stallkeeper.text.json_codec import decode, indented
from stallkeeper.text.malformed import Malformed

_LONGEST_LINE = 1_000_000
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
            place = path.parent.resolve() / path.name
            folders = folders_of(place)
            self._strike(str(place), folders)
            if until is None:
                return None
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _write(line, ListedExport(str(place), until, folders))
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "the name of the export, or of a folder, is no text"
            raise StoreError(f"{_shown(line)} cannot be written: {why}. Nothing was exported.") from error
        return line

    def finish(self, line: Path | None) -> None:
        """It is written, and as it is now it may be deleted when its time is over."""
        listed = None if line is None else _listed(line)
        if line is not None and listed is not None:
            _write(line, replace(listed, digest=listed.digest_now()))

    def give_up(self, line: Path | None) -> None:
        """It was not written to its end: listed no more, where nothing of it is left."""
        listed = None if line is None else _listed(line)
        if line is not None and listed is not None and listed.in_its_folder() and listed.is_gone():
            line.unlink(missing_ok=True)

    def over(self, now: datetime) -> tuple[str, ...]:
        """Paths of files whose time is over, and that are there still or lie where nobody can look now."""
        due = (listed for _, listed in self._lines() if listed is not None and listed.is_over(now))
        return tuple(listed.path for listed in due if not (listed.in_its_folder() and listed.is_gone()))

    def delete_over(self, now: datetime) -> tuple[int, tuple[str, ...]]:
        """How many were deleted, and which are left: changed since, never finished, out of reach, or not ours.

        A line that nobody can read is left by its own name: what it stands for may lie there still.
        """
        count, left = 0, []
        for line, listed in self._lines():
            if listed is None:
                left.append(_shown(line))
            elif listed.is_over(now):
                within = listed.in_its_folder()
                count += within and listed.delete()
                if within and listed.is_gone():
                    with suppress(OSError):  # it is taken off another day
                        line.unlink()
                else:
                    left.append(listed.path)
        return count, tuple(left)

    def make_due(self, erased: Mapping[str, Collection[str]], now: datetime) -> tuple[str, ...]:
        """End the time of files that may hold one of these orders' buyers: a copy stays no longer than they do.

        By order id, the buyer's texts. Which lines of the list they are; those that nobody can read are among them.
        """
        found = []
        for line, listed in self._that_may_hold(erased):
            if listed is not None and not listed.is_over(now):
                with suppress(OSError):  # it is left then, and told as such
                    _write(line, replace(listed, until=now))
            found.append(_shown(Path(line.name)))
        return tuple(found)

    def that_may_hold(self, erased: Mapping[str, Collection[str]]) -> tuple[str, ...]:
        """Paths of the files that `make_due` would end the time of; only looks."""
        found = self._that_may_hold(erased) if erased else ()
        return tuple(_shown(line) if listed is None else listed.path for line, listed in found)

    def _that_may_hold(self, erased: Mapping[str, Collection[str]]) -> Iterator[tuple[Path, ListedExport | None]]:
        return (each for each in self._lines() if each[1] is None or each[1].may_hold(erased))

    def still_there(self, lines: Collection[str]) -> dict[str, str]:
        """Those of the lines whose files were not deleted, with their paths; an unreadable line with its own."""
        there = ((_shown(Path(line.name)), line, listed) for line, listed in self._lines())
        return {name: _shown(line) if listed is None else listed.path for name, line, listed in there if name in lines}

    def _strike(self, path: str, folders: KnownFolders) -> None:
        for line, listed in self._lines():
            if listed is not None and listed.path == path and listed.folders in (None, folders):
                line.unlink(missing_ok=True)

    def _lines(self) -> Iterator[tuple[Path, ListedExport | None]]:
        """The list; None for what a line says that cannot be read, and for the list itself where that cannot."""
        for line in self._names():
            listed = _listed(line)
            if listed is not None or os.path.lexists(line):  # else another process has just taken it off the list
                yield line, listed

    def _names(self) -> list[Path]:
        try:
            names = [] if self._folder is None else os.listdir(self._folder)
        except FileNotFoundError:
            return []
        except OSError:
            return [Path(self._folder or "")]
        return [Path(self._folder or "", name) for name in sorted(names) if name.endswith(".json")]


def _write(line: Path, listed: ListedExport) -> None:
    """Whole or not at all, for its owner only."""
    beside, text = line.with_suffix(".new"), indented(listed.form())
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(line)


def _read(line: Path) -> bytes:
    """Nothing but a file is opened: a pipe waits for its writer, and a device may do something."""
    if not stat.S_ISREG(line.lstat().st_mode):
        raise OSError(f"{line} is no file")
    with opened_to_read(line) as file:
        data = file.read(_LONGEST_LINE + 1)
    if len(data) > _LONGEST_LINE:
        raise Malformed("no line of ours is as long")
    return data


def _shown(line: Path) -> str:
    """Its name as a text that can be kept, whatever bytes it has."""
    return str(line).encode(errors="backslashreplace").decode()


def _listed(line: Path) -> ListedExport | None:
    """What it says; None where it is gone, cannot be read, or says what we never write."""
    try:
        return export_from(decode(_read(line)))
    except (OSError, ValueError):
        return None
