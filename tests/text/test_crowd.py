"""Bytes that would become more values than there is room for are refused before they are read."""

from __future__ import annotations

import pytest

from stallkeeper.text.crowd import refuse_crowd
from stallkeeper.text.malformed import Malformed

CROWDS = [
    b"[" + b"[]," * 300 + b"[]]",
    b"<a>" + b"<a/>" * 300 + b"</a>",
    b"<a " + b" ".join(b'b%d=""' % number for number in range(300)) + b"/>",
]


@pytest.mark.parametrize("data", CROWDS, ids=["lists", "elements", "attributes"])
def test_a_crowd_is_refused_and_what_is_none_passes(data: bytes) -> None:
    with pytest.raises(Malformed, match="more than 200 values"):
        refuse_crowd(data, most=200)
    refuse_crowd(data, most=1000)
