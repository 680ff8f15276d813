"""The tables of patterns and features in, the recipes and the table of features out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stallkeeper.spec.checks.registry import codes
from tests.docs.excerpt import excerpt
from tests.docs.recipes import RECIPES, Recipe
from tests.shared_material import ROOT
from tests.test_binding_features import FEATURES, Feature
from tests.test_rule_patterns import PATTERNS, loaded


def pages() -> Mapping[str, str]:
    """Path under docs/ -> the page."""
    made = {f"recipes/{_file(each)}": _recipe(each) for each in RECIPES}
    links = [f"{each.number}. [{each.name}]({_file(each)}): {each.when}" for each in RECIPES]
    head = [
        "# Recipes",
        "",
        "One for each thing that a binding must express. The YAML is cut out of channels that the tests run.",
        "",
    ]
    return {**made, "recipes/README.md": "\n".join((*head, *links)) + "\n", "features.md": _table()}


def _file(recipe: Recipe) -> str:
    return f"{recipe.number:02}-{re.sub('[^a-z]+', '-', recipe.name.casefold()).strip('-')}.md"


def _recipe(recipe: Recipe) -> str:
    lines = [f"# {recipe.number} {recipe.name}", "", f"**When:** {recipe.when}", "", recipe.how, ""]
    for feature in (each for each in FEATURES if each.number == recipe.number):
        cut = excerpt(f"{feature.channel}/binding.yaml", feature.key)
        lines += [f"## {feature.title[0].upper()}{feature.title[1:]}", "", "```yaml", cut.text, "```", ""]
        where = f"[{cut.file}](../../{cut.file}), `{feature.key}`"
        lines += [f"{where}; shown by [{feature.test}](../../{feature.test})", ""]
    known = [code for code in recipe.catches if code in codes()]
    assert len(known) == len(recipe.catches), f"no such words: {set(recipe.catches) - set(known)}"
    lines += ["## What `validate` catches here", "", *(f"- [`{code}`](../checks/{code}.md)" for code in known)]
    return "\n".join(lines) + "\n"


def _table() -> str:
    lines = [
        "# What the language can say, and who uses it",
        "",
        "Made from the tables that the tests run, by `make docs`.",
        "",
    ]
    lines += ["## Eighteen rule patterns (channel.yaml)", "", "| P | pattern | used by |", "|---|---|---|"]
    lines += [
        f"| {each.number} | {each.title} | {', '.join(_channel(name) for name in each.users)} |" for each in PATTERNS
    ]
    lines += ["", "Shown both ways in [tests/test_rule_patterns.py](../tests/test_rule_patterns.py).", ""]
    lines += [
        "## Eighteen things a binding expresses (binding.yaml)",
        "",
        "| | feature | used by | key | test |",
        "|---|---|---|---|---|",
    ]
    ordered = sorted(FEATURES, key=lambda each: each.number)
    lines += [_feature_row(each) for each in ordered]
    return "\n".join(lines) + "\n"


def _feature_row(feature: Feature) -> str:
    channel = f"[{feature.channel.partition('/')[2]}](../{feature.channel})"
    test = f"[{feature.test.rpartition('/')[2]}](../{feature.test})"
    return f"| {feature.number} | {feature.title} | {channel} | `{feature.key}` | {test} |"


def _channel(name: str) -> str:
    return f"[{name}](../{loaded(name).folder.relative_to(ROOT).as_posix()})"
