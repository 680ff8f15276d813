"""A store at the end of the demo in; what was met on the way, counted, and one order's story worth telling, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from stallkeeper.orders import Event, Order
from stallkeeper.store.store import Store

LONGEST_STORY = 16

MET = {
    "incomplete": "actions that lacked a field, and were not sent",
    "refused": "actions refused by the marketplace",
    "overtaken": "actions overtaken by what happened meanwhile",
    "unforeseen": "moves that no rule foresaw, followed and flagged",
    "fulfilled": "orders that the marketplace shipped itself",
    "late": "deadlines that passed",
    "left_out": "orders of other partners, left out",
}
"""What a demo should meet, in the words it is told in."""


@dataclass(frozen=True, slots=True)
class Findings:
    """`counts` by the words of MET; `teller` is the order with the most to tell, None in an empty store."""

    counts: Counter[str]
    teller: Order | None


def find(store: Store) -> Findings:
    """Read every order's history once."""
    counts: Counter[str] = Counter()
    best: tuple[tuple[int, int], Order] | None = None
    for order in store.orders():
        history = store.history(order.key)
        met = [*_met(history), *(["fulfilled"] if order.report.fulfilled_by_channel else [])]
        counts.update(met)
        worth = _worth(met, len(history))
        if best is None or worth > best[0]:
            best = (worth, order)
    return Findings(counts, best[1] if best else None)


def _worth(met: Collection[str], length: int) -> tuple[int, int]:
    """How much a story has to tell: things that went otherwise than planned, then its length."""
    return (len({"refused", "overtaken", "unforeseen"} & set(met)), length) if length <= LONGEST_STORY else (0, 0)


def _met(history: Iterable[Event]) -> Iterator[str]:
    names = {"rejected": "refused", "superseded": "overtaken"}
    for event in history:
        if event.kind == "submission" and event.details.get("state") in names:
            yield names[str(event.details["state"])]
        elif event.kind == "unforeseen":
            yield "unforeseen"
        elif event.kind == "deadline":
            yield "late"
