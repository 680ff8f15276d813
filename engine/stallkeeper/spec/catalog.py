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

    A path to a channel's own folder is taken wherever a name is. A channel is loaded once per catalog.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = tuple(folders) if folders is not None else bundled()
        self._loaded: dict[Path, LoadedChannel] = {}

    def names(self) -> tuple[str, ...]:
        """Every channel by name, sorted."""
        files = (file for folder in self._folders for file in folder.glob("*/channel.yaml"))
        return tuple(sorted({file.parent.name for file in files}))

    def folder(self, name: str) -> Path:
        """The folder of the channel called `name`, or `name` itself where it is such a folder; raises UsageError."""
        for folder in self._folders:
            if name in self.names() and (folder / name / "channel.yaml").is_file():
                return folder / name
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
