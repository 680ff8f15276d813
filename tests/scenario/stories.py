"""Stories for the tests: YAML text in, the trace of playing it on a channel out."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from stallkeeper.machine.trace import Trace
from stallkeeper.scenario.simulate import simulate
from stallkeeper.spec.load import load_channel

CHANNELS = Path(__file__).resolve().parent.parent / "channels"


def play(story: str, channel: str = "corner_shop") -> Trace:
    """The trace of `story` (a scenario's YAML) on one of the test channels."""
    with TemporaryDirectory() as name:
        folder = Path(name) / channel
        (folder / "scenarios").mkdir(parents=True)
        copyfile(CHANNELS / channel / "channel.yaml", folder / "channel.yaml")
        (folder / "scenarios" / "told.yaml").write_text(story)
        loaded = load_channel(folder)
        assert not loaded.problems, loaded.problems
        return simulate(loaded, loaded.scenarios[0])


def broken(story: str, channel: str = "corner_shop") -> list[str]:
    """The promises of `story` that are not kept."""
    return [promise for step in play(story, channel).steps for promise in step.broken]
