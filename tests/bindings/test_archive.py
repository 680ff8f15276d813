"""Zips that were made to do harm: lists without end, entries without a name, bytes that somebody has turned."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile

import pytest

from stallkeeper.bindings.archive import unpacked
from stallkeeper.errors import ChannelError

PDF = b"%PDF-1.4 " * 40


def listing(count: int, name: bytes = b"") -> bytes:
    """A zip that is all list: so many entries, whose files are not there."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, *[0] * 7, len(name), *[0] * 6) + name
    listed = entry * count
    size, start = len(listed), 4
    ends = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", *[0xFFFF] * 4, *[0xFFFFFFFF] * 2, 0)
    return b"PK\x03\x04" + listed + ends + where + last


def test_a_list_of_many_thousand_files_is_refused_before_it_is_read() -> None:
    packed = listing(100_000, b"a")
    tracemalloc.start()
    try:
        with pytest.raises(ChannelError, match="a zip of 100000 files; at most 50 are taken"):
            unpacked(packed, "shop.example", "application/pdf")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_an_entry_without_a_name_is_an_error_like_any_other() -> None:
    with pytest.raises(ChannelError, match="a zip that cannot be opened"):
        unpacked(listing(1), "shop.example", "application/pdf")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whatever_bytes_of_it_are_turned_it_is_opened_or_an_error_of_the_marketplaces(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("bill.pdf", PDF)
        archive.writestr("é/../../label.pdf", PDF)
    chance = random.Random(method)
    for _ in range(1500):
        content = bytearray(packed.getvalue())
        for _ in range(chance.choice((1, 1, 2, 5))):
            content[chance.randrange(4, len(content))] = chance.choice((0, 255, chance.randrange(256)))
        try:
            files = unpacked(bytes(content), "shop.example", "application/pdf")
        except ChannelError:
            continue
        assert all(isinstance(file, bytes) for _, file in files)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.pdf", "/etc/x.pdf", "C:\\x.pdf", "NUL.pdf", "a\u202efdp.exe.pdf"])
def test_a_name_in_it_tells_what_a_file_is_and_leads_nowhere(name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, PDF)
    assert unpacked(packed.getvalue(), "shop.example", "image/png") == (("application/pdf", PDF),)
