"""A path in, a file to add lines to out: its owner's only, and never another file behind a link."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from stallkeeper.errors import UsageError

_HOW = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


def open_log(path: Path) -> TextIO:
    """Made where it is not there. Raises UsageError where it cannot be written, or is a link."""
    try:
        return open(os.open(path, _HOW, 0o600), "a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the log {path} cannot be written: {error.strerror}; name another file with --log") from None
