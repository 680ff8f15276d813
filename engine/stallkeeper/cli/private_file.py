"""A path and bytes in; a file of its owner's only out, and never another one behind a link."""

from __future__ import annotations

import os
from pathlib import Path

from stallkeeper.errors import UsageError

_HOW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file, and its folder where it is missing. Raises UsageError where it cannot, or is there already."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, _HOW, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{path} is there already; name another folder, or move it away") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
