"""Words an author wrote in, the same words fit to stand in a message out: quoted, shortened, listed, or guessed at."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 60
_NEAR = 0.65


def quoted(word: object) -> str:
    """The word in double quotes on one line, cut where it is long, without characters that move a terminal's cursor."""
    text = "".join(sign if sign.isprintable() else "�" for sign in str(word)[: _LONGEST + 1])
    return f'"{text[:_LONGEST]}…"' if len(text) > _LONGEST else f'"{text}"'


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None when none comes near."""
    import difflib  # only needed once something is wrong

    found = difflib.get_close_matches(str(word)[:_LONGEST].lower(), {name.lower() for name in known}, 1, _NEAR)
    return next((name for name in known if name.lower() == found[0]), None) if found else None


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint: the near miss, or the words there are, or nothing when there are too many of them."""
    names = tuple(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    return f"one of: {', '.join(names)}" if names and len(", ".join(names)) <= 160 else ""


def listed(words: Iterable[object]) -> str:
    """`a`, `b` and `c`."""
    names = [str(word) for word in words]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
