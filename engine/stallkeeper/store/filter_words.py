"""What a filter asks for in; a refusal of what nothing could ever meet out: no empty answer to a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stallkeeper.errors import UsageError


def check_word(what: str, word: str | None, known: Iterable[str]) -> None:
    """Raise UsageError for a word that is not among those that there are; None asks for any."""
    words = tuple(known)
    if word is not None and word not in words:
        raise UsageError(f'no {what} is called "{word}"; there are {", ".join(words)}')


def check_interval(since: datetime | None, until: datetime | None) -> None:
    """Raise UsageError for an instant without a time zone, and for an interval that ends before it begins."""
    for name, instant in (("since", since), ("until", until)):
        if instant is not None and instant.tzinfo is None:
            raise UsageError(f"`{name}` of a filter needs a time zone")
    if since is not None and until is not None and since > until:
        raise UsageError(
            f"`since` of a filter ({since.isoformat()}) is later than its `until` ({until.isoformat()}): "
            "nothing lies between them; give the earlier one as `since`"
        )


def check_limit(limit: int | None, things: str) -> None:
    """Raise UsageError for less than nothing."""
    if limit is not None and limit < 0:
        raise UsageError(f"`limit` of a filter is a number of {things}, and not below 0")
