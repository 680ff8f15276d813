"""A word a person typed and the words there are; the word itself out, or a refusal that names the near misses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from stallkeeper.errors import UsageError


def one_of(kind: str, word: str, known: Iterable[str]) -> str:
    """`word`, if it is known; raises UsageError otherwise. `kind` says what it is: "status", "channel"."""
    words = tuple(known)
    if word not in words:
        raise refuse(kind, word, words)
    return word


def refuse(kind: str, word: str, known: Iterable[str], tell: str = "") -> UsageError:
    """The error for a word that is not known: names it, the near misses, or all there is when there is little."""
    from difflib import get_close_matches

    words = tuple(known)
    near = get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        tell = f"did you mean {' or '.join(near)}?"
    elif not tell and words:
        tell = f"there are {', '.join(words)}" if len(words) > 1 else f"there is only {words[0]}"
    return UsageError(f'no {kind} is called "{word}"' + (f"; {tell}" if tell else ""))


def instant(option: str, text: str | None) -> datetime | None:
    """A day (2026-11-22) or an instant (2026-11-22T10:00:00+01:00; UTC when it names no offset), aware and in UTC."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f'{option}: "{text}" is no date; write a day (2026-11-22) or an instant (2026-11-22T10:00:00+01:00)'
        ) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
