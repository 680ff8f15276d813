"""How this process was started in; the words that start it again from the same shell out."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "stallkeeper"


def typed_command() -> str:
    """`stallkeeper` where PATH finds the one that runs now; else the path it was started by, ready for a shell."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py" and started.parent.name == NAME:
        beside = Path(sys.executable).with_name(NAME)
        return NAME if _is_found(beside) else f"{_shortest(Path(sys.executable))} -m {NAME}"
    return NAME if started.stem != NAME or _is_found(started) else _shortest(started)


def _is_found(script: Path) -> bool:
    """Whether a shell that is given the bare name starts this very script."""
    found = shutil.which(NAME)
    return found is not None and script.exists() and os.path.samefile(found, script)


def _shortest(path: Path) -> str:
    """Relative to here where that is shorter; always with a slash, so that no shell looks it up in PATH."""
    absolute = os.path.abspath(path)
    relative = os.path.relpath(absolute)
    shown = absolute if len(absolute) <= len(relative) else relative
    return shlex.quote(shown if os.sep in shown else os.path.join(os.curdir, shown))
