"""Rows of the history and the seal before them in, the seal that closes them out: what the chain is made of.

What one transaction adds to the history is closed by one seal: a digest over the seal before it, what the seal itself
says, and every row. Details of a row are covered by a digest with a salt of its own, never as they are: erased
together with their salt they cannot be guessed from it, and the chain still holds. A row's mark only tells where to
look; the digest is the proof.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zlib import crc32

from stallkeeper.text.json_codec import encode, encode_rows

BEGINNING = bytes(32)
"""What stands before the first seal."""

SEALED_COLUMNS = (
    "number",
    "order_number",
    "at",
    "kind",
    "who",
    "from_status",
    "to_status",
    "native_status",
    "submission",
    "covered",
)
"""What a seal covers of a row, in this order."""

BEGINS = "first_seen"
"""The kind of the line with which an order begins."""

IDENTITY = ("scope", "channel", "id")
"""What a seal covers besides of that line: a line names its order by a number alone."""

SEAL_COLUMNS = ("number", "first", "last", "at", "via", "cause", "note_json", "marks", "digest")

_SALT = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """One link. It closes the rows `first` to `last`; where nothing but a note was added, `last` is before `first`."""

    number: int
    first: int
    last: int
    at: int
    via: str
    cause: str | None
    note: str | None
    marks: bytes
    digest: bytes


def seal_cells(seal: Seal) -> tuple[object, ...]:
    """The cells of SEAL_COLUMNS."""
    return tuple(getattr(seal, "note" if name == "note_json" else name) for name in SEAL_COLUMNS)


def seal_of(
    before: Seal | None, rows: bytes, first: int, last: int, at: int, via: str, cause: str | None, note: str | None
) -> Seal:
    """The seal that closes `rows`: what `canonical` makes of rows `first` to `last`."""
    number = 1 if before is None else before.number + 1
    head = encode((number, first, last, at, via, cause, note))
    digest = blake2b(BEGINNING if before is None else before.digest, digest_size=32)
    digest.update(head + b"\n")
    digest.update(rows)
    return Seal(number, first, last, at, via, cause, note, _marks(rows), digest.digest())


def canonical(rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes that a seal covers: a line of JSON for each row of SEALED_COLUMNS, with IDENTITY where it begins."""
    return encode_rows(rows)


def _marks(rows: bytes) -> bytes:
    """Four bytes for each row, the same on every machine."""
    marks = array("I", map(crc32, rows.splitlines()))
    if sys.byteorder == "big":
        marks.byteswap()
    return marks.tobytes()


def first_difference(marks: bytes, others: bytes) -> int | None:
    """The position of the first row whose marks differ; None where none does."""
    starts = range(0, min(len(marks), len(others)), 4)
    return next((at // 4 for at in starts if marks[at : at + 4] != others[at : at + 4]), None)


def salts(count: int) -> list[bytes]:
    """As many fresh salts."""
    several = os.urandom(_SALT * count)
    return [several[start : start + _SALT] for start in range(0, len(several), _SALT)]


def covered(details: str | None, salt: bytes | None) -> str | None:
    """The salted digest of a row's details; None where it has none."""
    if details is None or salt is None:
        return None
    return blake2b(details.encode(), key=salt, digest_size=20).hexdigest()


def cover(details: Sequence[str | None]) -> tuple[list[bytes | None], list[str | None]]:
    """Salts and digests for a column of details; a row without details has neither."""
    fresh = iter(salts(len(details) - details.count(None)))
    found = [None if text is None else next(fresh) for text in details]
    return found, [covered(text, salt) for text, salt in zip(details, found, strict=True)]
