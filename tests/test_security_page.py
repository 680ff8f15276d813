"""docs/security.md: its example is an accounts file, its names are those of the engine."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from stallkeeper.accounts import KeyringSecret, load_accounts
from stallkeeper.bindings.http import HttpSettings
from stallkeeper.telemetry import open_telemetry

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "security.md").read_text()


def test_the_example_loads_and_its_secrets_come_from_where_it_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "stallkeeper.yaml").write_text(example)
    secrets = load_accounts(tmp_path / "stallkeeper.yaml", {"MY_SHOP_ID": "id"}).accounts["my-shop"].secrets
    assert secrets["client_id"].reveal() == "id"
    kept = secrets["client_secret"]
    assert isinstance(kept, KeyringSecret) and kept.name == "my-shop-key"


def test_the_bounds_it_names_are_the_engines_own() -> None:
    bounds = HttpSettings()
    assert f"{bounds.most_bytes // 1024**2} MB and at\n{bounds.whole:g} seconds" in PAGE


def test_the_counters_it_names_are_those_that_are_counted() -> None:
    paragraph = PAGE.partition("Counters:")[2].partition("\n\n")[0]
    named = re.findall(r"`(?:stallkeeper)?\.(\w+)`", paragraph)
    made = re.findall(r'\("(\w+)", "\{', inspect.getsource(open_telemetry))
    assert sorted(named) == sorted(made)
