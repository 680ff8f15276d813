"""The tutorial, followed to the letter: its files written, its commands typed, what they print compared."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared_material import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
PORT = "8877"
_BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
VOLATILE = ((re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"), "WHEN"), (re.compile(r"[ ]+\d+\.\d\d EUR"), " AMOUNT"))
"""What differs from run to run: instants, and the amounts of played orders."""
READING, TYPING = 220, 40
"""Words read, and words of five signs typed, in a minute: all of it by hand, by somebody who is not in a hurry."""


@dataclass(frozen=True)
class Typed:
    """A command as the page shows it, and what it says that it prints; a line … stands for any number of lines."""

    command: str
    prints: tuple[str, ...]


def blocks() -> Iterator[re.Match[str]]:
    return _BLOCK.finditer(PAGE)


def typed(text: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *prints = part.rstrip("\n").split("\n")
        yield Typed(command, tuple(prints))


class Reader:
    """Somebody in an empty folder who does what the page says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environ = {**os.environ, "PYTHONPATH": str(ROOT / "engine"), "COLUMNS": "200"}
        self.behind: list[subprocess.Popen[bytes]] = []

    def writes(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(PORT, self.port), encoding="utf-8")

    def types(self, line: str) -> str:
        """What the command prints; one that ends with & goes on behind."""
        words = shlex.split(line.removesuffix("&").replace(PORT, self.port))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environ[name] = value
            return ""
        argv = [sys.executable, "-m", "stallkeeper", *words[1:]] if words[0] == "stallkeeper" else words
        if line.endswith("&"):
            self.behind.append(subprocess.Popen(argv, cwd=self.folder, env=self.environ, stdout=subprocess.DEVNULL))
            self._waits_for_the_port()
            return ""
        done = subprocess.run(argv, cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + ("" if done.stdout else done.stderr)

    def _waits_for_the_port(self) -> None:
        for _ in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", int(self.port))) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the played marketplace does not answer")

    def leaves(self) -> None:
        for process in self.behind:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def plain(line: str) -> str:
    for volatile, name in VOLATILE:
        line = volatile.sub(name, line)
    return line.rstrip()


def prints_what_it_says(shown: tuple[str, ...], printed: str) -> bool:
    """Whether the lines of the page are those of the command, from the first to the last, around each …"""
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(plain(line)) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{plain(line)}\n" for line in printed.splitlines())) is not None


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    somebody = Reader(tmp_path)
    yield somebody
    somebody.leaves()


@pytest.mark.skipif(shutil.which("sed") is None, reason="the page mends a mistake with sed, and there is none here")
def test_the_tutorial_works_from_its_first_line_to_its_last(reader: Reader) -> None:
    commands = 0
    for block in blocks():
        if block["file"]:
            reader.writes(block["file"], block["text"])
        elif block["kind"] == "console":
            for each in typed(block["text"]):
                printed = reader.types(each.command)
                commands += 1
                if each.prints:
                    assert prints_what_it_says(each.prints, printed), f"$ {each.command}\n{printed}"
    assert commands >= 12
    assert "ship confirmed" in reader.types("stallkeeper order S000001")


def test_it_takes_less_than_half_an_hour() -> None:
    to_read = len(re.sub(_BLOCK, "", PAGE).split())
    files = (re.sub(r" +", " ", block["text"]) for block in blocks() if block["file"])  # an editor indents
    commands = (each.command for block in blocks() if block["kind"] == "console" for each in typed(block["text"]))
    to_type = sum(len(text) for text in (*files, *commands))
    minutes = to_read / READING + to_type / (5 * TYPING)
    assert minutes < 30, f"{minutes:.0f} minutes"
