"""All pages that are made: which there should be, and which there are."""

from __future__ import annotations

from collections.abc import Mapping

from tests.docs import check_pages, feature_pages, language_pages
from tests.shared_material import ROOT

MADE = ("language", "checks", "recipes", "features.md")


def pages() -> Mapping[str, str]:
    """Path under docs/ -> what it should hold."""
    return {**language_pages.pages(), **check_pages.pages(), **feature_pages.pages()}


def committed() -> set[str]:
    """The made pages that lie under docs/."""
    docs = ROOT / "docs"
    found = [
        file for name in MADE for file in ((docs / name).rglob("*.md") if (docs / name).is_dir() else [docs / name])
    ]
    return {file.relative_to(docs).as_posix() for file in found if file.is_file()}
