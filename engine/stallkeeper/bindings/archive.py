"""A zip in, the files in it out, within bounds; the names in it lead nowhere."""

from __future__ import annotations

import io
import lzma
import mimetypes
import struct
import zipfile
import zlib

from stallkeeper.errors import ChannelError

MOST_FILES = 50
MOST_BYTES = 64 * 1024 * 1024
"""Of all files together, unpacked: what an answer itself may have."""

MOST_ENTRIES = 20 * MOST_FILES
"""How many its list may have at most, those of archives within it counted: the list of a million is read before any of
its files, and takes a gigabyte.
"""

_ENTRY = b"PK\x01\x02"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, NotImplementedError,
    ValueError, OSError, LookupError, OverflowError, MemoryError,
)  # fmt: skip
_BEGINS = b"PK\x03\x04"


def unpacked(content: bytes, where: str, media_type: str) -> tuple[tuple[str, bytes], ...]:
    """The media type and the bytes of each file, in the archive's order; of what is no archive, itself.

    A name in it is read for its ending alone. Raises ChannelError for one that is broken, locked, or unpacks to more
    than the bounds allow.
    """
    if not content.startswith(_BEGINS):
        return ((media_type, content),)
    if (count := content.count(_ENTRY)) > MOST_ENTRIES:
        raise _too_many(where, count)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_files(archive, where, media_type))
    except _BROKEN:
        message = f"{where} sent a zip that cannot be opened: it is broken, locked, or of an unknown kind"
        raise ChannelError(message, "permanent") from None


def _too_many(where: str, count: int) -> ChannelError:
    return ChannelError(f"{where} sent a zip of {count} files; at most {MOST_FILES} are taken", "permanent")


def _files(archive: zipfile.ZipFile, where: str, media_type: str) -> list[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise _too_many(where, len(entries))
    found, left = [], MOST_BYTES
    for entry in entries:
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            limit = MOST_BYTES // (1024 * 1024)
            raise ChannelError(
                f"{where} sent a zip that unpacks to more than {limit} MB; nothing of it was used", "permanent"
            )
        found.append((mimetypes.guess_type(entry.filename)[0] or media_type, content))
    return found
