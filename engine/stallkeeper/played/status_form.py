"""Where an order's native status stands, or how it follows from the order, as play.yaml says it. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stallkeeper.played.condition import Condition
from stallkeeper.played.tree_path import TreePath


@dataclass(frozen=True, slots=True)
class StatusCase:
    """A word that holds when the condition does; `at` are the words it may follow (None: any)."""

    condition: Condition
    word: str
    at: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class StatusForm:
    """Paths that hold the word's parts; or the first of some words found at a path; or cases, maybe with a path."""

    paths: tuple[TreePath, ...] = ()
    joined_by: str = ""
    spread: TreePath | None = None
    words: tuple[str, ...] = ()
    cases: tuple[StatusCase, ...] = ()
    otherwise: str | None = None

    def every_word(self) -> Iterator[str]:
        """The words that orders come to have without anybody naming them."""
        yield from self.words
        yield from (case.word for case in self.cases)
        if self.otherwise is not None:
            yield self.otherwise
