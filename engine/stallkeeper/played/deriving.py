"""An order's payload and the form of its status in, the native word it now has out, or a new word written there."""

from __future__ import annotations

from typing import Any

from stallkeeper.played.status_form import StatusForm
from stallkeeper.played.template import Names, as_text
from stallkeeper.played.tree_path import read, rewrite, write


def write_word(form: StatusForm, tree: Any, word: str, at: frozenset[str] | None = None) -> None:
    """Write a word where the status stands; where it stands in many places, only where one of `at` stands now."""
    if form.spread is not None:
        rewrite(tree, form.spread, lambda old: word if at is None or as_text(old) in at else old)
    elif len(form.paths) > 1:
        for path, part in zip(form.paths, word.split(form.joined_by), strict=False):
            write(tree, path, part)
    elif form.paths:
        write(tree, form.paths[0], word)


def derive(form: StatusForm, names: Names, current: str) -> str:
    """The word that follows from what the order holds, or the current one."""
    if form.spread is not None:
        found = [as_text(word) for word in read(names["order"], form.spread)]
        foreign = next((word for word in found if word not in form.words), None)
        return foreign or next((word for word in form.words if word in found), current)
    for case in form.cases:
        if (case.at is None or current in case.at) and case.condition.holds(names):
            return case.word
    return current if form.otherwise is None else form.otherwise
