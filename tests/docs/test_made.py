"""The pages that are made are what is committed: whoever changes a schema, a check or a table runs `make docs`."""

from __future__ import annotations

import json
from functools import cache

import pytest

from stallkeeper.spec.checks.registry import codes
from tests.docs import extending_schemas, language_pages
from tests.docs.made import committed, pages
from tests.docs.recipes import RECIPES
from tests.shared_material import ROOT
from tests.test_binding_features import FEATURES


@cache
def wanted() -> dict[str, str]:
    return dict(pages())


def test_there_is_a_page_for_all_that_is_made_and_none_too_many() -> None:
    assert committed() == set(wanted()), "run `make docs`"


@pytest.mark.parametrize("part", ["language", "checks", "recipes", "features"])
def test_the_pages_say_what_they_are_made_from(part: str) -> None:
    stale = [path for path, text in wanted().items() if path.startswith(part) and _held(path) != text]
    assert stale == [], "run `make docs`"


def _held(path: str) -> str | None:
    file = ROOT / "docs" / path
    return file.read_text(encoding="utf-8") if file.is_file() else None


def test_the_schemas_of_files_that_extend_are_made_from_the_others() -> None:
    wanted_files = extending_schemas.files()
    held = {path: (ROOT / "schemas" / path).read_text(encoding="utf-8") for path in wanted_files}
    assert held == wanted_files, "run `make docs`"


def test_every_word_has_its_page() -> None:
    assert {f"checks/{code}.md" for code in codes()} <= set(wanted())


@pytest.mark.parametrize("name", language_pages.KINDS)
def test_every_key_of_a_schema_is_in_its_page(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    page = wanted()[f"language/{name.partition('-')[0]}.md"]
    missing = [
        key for key in _keys(schema) if f".{key}`" not in page and f"`{key}`" not in page and f".{key}." not in page
    ]
    assert missing == []


def _keys(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {key for key, value in node.get("properties", {}).items() if isinstance(value, dict)}
        return own.union(*(_keys(value) for value in node.values()))
    return set().union(*(_keys(value) for value in node)) if isinstance(node, list) else set()


def test_each_feature_has_a_recipe_and_each_recipe_a_feature() -> None:
    assert [each.number for each in RECIPES] == list(range(1, 19))
    assert {each.number for each in FEATURES} == set(range(1, 19))
