"""A mistake in a spec as a value: where it is, its word, what is wrong, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a path as it was given, line and column counted from 1, and how many characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. Sorts by place. `message` is one sentence without a full stop; `hint` says what to write.

    `excerpt` holds (line number, text) pairs around the place; `marked` is where the caret goes (by default the place
    itself), so that a problem may be reported at a parent and point at the key that is wrong.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    marked: Place | None = None
    excerpt: tuple[tuple[int, str], ...] = field(default=(), compare=False)
    severity: str = "error"
    """"error" fails a validation; "warning" and "information" are shown and do not."""
    witness: str = ""
    """A case that shows it: an order's fields, a path of statuses, a native word, a day."""


def warning(place: Place, code: str, message: str, hint: str = "", *, witness: str = "") -> Problem:
    """A mistake that fails no validation."""
    return Problem(place, code, message, hint, severity="warning", witness=witness)
