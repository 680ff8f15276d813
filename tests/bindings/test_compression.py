"""Answers that come packed: whole, broken, packed in another way, or far larger inside than they look."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from itertools import islice

import pytest

from stallkeeper.bindings.compression import BrokenCompression, unpacked

TEXT = b'{"orders": []}' * 1000


def bare(content: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(content) + machine.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " X-GZip "),
        (zlib.compress(TEXT), "deflate"),
        (bare(TEXT), "deflate"),
        (b"", "gzip"),
    ],
    ids=["as it is", "identity", "gzip", "gzip by another name", "deflate", "bare deflate", "nothing"],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_was_packed_comes_out_however_it_is_cut(packed: bytes, encoding: str, size: int) -> None:
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpacked(chunks, encoding)) == (TEXT if packed else b"")


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_members_that_follow_each_other_are_all_opened_and_zeros_after_them_are_none(size: int) -> None:
    packed = gzip.compress(b"first, ") + gzip.compress(TEXT) + gzip.compress(b", last") + bytes(20)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpacked(chunks, "gzip")) == b"first, " + TEXT + b", last"


@pytest.mark.parametrize(
    ("packed", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")], ids=["gzip", "deflate"]
)
def test_what_follows_the_packed_and_is_none_is_not_lost_in_silence(
    packed: Callable[[bytes], bytes], encoding: str
) -> None:
    with pytest.raises(BrokenCompression):
        list(unpacked([packed(TEXT) + b"and more"], encoding))


@pytest.mark.parametrize("cut", [1, 12, -9, -1])
def test_one_that_ends_too_early_is_broken(cut: int) -> None:
    with pytest.raises(BrokenCompression):
        list(unpacked([gzip.compress(TEXT)[:cut]], "gzip"))


def test_one_that_is_none_is_broken() -> None:
    with pytest.raises(BrokenCompression):
        list(unpacked([b"<html>"], "gzip"))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip,deflate", "compress"])
def test_what_nobody_asked_for_is_refused_unopened(encoding: str) -> None:
    with pytest.raises(BrokenCompression):
        list(unpacked([gzip.compress(gzip.compress(TEXT))], encoding))


def test_a_bomb_is_opened_a_piece_at_a_time() -> None:
    bomb = gzip.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        pieces = [len(piece) for piece in islice(unpacked([bomb], "gzip"), 20)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert max(pieces) <= 1024 * 1024
    assert peak < 8_000_000
