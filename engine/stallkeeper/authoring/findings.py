"""Parts of somebody else's document in, problems with a place and a JSON pointer out, all of them kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stallkeeper.problems import Problem
from stallkeeper.text.source import Path, Source

CONTRADICTORY = "contradictory-description"
UNKNOWN = "unknown-in-description"
_LONGEST = 300


def pointer(path: Path) -> str:
    """The way to a part, as RFC 6901 writes it."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path) or "/"


@dataclass
class Findings:
    """What was found in one document so far."""

    source: Source
    problems: list[Problem] = field(default_factory=list)

    def contradictory(self, path: Path, message: str, hint: str = "") -> None:
        """Two parts of the document cannot both hold."""
        self._add(path, CONTRADICTORY, message, hint)

    def unknown(self, path: Path, message: str, hint: str = "") -> None:
        """The document says what we have no word for, or leaves something open."""
        self._add(path, UNKNOWN, message, hint)

    def _add(self, path: Path, code: str, message: str, hint: str) -> None:
        where = pointer(path)
        shown = where if len(where) <= 100 else f"{where[:59]}…{where[-40:]}"
        text = f"{message} ({shown})"
        if len(text) > _LONGEST:
            text = f"{message[: _LONGEST - len(shown) - 5]}… ({shown})"
        problem = Problem(self.source.place_of(path), code, text, hint, severity="warning")
        if problem not in self.problems:
            excerpt = tuple((number, line[:160]) for number, line in self.source.excerpt_for(problem))
            self.problems.append(replace(problem, excerpt=excerpt))
