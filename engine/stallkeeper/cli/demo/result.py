"""What a demo came to, as a value; as a page for a person, or as plain data for a program."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stallkeeper.cli.demo.agreement import Disagreement
from stallkeeper.cli.demo.findings import MET
from stallkeeper.cli.demo.place import Place
from stallkeeper.cli.demo.season import SPAN
from stallkeeper.cli.typed_command import typed_command
from stallkeeper.orders import Event, Order
from stallkeeper.render.pen import printable
from stallkeeper.render.story import story
from stallkeeper.render.tables import counts_table, text_table


@dataclass(frozen=True, slots=True)
class Result:
    """`seconds` is real time; `arrived` counts the marketplaces' orders, `counts` the store's by channel and status."""

    place: Place
    titles: tuple[str, ...]
    seconds: float
    arrived: int
    at_their_end: int
    counts: Mapping[tuple[str, str | None], int]
    met: Mapping[str, int]
    apart: tuple[Disagreement, ...]
    late: int
    teller: Order | None
    history: tuple[Event, ...]

    @property
    def agrees(self) -> bool:
        """Whether the store and the marketplaces tell the same of every order."""
        return not self.apart

    def text(self) -> str:
        """The page that ends a demo."""
        blocks = (self._head(), text_table(counts_table(self.counts)), self._met(), self._agreement(), *self._story())
        return "\n\n".join((*blocks, self._next())) + "\n"

    def form(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "channels": sorted({channel for channel, _ in self.counts}),
            "arrived": self.arrived,
            "at_their_end": self.at_their_end,
            "seconds": round(self.seconds, 1),
            "counts": [{"channel": c, "status": s, "orders": n} for (c, s), n in sorted(self.counts.items(), key=str)],
            "met": {name: self.met.get(name, 0) for name in MET},
            "agrees": self.agrees,
            "disagreements": [str(each) for each in self.apart],
            "store": str(self.place.store),
            "accounts": str(self.place.accounts),
            "story": self.teller.id if self.teller else None,
        }

    def _head(self) -> str:
        names, others = ", ".join(self.titles), self.met.get("left_out", 0)
        foreign = f" Left out, of other partners: {others}." if others else ""
        return (
            f"{self.arrived} orders at {names}: {self.at_their_end} have come to their end.{foreign}\n"
            f"{SPAN.days} days of the marketplaces' time passed in {self.seconds:.0f} seconds."
        )

    def _met(self) -> str:
        lines = [f"  {self.met.get(name, 0):4}  {meaning}" for name, meaning in MET.items()]
        return "Met on the way\n" + "\n".join(lines)

    def _agreement(self) -> str:
        if self.agrees:
            return f"The store agrees with the marketplaces on every one of the {self.arrived} orders."
        shown = [f"  {printable(str(each))}" for each in self.apart[:20]]
        orders = len({(each.channel, each.order) for each in self.apart})
        return f"The store does NOT agree with the marketplaces on {orders} orders:\n" + "\n".join(shown)

    def _story(self) -> Iterator[str]:
        if self.teller is not None:
            title = f"One order's story: {printable(self.teller.id)} ({self.teller.channel})"
            yield title + "\n" + "\n".join(f"  {line}" for line in story(self.history))

    def _next(self) -> str:
        """Three commands that work although the marketplaces are gone."""
        command = typed_command()
        accounts = f"{command} --accounts {shlex.quote(str(self.place.accounts))}"
        lines = [f"{accounts} orders {self._rare()}".rstrip()]
        if self.teller is not None:
            lines.append(f"{accounts} order {shlex.quote(self.teller.id)}")
            lines.append(f"{command} page {self.teller.channel}")
        return "Try next\n" + "\n".join(f"  {line}" for line in lines)

    def _rare(self) -> str:
        """A filter that finds few: the late ones where there are some, else those of the rarest status."""
        if self.late:
            return "--late"
        sums: Counter[str] = Counter()
        for (_, status), count in self.counts.items():
            sums[status or "unknown"] += count
        return f"--status {min(sums, key=sums.__getitem__)}" if sums else ""
