"""Every package the project asks for has its reason in one line, and no reason is left of one that is gone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_each_package_has_its_reason_and_each_reason_its_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=~!\[; ]", line)[0].lower() for line in asked}
    rows = [line for line in (ROOT / "docs/decisions/0001-packages.md").read_text().splitlines() if line[:3] == "| `"]
    told = {name.lower() for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert names == told
