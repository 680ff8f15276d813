"""Many texts at once: found wherever any of them stands whole, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stallkeeper.store.needles import Needles

SHORT = st.binary(max_size=12).map(lambda some: bytes(each % 3 + 97 for each in some))
"""Of three letters only, so that they begin alike and overlap."""


@given(st.lists(SHORT, max_size=6), SHORT)
def test_it_says_the_same_as_looking_for_each(texts: list[bytes], held: bytes) -> None:
    assert Needles(texts).stand_in(held) == any(text in held for text in texts if text)


def test_one_that_begins_like_another_is_found_behind_it() -> None:
    needles = Needles([b"https://track.example/1", b"https://track.example/22"])
    assert not needles.stand_in(b"see https://track.example/2")
    assert needles.stand_in(b"see https://track.example/ and https://track.example/22")
    assert not Needles([]).stand_in(b"anything")
