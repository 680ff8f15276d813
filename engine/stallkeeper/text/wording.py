"""Words an author wrote in, the same words fit to stand in a message out: quoted, shortened, listed, or guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, islice

_LONGEST = 60
_NEAR = 0.65
_SHORTEST_PART = 3
_MOST_CANDIDATES = 1000
_LONGEST_LIST = 160


def quoted(word: object) -> str:
    """The word in double quotes on one line, cut where it is long, without characters that move a terminal's cursor."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(word)[: _LONGEST + 1])
    return f'"{text[:_LONGEST]}…"' if len(text) > _LONGEST else f'"{text}"'


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None when none comes near."""
    import difflib  # only needed once something is wrong

    names = {name.lower(): name for name in islice(known, _MOST_CANDIDATES)}
    written = str(word)[:_LONGEST].lower()
    found = difflib.get_close_matches(written, names, 1, _NEAR) or _holding(written, names)
    return names[found[0]] if found else None


def _holding(word: str, names: Iterable[str]) -> list[str]:
    """The shortest name of which `word` is the beginning, or the beginning of one of its parts: zip of zip_code."""
    if len(word) < _SHORTEST_PART:
        return []
    begins = re.compile(rf"(?:^|[^a-z0-9]){re.escape(word)}")
    return sorted((name for name in names if begins.search(name)), key=lambda name: (len(name), name))[:1]


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint: the near miss, or the words there are, or nothing when there are too many of them."""
    names = tuple(islice(known, _MOST_CANDIDATES))
    near = nearest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    few = ", ".join(names)
    return f"one of: {few}" if names and len(few) <= _LONGEST_LIST else ""


def listed(words: Iterable[object]) -> str:
    """`a`, `b` and `c`; of a long list its beginning, and how many more there are."""
    names = [str(word) for word in words]
    shown = _beginning(names)
    if len(shown) < len(names):
        return f"{', '.join(shown)} and {len(names) - len(shown)} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _beginning(names: list[str]) -> list[str]:
    """As many of the names as a sentence can hold, at least one."""
    lengths = accumulate(len(name) + 2 for name in names)
    return names[: max(1, sum(length <= _LONGEST_LIST for length in lengths))]
