"""The bundled channels by the names that the catalog gives them, for tests that go through them or open one by name."""

from __future__ import annotations

from pathlib import Path

from stallkeeper.spec.catalog import Catalog, bundled, channels_in

BUNDLED = dict(sorted(channels_in(bundled()[0]).items()))
"""Name -> folder: `manomano`, `cdiscount/soap`."""


def folder_of(name: str) -> Path:
    """A bundled channel's folder."""
    return Catalog().folder(name)
