"""Two ways to run `stallkeeper`: inside this process, and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from stallkeeper.cli.contents import stallkeeper


def run(*words: str, environ: Mapping[str, str] | None = None) -> Result:
    """Run in this process; `result.stdout`, `result.stderr` and `result.exit_code` tell what a user sees."""
    clean = {"STALLKEEPER_ACCOUNTS": None, "NO_COLOR": "1", **(environ or {})}
    return CliRunner().invoke(stallkeeper, list(words), env=clean)


def command(*words: str) -> list[str]:
    """The command line of a process of its own, with this interpreter."""
    return [sys.executable, "-m", "stallkeeper", *words]


def environment(**more: str) -> dict[str, str]:
    """The environment such a process gets: ours without accounts of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if name != "STALLKEEPER_ACCOUNTS"} | more


def run_process(*words: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run as a process and wait for its end."""
    return subprocess.run(
        command(*words), cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=120, check=False
    )
