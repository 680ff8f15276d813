"""Papers: the PDF of a delivery note."""

from __future__ import annotations

import re

from stallkeeper.played.paper import print_paper


def test_a_paper_is_a_pdf_whose_index_points_at_its_objects() -> None:
    data = print_paper("Delivery note (34010) - Zoë")
    assert data.startswith(b"%PDF-1.4\n") and data.endswith(b"%%EOF\n")
    assert rb"Delivery note \(34010\) - Zo" + "ë".encode("cp1252") in data
    offsets = [int(offset) for offset in re.findall(rb"(\d{10}) 00000 n", data)]
    assert [data[at:].split(b" obj")[0] for at in offsets] == [b"1 0", b"2 0", b"3 0", b"4 0", b"5 0"]
    start = int(data.rpartition(b"startxref\n")[2].split(b"\n")[0])
    assert data[start:].startswith(b"xref")


def test_what_the_paper_cannot_print_becomes_a_question_mark() -> None:
    assert b"(?)" in print_paper("\u4e2d")
