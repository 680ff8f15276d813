"""How far an action of several requests has come: what is written down of each, and a log that forgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from stallkeeper.errors import ErrorKind


@dataclass(frozen=True, slots=True)
class Call:
    """One request of an action. `line` is the id of the order's line it is about; `last`: no other one follows.

    `keeps`: later ones need something of its answer, so that it has to have been read.
    """

    key: str
    line: str | None = None
    last: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class CallResult:
    """What became of one request that is settled: a yes, or for one of several lines a clear no."""

    kept: Mapping[str, str] = field(default_factory=dict)
    reference: str | None = None
    line: str | None = None
    refused: str | None = None
    """Why not, in the words for a person; None: it was taken."""
    kind: ErrorKind | None = None
    reads: bool = False
    """It only looked, and changed nothing."""


class CallLog(Protocol):
    """Remembers requests. Each method returns once what it was told is on disk."""

    def results(self) -> Mapping[str, CallResult]:
        """What is settled, by the key of its call: none of these is sent again."""

    def leaving(self, call: Call) -> None:
        """The first byte of this one is about to leave."""

    def settled(self, call: Call, result: CallResult) -> None:
        """Its answer was read and clear."""


class ForgetfulLog:
    """Remembers as long as it lives: for what is not taken up again."""

    def __init__(self) -> None:
        self._results: dict[str, CallResult] = {}

    def results(self) -> Mapping[str, CallResult]:
        return dict(self._results)

    def leaving(self, call: Call) -> None:
        """Nothing to write down."""

    def settled(self, call: Call, result: CallResult) -> None:
        self._results[call.key] = result
