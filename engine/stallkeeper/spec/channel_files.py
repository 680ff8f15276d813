"""A channel's folder in; a warning for each file that nothing reads, and the near miss of a missing one, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stallkeeper.problems import Place, Problem
from stallkeeper.spec.editions import EDITIONS
from stallkeeper.text.wording import nearest, quoted

FILES = ("channel.yaml", "binding.yaml", "carriers.yaml", "play.yaml")
FOLDERS = ("scenarios", "samples", "snapshots")
_LOOKS_READ = (".yaml", ".yml", ".json", ".toml")
"""A file that ends so was meant to be read; any other beside it (a README, a picture) is the author's own affair."""
_MOST = 200
_OUT_OF_IT = "move channel.yaml into an edition, or remove the folder"


def unread_files(folder: Path, shown: str) -> Iterator[Problem]:
    """A warning for each file and folder that looks as if it were read and is not."""
    told = {near_channel(folder), *_linked(folder)}  # the first is told with the missing channel.yaml
    for entry in _entries(folder):
        if entry.name in told:
            continue
        if entry.name in (*FILES, *FOLDERS) and entry.is_dir() != (entry.name in FOLDERS):
            is_now, should_be = ("folder", "file") if entry.is_dir() else ("file", "folder")
            message = f"{quoted(entry.name)} is not read: it is a {is_now}, and has to be a {should_be}"
            yield Problem(Place(f"{shown}/{entry.name}"), "unreadable-file", message, "move it away, or rename it")
        if entry.name in FOLDERS and entry.is_symlink() and _leads_away(entry, folder):
            yield _unread(f"{shown}/{entry.name}", "folder", None, folder, "put a copy in its place: it is a link")
        if entry.is_dir():
            near = nearest(entry.name, FOLDERS)
            if entry.name == EDITIONS:
                yield _unread(f"{shown}/{entry.name}", "folder", None, folder, _OUT_OF_IT)
            if entry.name not in FOLDERS and near is not None:
                yield _unread(f"{shown}/{entry.name}", "folder", near, folder)
        elif entry.suffix.lower() in _LOOKS_READ and entry.name not in FILES:
            yield _unread(f"{shown}/{entry.name}", "file", nearest(entry.name, FILES), folder)
    yield from _unread_stories(folder, shown)
    samples = folder / "samples"
    for entry in _entries(samples) if not samples.is_symlink() else ():
        if entry.is_dir() or (entry.suffix != entry.suffix.lower() and entry.suffix.lower() in (".json", ".xml")):
            kind, meant = ("folder", None) if entry.is_dir() else ("file", f"{entry.stem}{entry.suffix.lower()}")
            yield _unread(f"{shown}/samples/{entry.name}", kind, meant, entry.parent)


def _unread_stories(folder: Path, shown: str) -> Iterator[Problem]:
    stories = folder / "scenarios"
    for entry in _entries(stories) if not stories.is_symlink() else ():
        if entry.is_dir() or (entry.suffix != ".yaml" and entry.suffix.lower() in _LOOKS_READ):
            meant = f"{entry.stem}.yaml"
            kind = "folder" if entry.is_dir() else "file"
            yield _unread(f"{shown}/scenarios/{entry.name}", kind, None if entry.is_dir() else meant, entry.parent)


def _leads_away(entry: Path, folder: Path) -> bool:
    return not entry.resolve().is_relative_to(folder.resolve())


def _linked(folder: Path) -> Iterator[str]:
    """Files that are read by way of a link beside them."""
    return (file.readlink().name for file in (folder / name for name in FILES) if file.is_symlink())


def near_channel(folder: Path) -> str | None:
    """The file that probably was to be the missing channel.yaml."""
    if (folder / "channel.yaml").exists():
        return None
    names = [entry.name for entry in _entries(folder) if entry.suffix in _LOOKS_READ and entry.name not in FILES]
    return nearest("channel.yaml", names)


def _entries(folder: Path) -> list[Path]:
    """What stands in the folder, by name; nothing where it is none, or cannot be listed."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))[:_MOST]
    except OSError:
        return []


def _unread(path: str, kind: str, near: str | None, beside: Path, instead: str = "remove it") -> Problem:
    message = f"nothing reads the {kind} {quoted(Path(path).name)}"
    hint = f"did you mean `{near}`?" if near is not None and not (beside / near).exists() else instead
    return Problem(Place(path), "unknown-file", message, hint, severity="warning")
