"""A play that extends another in; the two laid together as one source, and the folders of their samples, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stallkeeper.problems import Problem
from stallkeeper.text.overlay import lay_over, way_to, without
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.text.source import Path as Way
from stallkeeper.text.source import Source
from stallkeeper.text.yaml_door import read_file

_OWN_ALONE = frozenset({"play", "title", "extends", "without"})
_JOINED = frozenset({"sources", "assumptions"})


@dataclass(frozen=True, slots=True)
class Extended:
    """A play with its family's: `source` is None where one of the two could not be had. Own samples come last."""

    source: Source | None
    problems: tuple[Problem, ...]
    folders: tuple[Path, ...]


def read_play(folder: Path) -> Extended:
    """The play.yaml in `folder`, laid over its family's where it says `extends`."""
    file = folder / "play.yaml"
    own, problems = read_file(file, str(file), inside=folder)
    if own is None or problems or not isinstance(own.data, dict) or "extends" not in own.data:
        return Extended(own, problems, (folder,))
    family = _family_folder(own.data["extends"], folder)
    if family is None:
        return Extended(None, (_unknown(own),), (folder,))
    theirs, problems = read_file(family / "play.yaml", str(family / "play.yaml"), inside=family)
    if theirs is None or problems or not isinstance(theirs.data, dict):
        return Extended(None, problems or (_unknown(own),), (folder,))
    if "extends" in theirs.data:
        message = "the family extends another one itself; one level is all there is"
        return Extended(None, (Problem(own.place_of(("extends",)), "wrong-family", message),), (folder,))
    ways, missed = _taken_out(own, theirs)
    inherited = {key: value for key, value in without(theirs.data, ways).items() if key not in _OWN_ALONE}
    laid = lay_over(own, replace(theirs, data=inherited), _JOINED)
    return Extended(laid, missed, (family, folder))


def _family_folder(name: Any, folder: Path) -> Path | None:
    """The family's folder: beside this one, or else bundled."""
    if not isinstance(name, str) or not name.replace("_", "").replace("-", "").isalnum():
        return None
    for catalog in (folder.resolve().parent, shipped_folder("channels")):
        if (catalog / name / "play.yaml").is_file() and (catalog / name).resolve() != folder.resolve():
            return catalog / name
    return None


def _taken_out(own: Source, theirs: Source) -> tuple[list[Way], tuple[Problem, ...]]:
    """The ways that `without` names, and a problem for each word of it that names nothing there."""
    words = own.data.get("without") or ()
    found = [(word, way_to(theirs.data, word)) for word in words if isinstance(word, str)]
    return [way for _, way in found if way is not None], tuple(_missed(own, (word for word, way in found if not way)))


def _missed(own: Source, words: Iterator[str]) -> Iterator[Problem]:
    for word in words:
        message = f"`{word}` names nothing in the play that this one extends"
        yield Problem(own.place_of(("without",)), "without-nothing", message, "write keys joined by dots")


def _unknown(own: Source) -> Problem:
    message = f"there is no play to extend called `{str(own.data['extends'])[:60]}`"
    return Problem(own.place_of(("extends",)), "unknown-family", message, "write the name of a channel's folder")
