"""A channel's files with all they inherit: valid YAML that holds what the engine took, each line with its origin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stallkeeper.render.expanded import expanded_text
from stallkeeper.render.show import show
from stallkeeper.spec.build_channel import build_channel
from stallkeeper.spec.expanded import expanded
from stallkeeper.spec.load import load_channel
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source
from tests.channel_folders import BUNDLED, folder_of
from tests.cli.command_line import run
from tests.shared_material import ROOT

CHANNELS = ROOT / "tests" / "channels"
ORIGIN = re.compile(r"  # (\S+):(\d+)$", re.MULTILINE)


def documents(folder: Path) -> list[str]:
    return expanded_text(expanded(folder)).split("\n---\n")


@pytest.mark.parametrize("folder", [*BUNDLED.values(), *(CHANNELS / name for name in ("bazaar_north", "bazaar_south"))])
def test_what_is_shown_is_what_holds(folder: Path) -> None:
    text, _ = documents(folder)
    source, problems = read_source(text, "channel.yaml")
    assert source is not None and not problems
    read = load_channel(folder, with_scenarios=False).spec
    assert read is not None
    carriers = read.carriers.known if read.carriers else ()
    data, _ = conform(source, "channel-1")
    assert show(build_channel(source, data, carriers)) == show(read)


def test_every_line_names_the_file_and_the_line_it_was_written_at() -> None:
    channel, binding = documents(CHANNELS / "bazaar_south")
    for text in (channel, binding):
        shown = [line for line in text.splitlines() if not line.startswith("#")]
        origins = [ORIGIN.search(line) for line in shown]
        assert len(shown) > 20 and all(origins)
        for line, origin in zip(shown, origins, strict=True):
            assert origin is not None
            written = (ROOT / origin[1]).read_text(encoding="utf-8").splitlines()[int(origin[2]) - 1]
            word = line.strip().removeprefix("- ").partition(":")[0]
            assert word in written
    assert {origin[0] for origin in ORIGIN.findall(channel)} == {
        "tests/channels/bazaar/channel.yaml",
        "tests/channels/bazaar_south/channel.yaml",
    }


def test_a_binding_that_is_inherited_whole_is_shown_too() -> None:
    _, binding = documents(CHANNELS / "bazaar_north")
    assert re.search(r"^binding: bazaar_north +# tests/channels/bazaar_north/channel.yaml:3$", binding, re.MULTILINE)
    assert "tests/channels/bazaar/binding.yaml:" in binding


def test_a_channel_without_a_family_has_one_origin() -> None:
    channel, _ = documents(folder_of("manomano"))
    assert {origin[0] for origin in ORIGIN.findall(channel)} == {"channels/manomano/channel.yaml"}
    assert "laid over" not in channel


def test_show_prints_it() -> None:
    result = run("show", str(CHANNELS / "bazaar_south"), "--expanded")
    assert result.exit_code == 0
    assert result.stdout == expanded_text(expanded(CHANNELS / "bazaar_south"))


def test_a_channel_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "channel.yaml").write_text("channel: [", encoding="utf-8")
    result = run("show", str(tmp_path), "--expanded")
    assert result.exit_code == 1 and "cannot be used" in result.stderr


def test_a_channel_with_mistakes_is_shown_so_that_they_are_found(tmp_path: Path) -> None:
    (tmp_path / "channel.yaml").write_text("channel: x\nstatuses: {}\n", encoding="utf-8")
    result = run("show", str(tmp_path), "--expanded")
    assert result.exit_code == 0 and "statuses: {}" in result.stdout
