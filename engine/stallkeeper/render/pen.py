"""Hostile text goes in, text that is safe in its medium comes out: Markdown, or plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol
from unicodedata import category


class Safe(str):
    """Text that has been written for its medium and must not be escaped again."""

    __slots__ = ()


class Pen(Protocol):
    """How values of a spec are written: as prose, and as a word of a language that is not English."""

    def text(self, value: object) -> Safe: ...

    def code(self, value: object) -> Safe: ...


def printable(value: object) -> str:
    """One line without control or direction characters: what somebody else wrote must not steer the reader's screen."""
    line = " ".join(str(value).split())
    return line if line.isprintable() else "".join(_shown(character) for character in line)


def shortened(text: str, most: int = 40) -> str:
    """`text`, or its beginning where it is longer than `most` characters: one odd value must not flood a listing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shown(character: str) -> str:
    return "\ufffd" if category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else character


def joined(parts: Iterable[str], joint: str = ", ") -> Safe:
    """Safe parts as one safe text."""
    return Safe(joint.join(parts))


def listed(parts: Iterable[str], joint: str = "and") -> Safe:
    """Safe parts in a sentence: a · a and b · a, b and c."""
    *head, last = list(parts) or [""]
    return Safe(f"{', '.join(head)} {joint} {last}" if head else last)


class PlainPen:
    """Plain text: nothing is marked up, control characters are shown as such."""

    def text(self, value: object) -> Safe:
        return Safe(printable(value))

    def code(self, value: object) -> Safe:
        return Safe(printable(value))


_INLINE = re.compile(r"([\\`*\[\]~$|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_LEADING = re.compile(r"^(?:([-+=#])|(\d+)([.)])(?=\s|$))")


class MarkdownPen:
    """GitHub's Markdown, wherever on a line or in a table the text may stand. HTML in it stays text."""

    def text(self, value: object) -> Safe:
        line = _INLINE.sub(r"\\\1", printable(value))
        line = _LEADING.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\{start[3]}", line)
        return Safe(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

    def code(self, value: object) -> Safe:
        """A code span; a word with a backtick or a pipe in it is written as HTML, which no fence can break."""
        line = printable(value)
        if not line or set(line) & set("`|"):
            return Safe(f"<code>{''.join(_entity(character) for character in line)}</code>")
        return Safe(f"`{line}`")


def _entity(character: str) -> str:
    return character if character.isalnum() or character == " " else f"&#{ord(character)};"
