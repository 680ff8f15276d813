"""`watch` as a process of its own: real files are saved, and what is wrong with them is told."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command_line import command, environment
from tests.shared_material import ROOT

PATIENCE = 60.0
"""Seconds after which a test gives up; nothing is measured by it."""


class Watching:
    """A `watch` that runs, and what it has printed so far."""

    def __init__(self, process: subprocess.Popen[bytes], output: int) -> None:
        self.process, self._output = process, output
        self.printed = ""
        self._rest = ""
        """What was read and comes after the text that was waited for: several lines may come in one reading."""

    def until(self, text: str) -> str:
        """What is printed from now up to `text`."""
        end, fresh = time.monotonic() + PATIENCE, self._rest
        while text not in fresh:
            ready, _, _ = select.select([self._output], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} did not come; what came: {self.printed[-800:]}"
            read = os.read(self._output, 65536).decode(errors="replace")
            assert read, f"it ended; what came: {self.printed[-800:]}"
            fresh, self.printed = fresh + read, self.printed + read
        told, found, self._rest = fresh.partition(text)
        return told + found


@contextmanager
def watching(folder: Path, output: int, read_from: int) -> Iterator[Watching]:
    words = command("watch", str(folder))
    process = subprocess.Popen(words, env=environment(TERM="xterm"), stdout=output, stderr=output)
    os.close(output)
    try:
        yield Watching(process, read_from)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(read_from)


@pytest.fixture
def bazaar(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests" / "channels" / "bazaar", tmp_path / "bazaar"))


@pytest.fixture
def watched(bazaar: Path) -> Iterator[Watching]:
    read_from, output = os.pipe()
    with watching(bazaar, output, read_from) as running:
        running.until("Ctrl-C ends it.")
        yield running


def save(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_save_is_validated_and_the_next_one_again(watched: Watching, bazaar: Path) -> None:
    assert "No problems" in watched.printed
    save(bazaar / "channel.yaml", "actions: [ship]", "actions: [shipp]")
    assert "shipp" in watched.until("Ctrl-C ends it.")
    save(bazaar / "channel.yaml", "actions: [shipp]", "actions: [ship]")
    assert "No problems" in watched.until("Ctrl-C ends it.")


def test_a_save_is_simulated(watched: Watching, bazaar: Path) -> None:
    assert "the channel has no scenarios" in watched.printed
    (bazaar / "scenarios").mkdir()
    (bazaar / "scenarios" / "sent.yaml").write_text(STORY, encoding="utf-8")
    assert "1 of 1 stories kept" in watched.until("stories kept")
    save(bazaar / "scenarios" / "sent.yaml", "status: shipped", "status: refunded")
    assert "0 of 1 stories kept" in watched.until("stories kept")


def test_several_saves_at_once_are_one_round(watched: Watching, bazaar: Path) -> None:
    for number in range(20):
        (bazaar / f"note-{number}.txt").write_text("A note.")
    save(bazaar / "channel.yaml", "title: Bazaar", "title: Bazar")
    watched.until("Ctrl-C ends it.")
    save(bazaar / "channel.yaml", "actions: [ship]", "actions: [shipp]")
    watched.until("shipp")
    watched.until("Ctrl-C ends it.")
    assert watched.printed.count("Ctrl-C ends it.") == 3


def test_a_file_that_cannot_be_read_ends_nothing(watched: Watching, bazaar: Path) -> None:
    text = (bazaar / "channel.yaml").read_text(encoding="utf-8")
    (bazaar / "channel.yaml").write_bytes(b"\xff\x00{")
    assert "not-utf-8" in watched.until("Ctrl-C ends it.")
    (bazaar / "channel.yaml").write_text(text, encoding="utf-8")
    assert "No problems" in watched.until("Ctrl-C ends it.")


def test_the_family_of_a_channel_is_watched_as_well(bazaar: Path) -> None:
    north = Path(shutil.copytree(ROOT / "tests" / "channels" / "bazaar_north", bazaar.parent / "bazaar_north"))
    read_from, output = os.pipe()
    with watching(north, output, read_from) as running:
        running.until("Ctrl-C ends it.")
        save(bazaar / "channel.yaml", "native: [OPEN]", "native: [OPEN, OPEN]")
        assert "OPEN" in running.until("Ctrl-C ends it.")


def test_ctrl_c_ends_it_with_0(watched: Watching) -> None:
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(PATIENCE) == 0


def test_the_screen_is_cleared_on_a_terminal_alone(watched: Watching, bazaar: Path) -> None:
    assert "\x1b" not in watched.printed
    ours, theirs = pty.openpty()
    with watching(bazaar, theirs, ours) as running:
        assert "\x1b[2J" in running.until("Ctrl-C ends it.")


STORY = """\
scenario: An order that was sent is seen so
order: {native: OPEN}
steps:
  - channel_reports: SENT
    status: shipped
"""
