"""The recipes' words in, typed values out: when to write what, and the mistakes that are caught there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Recipe:
    """A feature of the binding: its number and name, when one meets it, what to do, and the words of its mistakes."""

    number: int
    name: str
    when: str
    how: str
    catches: tuple[str, ...]


_WRITTEN = yaml.safe_load((Path(__file__).parent / "recipes.yaml").read_text(encoding="utf-8"))["recipes"]
RECIPES = tuple(Recipe(**{**each, "catches": tuple(each["catches"])}) for each in _WRITTEN)
