"""A source page's text comes in, its sentences go out: the rule by which `docs/sources.md` counts them."""

from __future__ import annotations

import hashlib
import re

_BULLET = re.compile(r"^(?:[•❌\-]|\d+\.)\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“A-Z❌])")


def sentences(page: str) -> list[str]:
    """Every piece of `page` that holds a letter: cut at line ends, and after a full stop, `!` or `?` inside a line."""
    return [piece.strip() for line in page.splitlines() for piece in _SENTENCE_END.split(_bare(line)) if _speaks(piece)]


def digest(sentence: str) -> str:
    """The first eight hex digits of the SHA-256 of a sentence: enough to tell which one, without its text."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:8]


def _bare(line: str) -> str:
    bare = re.sub(r"\s+", " ", line).strip()
    while _BULLET.match(bare):
        bare = _BULLET.sub("", bare, count=1).strip()
    return bare


def _speaks(piece: str) -> bool:
    return re.search(r"[A-Za-z]", piece) is not None
