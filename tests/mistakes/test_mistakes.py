"""What an author sees when something is wrong. Each folder beside this file is a broken channel and its exact report.

To add one, drop in a folder with a channel.yaml and run the tests: the failure shows the report to put into report.txt.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from stallkeeper.render.problems import report
from stallkeeper.spec.checks.registry import codes
from stallkeeper.spec.load import load_channel

FOLDERS = sorted(file.parent for file in Path(__file__).parent.glob("*/channel.yaml"))
LONGEST_MESSAGE = 300


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_is_exactly_what_the_author_was_promised(folder: Path) -> None:
    promised = folder / "report.txt"
    shown = report(load_channel(folder, "example").problems, 1) + "\n"
    assert promised.exists(), f"no report.txt in {folder.name}; the report is:\n{shown}"
    assert shown == promised.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_messages_are_short_and_their_words_have_pages(folder: Path) -> None:
    for problem in load_channel(folder, "example").problems:
        assert len(problem.message) <= LONGEST_MESSAGE
        assert len(problem.hint) <= LONGEST_MESSAGE
        assert problem.code in codes()
