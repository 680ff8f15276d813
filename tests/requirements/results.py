"""Reports of tests that bear a requirement's number in, the list of all forty with how each of them went out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tests.requirements.rows import BY_NAME

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
        """pass: all tests passed; part: they did, and something is open; fail: one did not; absent: none ran."""
        ended = self._ended[number] if number in self._ended else Counter()
        if not ended:
            return "absent"
        if ended["failed"] or ended["skipped"]:
            return "fail" if ended["failed"] else "skipped"
        return "part" if BY_NAME[number].open else "pass"

    def unshown(self) -> list[str]:
        """What no test has tried, or one that was skipped: by number, with the word for it."""
        words = {number: self.word(number) for number in NUMBERS}
        return [f"{number} ({word})" for number, word in words.items() if word in ("absent", "skipped")]

    def lines(self, *, all_ran: bool = True) -> Iterator[str]:
        """The list, a line for each requirement, and the sum; of a run of some tests only what these show."""
        for number in NUMBERS:
            if number not in self._ended and not all_ran:
                continue
            count = sum(self._ended[number].values()) if number in self._ended else 0
            tests = f"{count} test" if count == 1 else f"{count} tests"
            row = BY_NAME[number]
            left = f"; open: {row.open}" if row.open else ""
            yield f"{number:<4}{self.word(number):<9}{tests:<10}{row.requirement}{left}"
        words = Counter(map(self.word, NUMBERS))
        told = ("pass", "part", "fail", "skipped", "absent") if all_ran else ("pass", "part", "fail", "skipped")
        yield ", ".join(f"{words[word]} {word}" for word in told if words[word])
