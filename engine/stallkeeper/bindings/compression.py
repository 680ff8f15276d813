"""Bytes as they came over the wire in, what they unpack to out, a bounded piece at a time.

A small answer that unpacks to a mountain is cut off before there is one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

ACCEPTED = "gzip, deflate"
"""What a marketplace may send, as a header: said by us, so that no further package of this machine adds to it."""

_PIECE = 1024 * 1024
_GZIP, _WITH_HEAD, _BARE = 31, 15, -15
_HEAD_OF_ZLIB = 0x78
_PLAIN = ("", "identity")


class BrokenCompression(Exception):
    """The bytes are not what they are said to be, or end too early; or they are packed as nobody asked for."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The plain bytes, in pieces of at most 1 MB whatever a chunk unpacks to.

    `encoding` is the header's. One packed twice is refused: a thousand bytes of it may be gigabytes inside.
    """
    word = encoding.strip().lower()
    if word in _PLAIN:
        return iter(chunks)
    if word not in ("gzip", "x-gzip", "deflate"):
        raise BrokenCompression
    return _pieces(chunks, word)


def _pieces(chunks: Iterable[bytes], word: str) -> Iterator[bytes]:
    """Of gzip several members may follow each other, and zeros the last; what else does would be lost in silence."""
    machine = None
    try:
        for chunk in chunks:
            left = chunk
            while left:
                if machine is None or machine.eof:
                    if machine is not None and not left.strip(b"\0"):
                        break
                    if machine is not None and word == "deflate":
                        raise BrokenCompression
                    machine = zlib.decompressobj(_window(word, left))
                yield machine.decompress(left, _PIECE)
                left = machine.unused_data if machine.eof else machine.unconsumed_tail
        if machine is not None:
            yield machine.flush()
    except zlib.error:
        raise BrokenCompression from None
    if machine is not None and not machine.eof:
        raise BrokenCompression


def _window(word: str, first: bytes) -> int:
    """Of `deflate` some servers send the bare stream, though its standard asks for a head."""
    if word != "deflate":
        return _GZIP
    return _WITH_HEAD if first[0] & 0x0F == _HEAD_OF_ZLIB & 0x0F else _BARE
