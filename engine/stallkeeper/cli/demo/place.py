"""Where a demo keeps what it leaves behind: a store, and the accounts file that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from stallkeeper.errors import UsageError


@dataclass(frozen=True, slots=True)
class Place:
    """Two files side by side that were not there before."""

    store: Path
    accounts: Path


def choose_place(keep: Path | None) -> Place:
    """A new folder, or beside `keep`, the store's file; raises UsageError rather than write over something."""
    if keep is None:
        folder = Path(mkdtemp(prefix="stallkeeper-demo-"))
        return Place(folder / "orders.db", folder / "stallkeeper.yaml")
    place = Place(keep, keep.with_suffix(".yaml"))
    for path in (place.store, place.accounts):
        if path.exists():
            raise UsageError(f"{path} exists already; name another file with --keep")
    if not keep.parent.is_dir():
        raise UsageError(f"there is no folder {keep.parent} to keep the store in")
    return place
