"""The table of contents: what `stallkeeper --help` shows, what it imports, and what a wrong word is answered."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from stallkeeper.cli.contents import CONTENTS, VERBS
from tests.cli.command_line import run, run_process

CLI = Path(import_module("stallkeeper.cli").__file__ or "").parent


def test_help_lists_every_verb_under_its_purpose() -> None:
    text = run("--help").stdout
    places = [text.index(f"{section}:") for section in CONTENTS]
    assert places == sorted(places)
    for section, verbs in CONTENTS.items():
        block = text[text.index(f"{section}:") :]
        assert all(f"\n  {verb} " in block and sentence.split(":")[0] in block for verb, sentence in verbs.items())


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_has_its_own_module_and_help(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0, result.stderr
    assert f"stallkeeper {verb}" in result.stdout
    command = import_module(f"stallkeeper.cli.{verb.replace('-', '_')}").command
    assert command.name == verb
    assert command.help, "a verb says what it does"


def test_every_option_of_every_verb_is_explained_or_names_its_choices() -> None:
    for verb in VERBS:
        for option in import_module(f"stallkeeper.cli.{verb.replace('-', '_')}").command.params:
            if option.param_type_name == "option" and not option.hidden:
                assert option.help or hasattr(option.type, "choices"), f"{verb} {option.opts[0]}"


def test_help_imports_nothing_of_ours_but_the_command_line() -> None:
    script = (
        "import sys; from stallkeeper.cli import main\n"
        "try: main()\n"
        "finally: print(sorted(m for m in sys.modules if m.split('.')[0] in"
        " ('stallkeeper','yaml','jsonschema','transitions','httpx','jinja2','msgspec','rich','babel','sqlite3')),"
        " file=sys.stderr)"
    )
    shown = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    modules = set(eval(shown.stderr))
    assert modules == {
        "stallkeeper",
        "stallkeeper.cli",
        "stallkeeper.cli.contents",
        "stallkeeper.cli.ending",
        "stallkeeper.cli.session",
    }


def test_without_a_verb_it_shows_the_contents_and_counts_as_wrong_usage() -> None:
    result = run()
    assert result.exit_code == 2
    assert "validate" in result.stdout + result.stderr


def test_a_misspelt_verb_gets_the_near_miss_and_exit_code_two() -> None:
    result = run("valdate")
    assert result.exit_code == 2
    assert 'no verb is called "valdate"; did you mean validate?' in result.stderr
    assert result.stdout == ""


def test_an_unknown_option_is_wrong_usage() -> None:
    result = run("orders", "--sttus", "shipped")
    assert result.exit_code == 2
    assert "--sttus" in result.stderr and "--status" in result.stderr


def test_the_version_is_told() -> None:
    result = run_process("--version")
    assert result.returncode == 0
    assert result.stdout.startswith("stallkeeper 0.")
