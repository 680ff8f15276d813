"""A path in, a file to add lines to out: its owner's only, and never another file behind a link."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from stallkeeper.errors import UsageError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HOW = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


def open_log(path: Path) -> TextIO:
    """Made where it is not there. Raises UsageError where it cannot be written, or is a link."""
    try:
        handle = os.open(path, _HOW, 0o600)
        _keep_private(handle)
        return open(handle, "a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the log {path} cannot be written: {error.strerror}; name another file with --log") from None


def _keep_private(handle: int) -> None:
    """Also one that was there before, open to others. A pipe or a terminal is left as it is."""
    with suppress(OSError, AttributeError):  # another's file, or a disk without modes: it is as private as it can be
        mode = os.fstat(handle).st_mode
        if stat.S_ISREG(mode) and mode & _OTHERS:
            os.fchmod(handle, stat.S_IMODE(mode) & ~_OTHERS)
