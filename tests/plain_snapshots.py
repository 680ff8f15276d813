"""A channel's folder in, a syrupy extension out that keeps each snapshot as one plain file under `snapshots/`.

syrupy deletes what it finds unused in its own folder, so that folder is `snapshots/` alone and never the channel's.
"""

from __future__ import annotations

from pathlib import Path

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex


def plain_snapshots(folder: Path) -> type[SingleFileSnapshotExtension]:
    """An extension whose snapshot named "page.md" is the file `folder/snapshots/page.md`."""

    class PlainSnapshots(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = ""

        @classmethod
        def dirname(cls, *, test_location: PyTestLocation) -> str:
            return str(folder / "snapshots")

        @classmethod
        def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
            return str(index)

        def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
            collection = SnapshotCollection(location=snapshot_location)
            collection.add(Snapshot(name=Path(snapshot_location).name))
            return collection

    return PlainSnapshots
