"""One part of a description in, what stands there out, whatever it is: lists, mappings, texts, flags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stallkeeper.authoring.findings import Findings
from stallkeeper.text.source import Path
from stallkeeper.text.wording import quoted

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_WORD = 100


@dataclass(frozen=True)
class Entry:
    """A value of the document, the way to it, and where to tell what is wrong with it."""

    value: Any
    path: Path
    findings: Findings

    def at(self, key: str | int) -> Entry:
        inside = isinstance(self.value, dict) and key in self.value
        return Entry(self.value[key] if inside else None, (*self.path, key), self.findings)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def members(self) -> Iterator[tuple[str, Entry]]:
        """Each member of a mapping; an empty list counts as an empty mapping, as some programs write it."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self.at(key)
        elif self.value not in (None, "", []):
            self.findings.unknown(self.path, "a mapping is expected here", "nothing was taken from it")

    def items(self) -> Iterator[Entry]:
        """Each item of a list; a single text is a list of one, a mapping the list of its values."""
        if isinstance(self.value, list):
            for index, each in enumerate(self.value):
                yield Entry(each, (*self.path, index), self.findings)
        elif isinstance(self.value, dict):
            yield from (each for _, each in self.members())
        elif self.value not in (None, ""):
            yield self

    def words(self) -> Iterator[tuple[str, Path]]:
        """Each text of a list that can be one of our words; others are told."""
        for item in self.items():
            if item.is_word():
                yield item.value, item.path
            else:
                self.findings.unknown(item.path, f"{quoted(item.value)} is no word", "it was left out")

    def is_word(self) -> bool:
        text = self.value
        return isinstance(text, str) and 0 < len(text) <= LONGEST_WORD and text.isprintable() and bool(text.strip())

    def flag(self, otherwise: bool) -> bool:
        """A yes or no; what is missing is `otherwise`, what is neither is told."""
        said = {"true": True, "false": False, "1": True, "0": False, None: otherwise, "": otherwise}
        if not isinstance(self.value, str | None) or self.value not in said:
            self.findings.unknown(self.path, "a yes or no is expected here", "it was taken as missing")
            return otherwise
        return said[self.value]

    def label(self) -> str | None:
        """What a code means: a text of its own, or the `label` of a mapping."""
        found = self.at("label").value if isinstance(self.value, dict) else self.value
        text = found.strip() if isinstance(found, str) else ""
        return text[:300] if text else None
