"""A file and the texts of erased buyers in; whether any of those buyers stands in it, out, in one pass through it.

What is compared are the pieces between separators: whatever a CSV, a JSON or a workbook's XML puts around a text is
one, so that many texts cost no more than one does.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import IO

from stallkeeper.text.written_forms import stored_forms

MOST_BYTES = 2_000_000_000
"""Unpacked; a larger file is not looked through."""

_MOST_FILES = 500
_CHUNK = 1 << 20
_LONGEST_PIECE = 1 << 16
_LONG_ENOUGH = 5
_PIECE = re.compile(rb"[^\"',;\t\r\n<>\\]+")
_OTHER_SIGNS = (b"\xff\xfe", b"\xfe\xff")
"""A file that begins so has two bytes for each sign."""
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


def may_hold(file: IO[bytes], erased: Mapping[str, Collection[str]], *, as_written: bool) -> bool:
    """Whether it holds a buyer of these orders, by id with the buyer's texts; True too where nobody can tell.

    `as_written`: nobody changed it, so that each order stands in it with its id, which tells alone: what an export says
    of a buyer may be too short to be looked for. Else, and where the id is as short as a count, a text has to.
    """
    wanted = {piece for order_id, texts in erased.items() for text in (order_id, *texts) for piece in _pieces_of(text)}
    try:
        found = {piece for piece in _pieces(file) if piece in wanted}
    except _BROKEN:
        return True
    return any(_stands(found, order_id, texts, as_written) for order_id, texts in erased.items())


def _stands(found: set[bytes], order_id: str, texts: Collection[str], as_written: bool) -> bool:
    is_named = _is_in(found, order_id)
    if not is_named and as_written:
        return False
    others = [text for text in texts if text != order_id]
    if is_named and as_written and (not others or len(order_id) >= _LONG_ENOUGH):
        return True
    count = sum(1 for text in others if _is_in(found, text))
    return count >= (1 if is_named else 2)


def _is_in(found: set[bytes], text: str) -> bool:
    return any(pieces and found.issuperset(pieces) for pieces in map(_cut, _forms(text)))


def _pieces_of(text: str) -> Iterator[bytes]:
    for form in _forms(text):
        yield from _cut(form)


def _forms(text: str) -> list[bytes]:
    """As it stands in a text file of ours or of an older program, and in a workbook's XML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    forms = [*stored_forms(text), escaped.encode(), escaped.replace('"', "&quot;").encode()]
    with suppress(UnicodeEncodeError):
        forms.append(text.encode("cp1252"))
    return list(dict.fromkeys(forms))


def _cut(content: bytes) -> set[bytes]:
    return {piece for each in _PIECE.findall(content) if (piece := each.strip())}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    begins = file.read(4)
    file.seek(0)
    if begins.startswith(_OTHER_SIGNS):
        raise ValueError("two bytes for each sign")
    if begins != b"PK\x03\x04":
        yield from _pieces_in(file, MOST_BYTES)
        return
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
        if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > MOST_BYTES:
            raise ValueError("too large to be looked through")
        for entry in entries:
            with packed.open(entry) as inner:
                yield from _pieces_in(inner, entry.file_size)


def _pieces_in(file: IO[bytes], most: int) -> Iterator[bytes]:
    """Read some at a time; the last piece of each part goes on in the next."""
    rest, read = b"", 0
    while part := file.read(_CHUNK):
        read += len(part)
        if read > most or len(rest) > _LONGEST_PIECE:
            raise ValueError("too large to be looked through")
        pieces = _PIECE.findall(rest + part)
        rest = pieces.pop() if pieces and (rest + part).endswith(pieces[-1]) else b""
        yield from (piece.strip() for piece in pieces)
    yield rest.strip()
