"""A channel's id in, the files of a new channel out: a placeholder that validates, simulates and can be played."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from string import Template

from stallkeeper.errors import UsageError

_STARTER = Path(__file__).resolve().parent / "starter"
_FOR_EDITORS = "# yaml-language-server:"
_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def scaffold(
    channel: str, title: str, today: date, *, typed: str | None = None, with_schemas: bool = True
) -> Mapping[str, str]:
    """The files of a new channel, path within its folder -> text. Raises UsageError for an id that cannot be one.

    `channel` may be `channel/edition`: then they are an edition's.
    `typed` is what a person types where a command takes the channel; by default its id. `with_schemas` tells editors
    that the schemas lie in ../../schemas, as seen from the channel's folder.
    """
    name, slash, edition = channel.partition("/")
    if not _ID.fullmatch(name) or (slash and not _ID.fullmatch(edition)):
        raise UsageError(f'"{channel}" cannot be an id; write up to 40 of a-z, 0-9, _ and -, beginning with a letter')
    if not title.strip() or not title.isprintable() or any(mark in title for mark in "\"'#:{}[]&*!|>%@`,"):
        raise UsageError(f'"{title}" cannot be a title here; use letters, digits, spaces and / . -')
    typed = typed if typed is not None and typed.isprintable() else channel
    words = {"channel": name, "title": title.strip(), "today": today.isoformat(), "typed": typed}
    paths = [path for path in sorted(_STARTER.rglob("*")) if path.is_file()]
    files = {path.relative_to(_STARTER).as_posix(): _fill(path, words, with_schemas) for path in paths}
    return _of_edition(files, name, edition) if edition else files


def folder_of(channel: str) -> Path:
    """Where a channel, or a `channel/edition`, lies among the channels."""
    name, _, edition = channel.partition("/")
    return Path(name, "editions", edition) if edition else Path(name)


def _of_edition(files: Mapping[str, str], channel: str, edition: str) -> Mapping[str, str]:
    """The same two folders further down, and with the edition's name."""
    deeper = {name: text.replace("=../../", "=../../../../", 1) for name, text in files.items()}
    own = deeper["channel.yaml"].replace(f"\nchannel: {channel}\n", f"\nchannel: {channel}\nedition: {edition}\n", 1)
    return {**deeper, "channel.yaml": own}


def write_scaffold(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the files into a new folder and return their paths; raises UsageError when the folder is there already."""
    if folder.exists():
        raise UsageError(f"{folder} exists already; nothing was written")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(folder / name for name in files)


def _fill(path: Path, words: Mapping[str, str], with_schemas: bool) -> str:
    text = path.read_text(encoding="utf-8")
    if not with_schemas and text.startswith(_FOR_EDITORS):
        text = text.partition("\n")[2]
    return Template(text).substitute(words) if path.suffix == ".yaml" else text
