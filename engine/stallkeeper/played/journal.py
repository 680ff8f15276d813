"""What happens to orders in, a numbered journal that can be read on from any number, or acknowledged, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of one order; `moved` says whether its status changed with it."""

    number: int
    order_id: str
    status: str
    moved: bool
    at: datetime

    @property
    def id(self) -> str:
        """Its number as a text that sorts like the number."""
        return f"{self.number:012d}"


class Journal:
    """Everything that happened, oldest first."""

    def __init__(self) -> None:
        self._happened: list[Happening] = []
        self._acknowledged: set[str] = set()

    def add(self, order_id: str, status: str, moved: bool, at: datetime) -> None:
        self._happened.append(Happening(len(self._happened) + 1, order_id, status, moved, at))

    def since(self, number: int) -> Iterator[Happening]:
        """What happened after this number."""
        return iter(self._happened[max(0, number) :])

    def waiting(self) -> Iterator[Happening]:
        """What nobody has acknowledged."""
        return (happening for happening in self._happened if happening.id not in self._acknowledged)

    def acknowledge(self, ids: Iterable[str]) -> bool:
        """Take down that these were received; False, and nothing taken down, where one is not known."""
        wanted = set(ids)
        known = {happening.id for happening in self._happened}
        if not wanted or not wanted <= known:
            return False
        self._acknowledged |= wanted
        return True
