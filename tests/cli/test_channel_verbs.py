"""What an author of channels uses: validate, explain, show, page, simulate, carriers, new."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stallkeeper import played
from stallkeeper.spec.checks.registry import codes
from stallkeeper.text.shipped import shipped_folder
from tests.channel_folders import BUNDLED
from tests.cli.command_line import run, run_process
from tests.cli.shop import Shop

CHANNELS = sorted(BUNDLED)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of a channel with two mistakes."""
    folder = tmp_path / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder)
    file = folder / "channel.yaml"
    text = (
        file.read_text()
        .replace("results_in: [shipped]", "result: [shipped]")
        .replace("[PENDING]", "[PENDING, SHIPPED]")
    )
    file.write_text(text)
    return folder


def test_the_whole_catalog_is_clean() -> None:
    result = run("validate")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"No problems in {len(CHANNELS)} channels (")


def test_the_last_line_says_what_was_checked() -> None:
    count = len(CHANNELS)
    assert re.fullmatch(
        rf"No problems in {count} channels \(\d+ bindings, \d+ carrier lists, {count} plays, \d+ stories\)\."
        r" \d+ allowed\.\n",
        run("validate").stdout,
    )


def test_a_binding_that_was_not_found_does_not_count_as_checked(tmp_path: Path) -> None:
    folder = tmp_path / "corner"
    shutil.copytree(BUNDLED["bol"], folder)
    (folder / "binding.yaml").rename(folder / "binding.yml")
    told = run("validate", str(folder)).stdout
    assert 'nothing reads the file "binding.yml"' in told and "did you mean `binding.yaml`?" in told
    assert "(0 bindings, 1 carrier list, 1 play, " in told.splitlines()[-1]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_is_validated_by_name_or_folder(channel: str) -> None:
    assert run("validate", channel).exit_code == 0
    assert run("validate", str(BUNDLED[channel])).exit_code == 0


def test_statuses_that_a_play_gives_and_its_channel_does_not_map_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "veepee"
    shutil.copytree(shipped_folder("channels") / "veepee", folder)
    play = (folder / "play.yaml").read_text()
    (folder / "play.yaml").write_text(play.replace("PROCESSING", "PROCESING").replace("SHIPPED", "SENT"))
    result = run("validate", str(folder))
    assert result.exit_code == 0
    assert (
        'unmapped-status (warning)  orders of this play come to have the statuses "PROCESING" and "SENT", which '
        "channel.yaml does not map"
    ) in result.stdout
    assert "statuses: [WAITING_ACCEPTANCE" in result.stdout and "did you mean `PROCESSING`?" in result.stdout


def test_a_status_that_clients_read_as_another_word_is_mapped_by_that_word(tmp_path: Path) -> None:
    folder = tmp_path / "allegro"
    shutil.copytree(shipped_folder("channels") / "allegro", folder)
    play = (folder / "play.yaml").read_text()
    assert "unmapped-status" not in run("validate", str(folder)).stdout
    (folder / "play.yaml").write_text(play.replace("from: [FILLED_IN/NEW], then", "from: [BOUGHT/NEW], then"))
    assert 'the status "FILLED_IN/NEW", which channel.yaml does not map' in run("validate", str(folder)).stdout


def test_a_folder_of_channels_stands_for_all_in_it() -> None:
    assert f"in {len(CHANNELS)} channels (" in run("validate", str(shipped_folder("channels"))).stdout


def test_all_problems_are_shown_with_their_places_and_end_with_one(broken: Path) -> None:
    result = run("validate", str(broken))
    assert result.exit_code == 1
    assert f"{broken}/channel.yaml:" in result.stdout
    assert "did you mean `results_in`?" in result.stdout
    assert "`stallkeeper explain " in result.stdout.splitlines()[-1]


def test_problems_come_as_json_and_as_annotations_too(broken: Path) -> None:
    report = json.loads(run("validate", str(broken), "--format", "json").stdout)
    assert report["errors"] >= 1 and report["problems"][0]["line"] > 1
    assert run("validate", str(broken), "--format", "github").stdout.startswith("::error file=")


def test_problems_come_as_sarif_with_the_pages_of_their_words(broken: Path) -> None:
    [told] = json.loads(run("validate", str(broken), "--format", "sarif").stdout)["runs"]
    rules = told["tool"]["driver"]["rules"]
    assert told["results"] and {each["ruleId"] for each in told["results"]} == {rule["id"] for rule in rules}
    assert all(len(rule["help"]["text"]) > 100 for rule in rules)


def test_some_words_are_shown_alone_or_left_out(broken: Path) -> None:
    def found(*words: str) -> set[str]:
        report = json.loads(run("validate", str(broken), "--format", "json", *words).stdout)
        return {problem["code"] for problem in report["problems"]}

    first, *others = sorted(found())
    assert others and found("--select", first) == {first}
    assert found("--ignore", first) == set(others)
    leaving_out = [word for code in (first, *others) for word in ("--ignore", code)]
    assert run("validate", str(broken), *leaving_out).exit_code == 0
    assert run("validate", str(broken), "--select", first).exit_code == 1


def test_a_word_that_is_none_is_wrong_usage() -> None:
    result = run("validate", "--ignore", "mising-key")
    assert result.exit_code == 2
    assert "did you mean missing-key" in result.stderr


def test_an_unknown_channel_is_wrong_usage() -> None:
    result = run("validate", "manomanoo")
    assert result.exit_code == 2
    assert "did you mean `manomano`?" in result.stderr


def test_a_broken_channel_cannot_be_used_and_its_problems_are_shown(broken: Path) -> None:
    result = run("simulate", str(broken))
    assert result.exit_code == 1
    assert "cannot be used" in result.stderr and "channel.yaml:" in result.stderr
    assert result.stdout == ""


def test_validating_imports_neither_network_nor_drawing_nor_database(tmp_path: Path) -> None:
    script = (
        "import sys; from stallkeeper.cli import main\n"
        "try: main()\n"
        "finally: print(*({'httpx', 'jinja2', 'rich', 'sqlite3', 'babel'} & set(sys.modules)), file=sys.stderr)"
    )
    words = [sys.executable, "-c", script, "validate", CHANNELS[0]]
    shown = subprocess.run(words, capture_output=True, text=True, check=True)
    assert shown.stderr == "\n"


def test_every_word_that_validate_uses_is_explained(broken: Path) -> None:
    report = json.loads(run("validate", str(broken), "--format", "json").stdout)
    for code in {problem["code"] for problem in report["problems"]}:
        result = run("explain", code)
        assert result.exit_code == 0, code
        assert len(result.stdout) > 100


def test_an_unknown_word_gets_its_near_miss() -> None:
    result = run("explain", "missing-ky")
    assert result.exit_code == 2
    assert "missing-key" in result.stderr


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_can_be_shown_as_text_machine_and_json(channel: str) -> None:
    of_all_editions = channel.partition("/")[0]
    assert f"({channel})" in run("show", channel).stdout
    assert run("show", channel, "--machine").stdout.startswith(f"{of_all_editions}: ")
    assert json.loads(run("show", channel, "--json").stdout)["channel"] == of_all_editions


@pytest.mark.parametrize(
    ("style", "begins", "holds"),
    [
        ("html", "<!doctype html>", "</svg>"),
        ("svg", "<svg ", "an action of the seller"),
        ("mermaid", "flowchart TD", "s_shipped"),
    ],
)
def test_a_page_comes_as_html_and_its_diagram_alone(style: str, begins: str, holds: str) -> None:
    page = run("page", "veepee", "--format", style).stdout
    assert page.startswith(begins) and holds in page


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_guide_page_is_markdown(channel: str) -> None:
    page = run("page", channel).stdout
    assert page.startswith("# ") and "\n## Order" in page and "```mermaid" in page


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_story_of_a_bundled_channel_is_kept(channel: str) -> None:
    result = run("simulate", channel)
    assert result.exit_code == 0, result.stdout
    assert "stories kept" in result.stdout


def test_one_story_is_told_step_by_step() -> None:
    text = run("simulate", "manomano", "--story", "accept-and-ship", "-v").stdout
    assert "first seen as PENDING" in text and "1 of 1 stories kept" in text


def test_a_broken_promise_ends_with_one_and_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "manomano"
    shutil.copytree(shipped_folder("channels") / "manomano", folder)
    story = folder / "scenarios" / "accept-and-ship.yaml"
    story.write_text(story.read_text().replace("offered: [accept, refuse]", "offered: [accept]"))
    result = run("simulate", str(folder), "--story", "accept-and-ship")
    assert result.exit_code == 1
    assert "BROKEN" in result.stdout and "0 of 1 stories kept" in result.stdout
    assert json.loads(run("simulate", str(folder), "--story", "accept-and-ship", "--json").stdout)[0]["kept"] is False


def test_an_unknown_story_gets_its_near_miss() -> None:
    result = run("simulate", "manomano", "--story", "refnd")
    assert result.exit_code == 2
    assert "did you mean refund" in result.stderr


def test_carriers_are_listed_with_what_stands_for_the_others() -> None:
    text = run("carriers", "manomano").stdout
    assert "DPD" in text and "Other stands for a carrier that is not on the list." in text
    assert {"code": "DPD", "name": "DPD", "tracking_url": None} in json.loads(
        run("carriers", "manomano", "--json").stdout
    )


def test_the_marketplace_itself_is_asked_for_carriers_with_an_account(shop: Shop) -> None:
    carriers = json.loads(shop.run("carriers", "manomano", "--account", "shop", "--json").stdout)
    assert len(carriers) > 5
    assert shop.run("carriers", "veepee", "--account", "shop").exit_code == 2


def test_how_a_channel_is_played_is_checked_too(tmp_path: Path) -> None:
    run("new", "corner-shop", "--into", str(tmp_path))
    play = tmp_path / "corner-shop" / "play.yaml"
    play.write_text(play.read_text().replace("status: NEW}", "status: NWE}"))
    result = run("validate", str(tmp_path))
    assert result.exit_code == 1
    assert "unknown-status" in result.stdout and "did you mean `NEW`?" in result.stdout
    assert run("explain", "unknown-status").exit_code == 0


def test_every_word_of_the_played_marketplace_is_explained() -> None:
    source = "".join(path.read_text() for path in Path(played.__file__ or "").parent.glob("*.py"))
    words = set(re.findall(r"problem\([^\n]*?\"([a-z]+(?:-[a-z]+)+)\"", source))
    assert len(words) > 10
    assert words <= set(codes())


def test_a_new_channel_validates_and_keeps_its_story(tmp_path: Path) -> None:
    made = run("new", "corner-shop", "--title", "Corner Shop", "--into", str(tmp_path))
    assert made.exit_code == 0, made.stderr
    assert str(tmp_path / "corner-shop" / "channel.yaml") in made.stdout
    assert run("validate", str(tmp_path / "corner-shop")).exit_code == 0
    assert run("--channels", str(tmp_path), "simulate", "corner-shop").exit_code == 0


@pytest.mark.parametrize("into", ["of my own/channels", "."])
def test_what_new_says_comes_next_is_ready_to_be_typed(
    tmp_path: Path, into: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "manomano", "--into", into)  # beside a channel of the catalog that has the name
    nexts = [shlex.split(line) for line in made.stderr.splitlines() if line.startswith("  stallkeeper ")]
    assert [words[1] for words in nexts] == ["validate", "simulate", "play"]
    for _, verb, folder in nexts:
        assert (tmp_path / folder / "channel.yaml").is_file()
        assert verb == "play" or run(verb, folder).exit_code == 0
    play = (tmp_path / into / "manomano" / "play.yaml").read_text()
    assert f"`stallkeeper play {shlex.quote(nexts[0][2])} --port 8800`" in play


def test_an_edition_is_started_beside_the_others(tmp_path: Path) -> None:
    for edition in ("v1", "v2"):
        made = run("new", f"corner-shop/{edition}", "--into", str(tmp_path))
        assert made.exit_code == 0, made.stderr
    assert "in 2 channels" in run("validate", str(tmp_path)).stdout
    assert "(corner-shop/v2)" in run("--channels", str(tmp_path), "show", "corner-shop").stdout


def test_an_edition_cannot_stand_beside_rules_that_are_in_none(tmp_path: Path) -> None:
    run("new", "corner-shop", "--into", str(tmp_path))
    made = run("new", "corner-shop/v2", "--into", str(tmp_path))
    assert made.exit_code == 2 and "move its files into an edition first" in made.stderr
    assert not (tmp_path / "corner-shop" / "editions").exists()


def test_what_is_wrong_with_a_family_is_told_once(tmp_path: Path) -> None:
    for name in ("bazaar", "bazaar_north", "bazaar_south"):
        shutil.copytree(Path(__file__).parents[1] / "channels" / name, tmp_path / name)
    file = tmp_path / "bazaar" / "channel.yaml"
    file.write_text(file.read_text().replace("every: 15 minutes", "every: 15 minuts"))
    told = run("validate", str(tmp_path)).stdout
    assert told.count("15 minuts") == told.count("bazaar/channel.yaml:14:") + 1 == 2


def test_a_new_channel_sends_editors_only_to_schemas_that_are_there(tmp_path: Path) -> None:
    def comments(into: Path) -> list[tuple[Path, str]]:
        assert run("new", "corner-shop", "--into", str(into)).exit_code == 0
        files = (into / "corner-shop").rglob("*.yaml")
        return [(file, found) for file in files for found in re.findall(r"\$schema=(\S+)", file.read_text())]

    shutil.copytree(shipped_folder("schemas"), tmp_path / "repository" / "schemas")
    beside = comments(tmp_path / "repository" / "channels")
    assert beside and all((file.parent / schema).is_file() for file, schema in beside)
    assert comments(tmp_path / "elsewhere" / "channels") == []


def test_a_new_channel_writes_over_nothing(tmp_path: Path) -> None:
    run("new", "corner-shop", "--into", str(tmp_path))
    result = run("new", "corner-shop", "--into", str(tmp_path))
    assert result.exit_code == 2
    assert "exists already" in result.stderr


def test_a_folder_of_channels_that_is_not_there_is_named() -> None:
    result = run("--channels", "/no/such/folder", "validate", CHANNELS[0])
    assert result.exit_code == 2
    assert "/no/such/folder" in result.stderr


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run_process("new", "corner-shop", "--into", str(tmp_path / "file"))
    assert result.returncode == 1
    assert str(tmp_path / "file") in result.stderr and "Traceback" not in result.stderr
