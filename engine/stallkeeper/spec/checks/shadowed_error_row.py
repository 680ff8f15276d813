"""A row of the table of errors never gets its turn, because one before it always fits.

The first row that fits says what an error means. A row that asks for less than one after it hides that one; mostly
the narrow row belongs first.

Bad:

    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {status: [400, 409], means: validation}
      - {status: [409], message: already shipped, means: already_done}

Good:

    starts_at: waiting_shipment
    # binding.yaml
    errors:
      - {status: [409], message: already shipped, means: already_done}
      - {status: [400, 409], means: validation}
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from stallkeeper.problems import Problem, warning
from stallkeeper.spec.bound import Bound

if TYPE_CHECKING:
    from stallkeeper.spec.request_spec import ErrorRule

CODE = "shadowed-error-row"


def check_bound(bound: Bound) -> Iterator[Problem]:
    rows = bound.binding.errors
    for at, row in enumerate(rows):
        earlier = next((other for other in rows[:at] if _fits_too(other, row)), None)
        if earlier is not None:
            message = f"this row never decides: the one on line {earlier.place.line} fits whatever it fits"
            shown = ", ".join(map(str, (*sorted(row.statuses), *sorted(row.codes), *row.messages))) or "any error"
            yield warning(row.place, CODE, message, "put the narrower row first", witness=f"{shown} is {earlier.means}")


def _fits_too(earlier: ErrorRule, later: ErrorRule) -> bool:
    """Whether the earlier row fits whatever the later one fits."""
    if not _within(later.statuses, earlier.statuses) or not _within(later.codes, earlier.codes):
        return False
    if getattr(earlier, "patterns", ()) or getattr(earlier, "pattern", None):
        return False
    parts = [part.casefold() for part in earlier.messages]
    said = [text.casefold() for text in later.messages]
    return not parts or (bool(said) and all(any(part in text for part in parts) for text in said))


def _within(later: Set[object], earlier: Set[object]) -> bool:
    return not earlier or (bool(later) and later <= earlier)
