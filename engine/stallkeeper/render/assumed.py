"""A channel's assumptions go in, numbered marks come out, to be set where each of them applies."""

from __future__ import annotations

from stallkeeper.render.pen import Safe
from stallkeeper.spec.channel_spec import Assumption


class Marks:
    """The numbers of the assumptions that a statement rests on. An assumption may be marked in several places."""

    def __init__(self, assumptions: tuple[Assumption, ...], form: str = " ({})") -> None:
        self._about = tuple(assumption.about for assumption in assumptions)
        self._form = form
        self.used: set[int] = set()

    def at(self, *path: str) -> Safe:
        """Marks of the assumptions about exactly this part."""
        return self._marks(lambda about: about == ".".join(path))

    def within(self, *path: str) -> Safe:
        """Marks of the assumptions about this part or anything in it."""
        prefix = ".".join(path)
        return self._marks(lambda about: about == prefix or about.startswith(f"{prefix}."))

    def left(self) -> Safe:
        """Marks of the assumptions that were marked nowhere so far: they are about the page as a whole."""
        return self._marks(lambda about: self._about.index(about) + 1 not in self.used)

    def _marks(self, fits: object) -> Safe:
        assert callable(fits)
        numbers = [number for number, about in enumerate(self._about, 1) if fits(about)]
        self.used.update(numbers)
        return Safe(self._form.format(", ".join(f"†{number}" for number in numbers)) if numbers else "")
