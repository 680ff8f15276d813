"""What the validation of typed data found wrong, by path; places are added where the source is at hand."""

from __future__ import annotations

from dataclasses import dataclass

from stallkeeper.text.source import Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `drop` is the part of the data that cannot be used because of it (None: nothing is dropped)."""

    path: Path
    code: str
    message: str
    hint: str = ""
    marked: Path | None = None
    drop: Path | None = None
    at_value: bool = False
    """True when the caret belongs under the value and not under its key."""
    hidden: bool = False
    """True when no report may show the line."""
