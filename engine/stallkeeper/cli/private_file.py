"""A path in; a file of its owner's only out, and never another one behind a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from stallkeeper.errors import UsageError

_HOW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to be written, and its folder where it is missing; half a file is taken away again.

    Raises UsageError where it cannot be written, or is there already.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, _HOW, 0o600)
    except FileExistsError:
        raise UsageError(f"{path} is there already; name another one, or move it away") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    try:
        with open(handle, "wb") as file:
            yield file
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def private_folder(beside: Path) -> Iterator[str]:
    """A folder for what is not in its place yet, on the same disk as `beside`; nothing of it stays."""
    with TemporaryDirectory(prefix=".stallkeeper-", dir=beside.parent) as folder:
        yield folder


def write_private(path: Path, content: bytes) -> None:
    """Write a new file. Raises UsageError as `private_file` does."""
    with private_file(path) as file:
        file.write(content)
