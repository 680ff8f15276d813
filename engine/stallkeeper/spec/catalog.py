"""Names of channels in, their folders and specs out: all the channels that the engine can see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stallkeeper.errors import UsageError
from stallkeeper.spec.load import load_channel
from stallkeeper.spec.loaded import LoadedChannel
from stallkeeper.text.shipped import shipped_folder
from stallkeeper.text.wording import did_you_mean, quoted


def bundled() -> tuple[Path, ...]:
    """The folder of channels that travels with the package."""
    return (shipped_folder("channels"),)


class Catalog:
    """The channels in one or several folders of channel folders; by default those that travel with the package.

    Each of `folders` may also be one channel's own folder, known by its name; of two with a name the first is meant.
    A path to a channel's own folder is taken wherever a name is. A channel is loaded once per catalog.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = tuple(folders) if folders is not None else bundled()
        self._loaded: dict[Path, LoadedChannel] = {}

    def names(self) -> tuple[str, ...]:
        """Every channel by name, sorted."""
        return tuple(sorted({name for folder in self._folders for name in _names_in(folder)}))

    def folder(self, name: str) -> Path:
        """The folder of the channel called `name`, or `name` itself where it is such a folder; raises UsageError."""
        for folder in self._folders:
            if name in _names_in(folder):
                return folder if _is_channel(folder) else folder / name
        path = Path(name)
        if name and path.is_dir():
            return path
        hint = did_you_mean(name, self.names())
        raise UsageError(f"there is no channel {quoted(name)}, and no such folder{f'; {hint}' if hint else ''}")

    def load(self, name: str) -> LoadedChannel:
        """The channel with everything in its folder; its problems are in it, only an unknown name raises UsageError."""
        folder = self.folder(name)
        if folder not in self._loaded:
            self._loaded[folder] = load_channel(folder)
        return self._loaded[folder]


def _names_in(folder: Path) -> tuple[str, ...]:
    """The channels of one folder: itself, or those that lie in it."""
    if _is_channel(folder):
        return (folder.resolve().name,)
    return tuple(file.parent.name for file in folder.glob("*/channel.yaml"))


def _is_channel(folder: Path) -> bool:
    return (folder / "channel.yaml").is_file()
