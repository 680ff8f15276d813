"""Names of channels in, their folders and specs out: all the channels that the engine can see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from stallkeeper.errors import UsageError
from stallkeeper.spec.editions import EDITIONS, edition_folders, last_in_force, name_of
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.text.wording import did_you_mean, quoted


def bundled() -> tuple[Path, ...]:
    """The folder of channels that travels with the package."""
    return (shipped_folder("channels"),)


def is_bundled(folder: Path) -> bool:
    """Whether a channel's folder is one that travels with the package."""
    return any(folder.is_relative_to(each) for each in bundled())


class Catalog:
    """The channels in one or several folders of channel folders; by default those that travel with the package.

    Each of `folders` may also be one channel's own folder, known by its name; of two with a name the first is meant.
    An edition of a channel is called `channel/edition`; the channel's bare name means the one that was in force last.
    A path to a channel's own folder is taken wherever a name is; `paths` are such paths that lie elsewhere than they
    say. A channel is loaded once per catalog.
    """

    def __init__(self, folders: Sequence[Path] | None = None, paths: Mapping[str, Path] | None = None) -> None:
        self._folders = tuple(folders) if folders is not None else bundled()
        self._paths = dict(paths or {})
        self._loaded: dict[Path, LoadedChannel] = {}
        self._listed: dict[Path, Mapping[str, Path]] = {}

    def names(self) -> tuple[str, ...]:
        """Every channel by name, sorted; of a channel with editions each of them."""
        return tuple(sorted({name for folder in self._folders for name in channels_in(folder)}))

    def folder(self, name: str) -> Path:
        """The folder of the channel called `name`, or `name` itself where it is such a folder; raises UsageError."""
        stale = bool(self._listed)
        found = self._listed_as(name)
        if found is None and stale:
            self._listed.clear()  # it may have come since
            found = self._listed_as(name)
        if found is not None:
            return found
        path = self._paths.get(name) or Path(name)
        if name and path.is_dir():
            return path if is_channel(path) else last_in_force(edition_folders(path) or (path,))
        hint = did_you_mean(name, self.names())
        raise UsageError(f"there is no channel {quoted(name)}, and no such folder{f'; {hint}' if hint else ''}")

    def _listed_as(self, name: str) -> Path | None:
        """The folder of that name; every folder of channels is listed once, for among hundreds that is what costs."""
        for folder in self._folders:
            if folder not in self._listed:
                self._listed[folder] = channels_in(folder)
            found = self._listed[folder]
            if name in found:
                return found[name]
            editions = [inside for each, inside in found.items() if each.startswith(f"{name}/")]
            if editions:
                return last_in_force(editions)
        return None

    def load(self, name: str) -> LoadedChannel:
        """The channel with everything in its folder; its problems are in it, only an unknown name raises UsageError."""
        folder = self.folder(name)
        if folder not in self._loaded:
            self._loaded[folder] = load_channel(folder)
        return self._loaded[folder]


def channels_in(folder: Path) -> Mapping[str, Path]:
    """The channels of one folder by name: itself, its editions, or those that lie in it."""
    if is_channel(folder):
        return {name_of(folder): folder}
    found = [file.parent for file in sorted(folder.glob("*/channel.yaml"))]
    channels = (folder, *(each.parent for each in sorted(folder.glob(f"*/{EDITIONS}"))))
    found += [edition for channel in channels if not is_channel(channel) for edition in edition_folders(channel)]
    return {name_of(each): each for each in found}


def is_channel(folder: Path) -> bool:
    """Whether `folder` is a channel's, or an edition's, own one."""
    return (folder / "channel.yaml").is_file()
