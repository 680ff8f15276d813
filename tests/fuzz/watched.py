"""Runs one case under watch: nothing outside is opened, called, imported or run by it, and it is over in time."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

CANARY = "canary_in_a_text"
"""A module's name that the damaged texts are full of: whoever imports it, or compiles a text with it, ran the text."""

SECONDS = 20
"""No case comes near it; on a machine that is ten times as busy neither. One that does is a hang."""

_FORBIDDEN = frozenset(
    {
        "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.fork",
        "os.posix_spawn", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.rmtree", "os.putenv",
        "ctypes.dlopen", "urllib.Request", "webbrowser.open",
    }
)  # fmt: skip


class Watch:
    """What the process did while it was watched that no text may make it do."""

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] = ()
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event in _FORBIDDEN:
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event == "open" and isinstance(arguments[0], str) and not self._may_open(arguments[0]):
            self.seen.append(f"open {arguments[0]!r:.200}")
        elif event in ("import", "compile") and CANARY in str(arguments[0]):
            self.seen.append(f"{event} of what a text names")

    def _may_open(self, path: str) -> bool:
        """Where it leads counts, not how it is written."""
        return os.path.normpath(path).startswith(self.allowed)


WATCH = Watch()


@contextmanager
def watched(*allowed: str) -> Iterator[None]:
    """Raises AssertionError for what was done outside `allowed` (beginnings of paths), TimeoutError for a hang."""
    WATCH.allowed, WATCH.seen, WATCH.on = (*allowed, sys.prefix, sys.base_prefix), [], True
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        WATCH.on = False
    assert not WATCH.seen, WATCH.seen


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not over after {SECONDS} seconds")
