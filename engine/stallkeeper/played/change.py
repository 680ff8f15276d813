"""One value to write, as play.yaml says it: where, and what, as a tree of templates."""

from __future__ import annotations

from dataclasses import dataclass

from stallkeeper.played.template import TemplateTree
from stallkeeper.played.tree_path import TreePath


@dataclass(frozen=True, slots=True)
class Change:
    """One value to write: where, and what, as a tree of templates."""

    path: TreePath
    value: TemplateTree
