"""A file that extends a family's in, both laid together as one source out, with what is wrong between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stallkeeper.problems import Place, Problem
from stallkeeper.spec.channel_spec import ChannelSpec
from stallkeeper.spec.editions import channel_folder, edition_folders, last_in_force
from stallkeeper.spec.reading import as_typed_here, with_excerpts
from stallkeeper.text.overlay import lay_over, way_to, without
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.text.source import Path as Way
from stallkeeper.text.source import Source
from stallkeeper.text.wording import did_you_mean, nearest, quoted
from stallkeeper.text.yaml_door import read_file

_NAME = re.compile(r"[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)?")
_OWN_ALONE = frozenset({"channel", "binding", "title", "edition", "valid_from", "valid_to", "extends", "without"})
"""What a file says of itself alone: nobody inherits it."""
_JOINED = frozenset({"sources", "assumptions", "allow"})
"""Lists about the other parts of the file: those parts are inherited, so what was said of them is as well."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A file with its family's: `source` is None where one of the two could not be had."""

    source: Source | None
    problems: tuple[Problem, ...] = ()


def read_extended(folder: Path, name: str, shown: str) -> Extended:
    """The file called `name` in `folder`, laid over its family's where it says `extends`."""
    source, problems = read_file(folder / name, f"{shown}/{name}", inside=folder)
    if source is None or not isinstance(source.data, dict):
        return Extended(source, problems)
    if "extends" not in source.data:
        return Extended(source, (*problems, *with_excerpts(_extends_nothing(source), source)))
    found = _extended(source, folder, name)
    return Extended(found.source, (*problems, *with_excerpts(found.problems, found.source or source)))


def inherited_binding(channel: Source, folder: Path) -> Extended:
    """The family's binding for a channel without one, as if there were a binding.yaml that only says `extends`."""
    family = family_folder(channel.data.get("extends"), folder)
    if family is None or not (family / "binding.yaml").is_file():
        return Extended(None)
    said = {"binding": channel.data.get("channel"), "extends": channel.data["extends"]}
    here: dict[Way, Place] = {path: _place(channel) for path in ((), ("binding",), ("extends",))}
    own = Source(channel.path, channel.text, said, here, {})
    found = _extended(own, folder, "binding.yaml")
    return Extended(found.source, with_excerpts(found.problems, own))


def without_idle(binding: Source, channel: ChannelSpec) -> Source:
    """A binding without the actions and documents that it inherited and its channel does not have."""
    if not isinstance(binding.data, dict):
        return binding
    made = {document.name for document in channel.documents if document.made_by == "channel"}
    bound = {name for name, action in channel.actions.items() if action.sent_as is None}
    idle = [
        (part, name)
        for part, known in (("actions", bound), ("documents", made))
        for name in (binding.data.get(part) or () if isinstance(binding.data.get(part), dict) else ())
        if name not in known and binding.place_of((part, name)).path != binding.path
    ]
    return replace(binding, data=without(binding.data, idle))


def other_family(binding: Source, channel: Source) -> Iterator[Problem]:
    """A problem where the binding extends another family than its channel does."""
    ours, theirs = (each.data.get("extends") if isinstance(each.data, dict) else None for each in (channel, binding))
    if theirs is not None and isinstance(theirs, str) and theirs != ours:
        message = f"the binding extends {quoted(theirs)}, and the channel " + (
            f"extends {quoted(ours)}" if isinstance(ours, str) else "extends nothing"
        )
        yield _wrong(binding, message, "extend the same family in both files")


def family_folder(name: Any, folder: Path) -> Path | None:
    """The folder of the family called `name`: beside the channel in `folder`, or else bundled; else None."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    channel, _, edition = name.partition("/")
    for catalog in (channel_folder(folder).parent, shipped_folder("channels")):
        found = catalog / channel / "editions" / edition if edition else catalog / channel
        if not edition and not (found / "channel.yaml").is_file():
            found = last_in_force(edition_folders(found) or (found,))
        if (found / "channel.yaml").is_file() and found.resolve().is_relative_to(catalog.resolve()):
            return found
    return None


def _extended(own: Source, folder: Path, name: str) -> Extended:
    wanted = own.data["extends"]
    if not isinstance(wanted, str):
        message = "`extends` should be the name of one family"
        return Extended(
            None, (_wrong(own, message, "write the name of a channel beside this one, or of a bundled one"),)
        )
    family = family_folder(wanted, folder)
    if family is None or not (family / name).is_file():
        return Extended(None, (_unknown(own, folder, name, family),))
    theirs, problems = read_file(family / name, f"{as_typed_here(family)}/{name}", inside=family)
    if theirs is None or not isinstance(theirs.data, dict):
        return Extended(None, problems or (_wrong(own, f"{name} of the family {quoted(wanted)} says nothing"),))
    unfit = tuple(_unfit(own, theirs, family, folder))
    if unfit:
        return Extended(None, unfit)
    taken_out, missed = _taken_out(own, theirs)
    inherited = {key: value for key, value in without(theirs.data, taken_out).items() if key not in _OWN_ALONE}
    return Extended(lay_over(own, replace(theirs, data=inherited), _JOINED), (*problems, *missed))


def _extends_nothing(source: Source) -> Iterator[Problem]:
    if "without" in source.data:
        message = "`without` takes parts out of a family, and this file extends none"
        yield Problem(source.place_of(("without",)), "without-nothing", message, "add `extends`, or remove it")


def _unfit(own: Source, theirs: Source, family: Path, folder: Path) -> Iterator[Problem]:
    if family.resolve() == folder.resolve():
        yield _wrong(own, "a channel cannot extend itself", "remove `extends`, or name its family")
    elif "extends" in theirs.data:
        further = quoted(theirs.data["extends"])
        message = f"the family {quoted(own.data['extends'])} extends {further} itself; one level is all there is"
        yield _wrong(own, message, "extend the uppermost one, and say here what the other changes")


def _taken_out(own: Source, theirs: Source) -> tuple[list[Way], list[Problem]]:
    """The ways that `without` names, and a problem for each word of it that names nothing in the family's file."""
    said = own.data.get("without")
    ways, missed = [], []
    for at, dotted in enumerate(said if isinstance(said, list) else () if said is None else (said,)):
        if not isinstance(dotted, str):
            continue
        way = way_to(theirs.data, dotted)
        if way is not None:
            ways.append(way)
        else:
            place = own.places.get(("without", at)) or own.place_of(("without",))
            missed.append(_missed(place, dotted, theirs, own.data["extends"]))
    return ways, missed


def _missed(place: Place, dotted: str, theirs: Source, family: str) -> Problem:
    depth = dotted.count(".")
    known = sorted({".".join(map(str, path)) for path in theirs.keys if len(path) == depth + 1} - _OWN_ALONE)
    message = f"{quoted(dotted)} names nothing in the same file of the family {quoted(family)}"
    return Problem(place, "without-nothing", message, did_you_mean(dotted, known) or "write keys joined by dots")


def _unknown(own: Source, folder: Path, name: str, family: Path | None) -> Problem:
    wanted, catalog = own.data["extends"], channel_folder(folder).parent
    if family is not None:
        return _wrong(own, f"the family {quoted(wanted)} has no {name}", "remove `extends`, and write the whole file")
    known = {file.parent.name for each in (catalog, shipped_folder("channels")) for file in each.glob("*/channel.yaml")}
    near = nearest(wanted, sorted(known))
    message = f"there is no family {quoted(wanted)}: no channel of that name lies beside this one, and none is bundled"
    hint = f"did you mean `{near}`?" if near else "write the name of a channel's folder"
    return Problem(_place(own), "unknown-family", message, hint)


def _wrong(own: Source, message: str, hint: str = "") -> Problem:
    return Problem(_place(own), "wrong-family", message, hint)


def _place(own: Source) -> Place:
    return own.places.get(("extends",)) or own.place_of(("extends",))
