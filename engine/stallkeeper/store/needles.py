"""Many texts in; whether any of them stands in some bytes, in one pass however many they are, out."""

from __future__ import annotations

from collections.abc import Collection

_LONGEST_HEAD = 8
"""As many first bytes are looked up at each place: enough to tell nearly every text from all else."""


class Needles:
    """What the texts begin with, and how long each is that begins so."""

    def __init__(self, texts: Collection[bytes]) -> None:
        self._texts = frozenset(text for text in texts if text)
        self._head = min((len(text) for text in self._texts), default=1)
        self._head = min(self._head, _LONGEST_HEAD)
        self._lengths: dict[bytes, set[int]] = {}
        for text in self._texts:
            self._lengths.setdefault(text[: self._head], set()).add(len(text))

    def stand_in(self, held: bytes) -> bool:
        """Whether any of them does."""
        head, lengths = self._head, self._lengths
        if not lengths:
            return False
        for at in range(len(held) - head + 1):
            several = lengths.get(held[at : at + head])
            if several is not None and any(held[at : at + length] in self._texts for length in several):
                return True
        return False
