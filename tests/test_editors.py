"""Every YAML file we ship or print, read as an editor reads it: plain YAML 1.2, held against the published schema.

An editor knows nothing of our own reading of scalars: to it `130` is a number and `true` a boolean, whatever a key
declares. What people write bare has to be valid there too, or every file would be underlined in red.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from stallkeeper.authoring.scaffold import scaffold
from stallkeeper.text.schema import conform
from stallkeeper.text.yaml_door import read_source
from tests.channel_folders import BUNDLED
from tests.shared_material import ROOT

SCHEMAS = {
    "channel.yaml": "channel-1",
    "binding.yaml": "binding-1",
    "carriers.yaml": "carriers-1",
    "play.yaml": "play-1",
    "stallkeeper.yaml": "accounts-1",
}
FOLDERS = [where for folder in BUNDLED.values() for where in (folder, folder / "scenarios")]
FILES = [file for folder in FOLDERS for file in sorted(folder.glob("*.yaml"))]
README = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


class Editor(yaml.CSafeLoader):
    """The core schema of YAML 1.2: `yes` and dates are text, numbers and true/false are what they look like."""


Editor.yaml_implicit_resolvers = {}
for tag, form, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
):
    Editor.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{form})$"), [*first.replace("\0", ""), ""]
    )


def underlined(text: str, schema_name: str) -> list[str]:
    """What an editor underlines, by the schema that the file's first line or its name leads to."""
    data = yaml.load(text, Editor)
    led = re.match(r"# yaml-language-server: \$schema=(?:\.\./)+schemas/(\S+)\.schema\.json\n", text)
    named = led.group(1) if led else schema_name
    assert named.removeprefix("extending/") == schema_name and (named == schema_name or "extends" in data)
    schema = json.loads((ROOT / "schemas" / f"{named}.schema.json").read_text(encoding="utf-8"))
    return [f"{error.json_path}: {error.message[:120]}" for error in Draft202012Validator(schema).iter_errors(data)]


def schema_of(path: Path) -> str:
    return "scenario-1" if path.parent.name == "scenarios" else SCHEMAS[path.name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "channels")))
def test_a_bundled_file_is_valid_in_an_editor(path: Path) -> None:
    assert underlined(path.read_text(encoding="utf-8"), schema_of(path)) == []


def test_the_accounts_file_of_the_readme_is_valid_in_an_editor() -> None:
    (text,) = (block for block in README if "accounts:" in block)
    assert "{seller_contract_id: 12345}" in text
    assert underlined(text, "accounts-1") == []


def test_a_new_channel_is_valid_in_an_editor() -> None:
    files = {Path(name): text for name, text in scaffold("mymarket", "My market", date(2026, 11, 22)).items()}
    wrong = {str(path): underlined(text, schema_of(path)) for path, text in files.items() if path.suffix == ".yaml"}
    assert wrong and not any(wrong.values()), wrong


PARAMETERS = "language: 1\naccounts: {a: {channel: c, parameters: {shop: 130, live: true, rate: 1.50, note: x}}}"
CARRIERS = "language: 1\nsource: A list\nread: 2026-11-22\ncarriers: [{code: 130, name: 24}, 131]"


def test_numbers_and_booleans_written_bare_are_valid_in_an_editor_and_text_to_us() -> None:
    assert underlined(PARAMETERS, "accounts-1") == underlined(CARRIERS, "carriers-1") == []
    accounts, carriers = conformed(PARAMETERS, "accounts-1"), conformed(CARRIERS, "carriers-1")
    assert accounts["accounts"]["a"]["parameters"] == {"shop": "130", "live": "true", "rate": "1.50", "note": "x"}
    assert carriers["carriers"] == [{"code": "130", "name": "24"}, "131"]


def conformed(text: str, schema_name: str) -> Any:
    source, problems = read_source(text, "file.yaml")
    assert source is not None and not problems
    data, problems = conform(source, schema_name)
    assert not problems
    return data


def test_an_editor_still_underlines_what_is_wrong() -> None:
    assert underlined("language: 1\naccounts: {a: {channel: c, parameters: {shop: {a: 1}}}}", "accounts-1")
    assert underlined("language: 1\nacounts: {}", "accounts-1")


def test_the_mapping_in_the_page_gives_every_file_its_schema() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"^```json\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    mapping = json.loads(said)["yaml.schemas"]
    assert {ROOT / path for path in mapping} == set((ROOT / "schemas").glob("*.json"))
    for file in FILES:
        name = SCHEMAS.get(file.name, "scenario-1")
        given = [path for path, globs in mapping.items() if any(fits(file, glob) for glob in globs)]
        assert given == [f"schemas/{name}.schema.json"], file


def fits(file: Path, glob: str) -> bool:
    """Whether an editor that has the repository open takes the file as one of these."""
    form = re.escape(glob).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(form, file.relative_to(ROOT).as_posix()) is not None
