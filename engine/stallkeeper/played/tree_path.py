"""A path such as `lines.*.price.amount` and a data tree in; the values that stand there out, or written there."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

_STEP = re.compile(r"[A-Za-z0-9_:@-]{1,80}")
_INDEX = re.compile(r"\d{1,4}")
_LONGEST = 400


class Each:
    """Every item of a list."""

    def __repr__(self) -> str:
        return "*"


EACH = Each()
Step: TypeAlias = "str | int | Each"


@dataclass(frozen=True, slots=True)
class TreePath:
    """Where something stands in a tree of dicts and lists; `text` is how the author wrote it."""

    text: str
    steps: tuple[Step, ...]

    @property
    def spreads(self) -> bool:
        """Whether it names many places."""
        return any(step is EACH for step in self.steps)

    def beneath(self, root: TreePath) -> TreePath | None:
        """The rest of this path below one item of the list at `root`; None where it leads elsewhere."""
        length = len(root.steps)
        if self.steps[:length] != root.steps or self.steps[length : length + 1] != (EACH,):
            return None
        return TreePath(self.text, self.steps[length + 1 :])


def parse_path(text: str) -> TreePath | None:
    """The path that `text` says, or None when it says none. The empty text is the root."""
    if not text:
        return TreePath("", ())
    if len(text) > _LONGEST:
        return None
    steps = tuple(map(_step, text.split(".")))
    return None if None in steps else TreePath(text, tuple(step for step in steps if step is not None))


def known_path(text: str) -> TreePath:
    """A path to something in an order. Raises ValueError, with a sentence, where the text says none."""
    path = parse_path(text)
    if path is None or not path.steps:
        raise ValueError(f"{text!r} is no path")
    return path


def _step(part: str) -> Step | None:
    if part == "*":
        return EACH
    if _INDEX.fullmatch(part):
        return int(part)
    return part if _STEP.fullmatch(part) else None


def read(tree: Any, path: TreePath) -> Any:
    """The value at `path`: None where there is none, a list of all of them where the path spreads."""
    found = _walk([tree], path.steps)
    return found if path.spreads else (found[0] if found else None)


def exists(tree: Any, path: TreePath) -> bool:
    """Whether the tree has this place (a list without items, and a null on the way, has every place below it)."""
    level = [tree]
    for step in path.steps:
        if None in level and tree is not None:
            return True
        if step is EACH and any(value in ([], "", None) for value in level):
            return True
        level = _descend(level, step)
    return bool(level)


def write(tree: Any, path: TreePath, value: Any) -> None:
    """Put `value` at every place that `path` names; missing dicts on the way are made, missing items are not."""
    *way, last = path.steps
    level = [tree]
    for step, following in zip(way, path.steps[1:], strict=True):
        if isinstance(step, str) and isinstance(following, str):
            level = [_opened(holder, step) for holder in level if isinstance(holder, dict)]
        else:
            level = _descend(level, step)
    for holder in level:
        _put(holder, last, value)


def rewrite(tree: Any, path: TreePath, change: Callable[[Any], Any]) -> None:
    """Put what `change` makes of the value there at every place that `path` names and that is there."""
    *way, last = path.steps
    for holder in _walk([tree], tuple(way)):
        for step in range(len(holder)) if last is EACH and isinstance(holder, list) else (last,):
            found = _descend([holder], step)
            if found:
                _put(holder, step, change(found[0]))


def remove(tree: Any, path: TreePath) -> None:
    """Take the key at `path` away, wherever it stands."""
    *way, last = path.steps
    for holder in _walk([tree], tuple(way)):
        if isinstance(holder, dict) and isinstance(last, str):
            holder.pop(last, None)


def pick(tree: Any, paths: tuple[TreePath, ...]) -> Any:
    """A copy of the tree with nothing in it but what `paths` name; items of lists keep their places."""
    return _picked(tree, [path.steps for path in paths])


def _picked(tree: Any, ways: list[tuple[Step, ...]]) -> Any:
    if () in ways:
        return deepcopy(tree)
    if isinstance(tree, dict):
        wanted = {key: [way[1:] for way in ways if way[0] == key] for key in tree}
        return {key: _picked(value, wanted[key]) for key, value in tree.items() if wanted[key]}
    if isinstance(tree, list):
        onward = [[way[1:] for way in ways if way[0] in (EACH, index)] for index in range(len(tree))]
        return [_picked(value, inner) for value, inner in zip(tree, onward, strict=True) if inner]
    return tree


def _walk(level: list[Any], steps: tuple[Step, ...]) -> list[Any]:
    for step in steps:
        level = _descend(level, step)
    return level


def _descend(level: list[Any], step: Step) -> list[Any]:
    if isinstance(step, str):
        return [value[step] for value in level if isinstance(value, dict) and step in value]
    lists = [value for value in level if isinstance(value, list)]
    if isinstance(step, int):
        return [value[step] for value in lists if step < len(value)]
    return [item for value in lists for item in value]


def _opened(holder: dict[str, Any], key: str) -> dict[str, Any]:
    """The dict at `key`; an empty or missing value becomes one, so that keys can be put into it."""
    inner = holder.get(key)
    if not isinstance(inner, dict):
        inner = holder[key] = {}
    return inner


def _put(holder: Any, last: Step, value: Any) -> None:
    if isinstance(holder, dict) and isinstance(last, str):
        holder[last] = value
    if not isinstance(holder, list) or isinstance(last, str):
        return
    for index in range(len(holder)):
        if last in (EACH, index):
            holder[index] = value
