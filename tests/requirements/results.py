"""Reports of tests that bear a requirement's number in, the list of all forty with how each of them went out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

NUMBERS = tuple(f"R{number}" for number in range(1, 41))
PROPERTY = "requirement"


class Results:
    """How the tests of each requirement ended. Fed by reports, which cross from worker processes; markers do not."""

    def __init__(self) -> None:
        self._ended: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, properties: Iterable[tuple[str, object]], when: str, outcome: str) -> None:
        """One report of one phase of one test: what is passed counts when it was called, the rest at any time."""
        if when != "call" and outcome == "passed":
            return
        for name, number in properties:
            if name == PROPERTY:
                self._ended[str(number)][outcome] += 1

    def __bool__(self) -> bool:
        return bool(self._ended)

    def word(self, number: str) -> str:
        """pass: every test passed; fail: one did not; skipped: one did not run; absent: there was none."""
        ended = self._ended[number] if number in self._ended else Counter()
        if not ended:
            return "absent"
        return "fail" if ended["failed"] else "skipped" if ended["skipped"] else "pass"

    def lines(self) -> Iterator[str]:
        """The list, a line for each requirement, and the sum."""
        for number in NUMBERS:
            count = sum(self._ended[number].values()) if number in self._ended else 0
            tests = f"{count} test" if count == 1 else f"{count} tests" if count else ""
            yield f"{number:<4}{self.word(number):<9}{tests}".rstrip()
        words = Counter(map(self.word, NUMBERS))
        yield ", ".join(f"{words[word]} {word}" for word in ("pass", "fail", "skipped", "absent") if words[word])
