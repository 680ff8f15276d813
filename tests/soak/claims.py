"""What a seller wished with what is told of it, and what took effect, in; whatever does not agree out.

One wish is held against one effect: with its lines, its quantity, its amount, its parcel number and its reason. Wishes
that nothing tells apart, such as the same refund meant twice, are held against as many effects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stallkeeper.played.world_order import Effect
from tests.soak.kinds import Kind
from tests.soak.wish import Wish

NEVER_DONE = frozenset({"rejected", "superseded", "needs_data"})
"""States that say: this did not happen."""
OVERTAKEN = "overtaken"
"""Superseded after its request had left, as a person is told: it may have been done. Of money nobody may be told so."""
OF_THE_WHOLE = ""
"""The line of an effect that is about an order and not about lines of it."""

Alike = frozenset[str]
"""Wishes that nothing tells apart, by their names."""
Acted = tuple[str, str, str]
"""An order, an action and a line of it."""
Times = Mapping[tuple[Acted, Alike], int]


@dataclass(frozen=True)
class Claim:
    """A wish, and the state that the engine tells of it."""

    wish: Wish
    state: str


@dataclass(frozen=True)
class Scene:
    """What a marketplace knows besides: where lines were before, and what came about without anybody's asking."""

    kind: Kind
    homes: Callable[[str, str], frozenset[str]] = lambda order, line: frozenset({order})
    """By order and line, the orders in which the seller may have asked for it: lines move when orders are merged."""
    by_itself: Callable[[str, str], bool] = lambda order, action: False
    """By order and action, whether the marketplace brought about what was wanted."""


class Holding:
    """The one held against the other."""

    def __init__(self, scene: Scene, claims: Sequence[Claim]) -> None:
        self.wrong: list[str] = []
        """What does not agree, in words."""
        self.lies = 0
        """So much was answered as done, is shown by no order, and was not done."""
        self._scene = scene
        self._states = {claim.wish.name: claim.state for claim in claims}
        self._asked: dict[tuple[str, str], list[Wish]] = {}
        for claim in claims:
            self._asked.setdefault((claim.wish.order, claim.wish.action), []).append(claim.wish)

    def hold(self, done: Iterable[Effect], swallowed: Iterable[Effect]) -> None:
        """Look at every effect, and at every wish that is told as confirmed."""
        happened = self._times(done, self._nobody_asked)
        never_shown = self._scene.kind.never_shown
        pretended = self._times((each for each in swallowed if each.action in never_shown), lambda *_: None)
        for (acted, alike), times in happened.items():
            self._hold_effect(acted, alike, times)
        for wishes in self._asked.values():
            for alike in {self._alike(wish, wishes) for wish in wishes}:
                self._hold_confirmed(next(wish for wish in wishes if wish.name in alike), alike, happened, pretended)

    def _times(self, effects: Iterable[Effect], nobody: Callable[[Effect, str], None]) -> Counter[tuple[Acted, Alike]]:
        """How often each line of each order was acted upon, with the wishes that may have asked for it."""
        counted: Counter[tuple[Acted, Alike]] = Counter()
        for effect in effects:
            for line in effect.lines or (OF_THE_WHOLE,):
                alike = frozenset(self._askers(effect, line))
                if alike:
                    counted[(effect.order_id, effect.action, line), alike] += 1
                else:
                    nobody(effect, line)
        return counted

    def _askers(self, effect: Effect, line: str) -> Iterator[str]:
        kind = self._scene.kind
        said, quantity = kind.said(effect), kind.units(effect, line)
        for home in self._scene.homes(effect.order_id, line):
            for wish in self._asked.get((home, effect.action), ()):
                if _fits(wish, line, said, quantity):
                    yield wish.name

    def _nobody_asked(self, effect: Effect, line: str) -> None:
        said = dict(self._scene.kind.said(effect))
        self.wrong.append(
            f"{_named(effect.order_id, effect.action, line)} took effect with {said}, and nobody asked so"
        )

    def _hold_effect(self, acted: Acted, alike: Alike, times: int) -> None:
        states = Counter(self._states[name] for name in alike)
        never = NEVER_DONE | ({OVERTAKEN} if acted[1] == "refund" else set())
        here = f"{_named(*acted)} took effect {times} times"
        if times > len(alike):
            self.wrong.append(f"{here} and was asked for {len(alike)} times")
        elif times > sum(count for state, count in states.items() if state not in never):
            self.wrong.append(f"{here} and is told as {dict(states)}")

    def _hold_confirmed(self, wish: Wish, alike: Alike, happened: Times, pretended: Times) -> None:
        confirmed = sum(self._states[name] == "confirmed" for name in alike)
        real, lied = _most(happened, alike), _most(pretended, alike)
        self.lies += min(lied, max(0, confirmed - real))
        if confirmed > real + lied and not self._scene.by_itself(wish.order, wish.action):
            told = f"{wish.order}: {wish.action} with {dict(wish.fields)}"
            self.wrong.append(f"{told} is told as confirmed {confirmed} times and took effect {real} times")

    def _alike(self, wish: Wish, wishes: Iterable[Wish]) -> Alike:
        return frozenset(other.name for other in wishes if dict(other.fields) == dict(wish.fields))


def _named(order: str, action: str, line: str) -> str:
    return f"{order}: {action} of line {line or '-'}"


def _fits(wish: Wish, line: str, said: Mapping[str, str], units: int | None) -> bool:
    """Whether a request that said this of a line may be that wish's."""
    named, wanted = wish.fields.get("line"), wish.fields.get("quantity")
    values = {name: str(value) for name, value in wish.fields.items() if name not in ("line", "quantity")}
    return named in (None, line) and wanted in (None, units) and values == dict(said)


def _most(times: Times, alike: Alike) -> int:
    """How often that line was acted upon that was so most often: what is about a whole order may leave lines out."""
    by_line: Counter[Acted] = Counter()
    for (acted, askers), count in times.items():
        if alike <= askers:
            by_line[acted] += count
    return max(by_line.values(), default=0)
