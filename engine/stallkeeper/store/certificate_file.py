"""What an erasure did in, a file for its owner only out, beside the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from stallkeeper.errors import StoreError
from stallkeeper.store.key_file import IN_MEMORY
from stallkeeper.text.json_codec import indented


def keep_certificate(store: str, at: datetime, told: Mapping[str, Any]) -> Path | None:
    """Write it to `<store>.erasures/`; None for a store in memory. It names no buyer."""
    if store == IN_MEMORY:
        return None
    folder = Path(f"{store}.erasures")
    path = folder / f"{at:%Y%m%dT%H%M%S%f}Z-{str(told['digest'])[:12]}.json"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(indented(told))
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}. What was to be erased is gone, and stands in the history."
        ) from error
    return path
