"""A machine and a status in; how an order comes to stand there, as a story would begin, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.compiled import Machine
from stallkeeper.scenario.contexts import Context, holding
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.spec.channel_spec import LineDecision, StatusSpec
from stallkeeper.words import Status

TWO_LINES = ("LINE-1", "LINE-2")

Steps = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """How an order comes to stand somewhere: as it is first seen, and what happens then."""

    order: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...] = ()

    def then(self, *steps: Mapping[str, Any]) -> Way:
        return replace(self, steps=(*self.steps, *steps))


class Ways:
    """Finds ways to statuses."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.spec = machine.spec
        self._ours = holding(self.spec, [each for limit in self.spec.only for each in limit.conditions])

    def to(self, status: Status, context: Context | None = None, passed: frozenset[Status] = frozenset()) -> Way | None:
        """A way to `status` with an order as `context` wants it; None where nothing that is declared leads there."""
        wanted = context or Context()
        here = self.spec.statuses.get(status)
        if here is None or status in passed:
            return None
        words = [word for word in here.native if word not in self.spec.gates] or list(here.native)
        if words:
            native = wanted.native if wanted.native in here.native else words[0]
            return Way({"native": native, **self.fields(wanted)})
        return self._by_lines(status, wanted) or self._by_time(here, wanted, passed | {status})

    def fields(self, context: Context) -> dict[str, Any]:
        """The order fields of a context, and those that make an order ours."""
        return {name: written(value) for name, value in {**self._ours.order, **context.order}.items()}

    def _by_lines(self, status: Status, context: Context) -> Way | None:
        rule = next((rule for rule in self.spec.lines.decide if rule.status == status), None)
        return self.by_rule(rule, context) if rule is not None else None

    def by_rule(self, rule: LineDecision, context: Context) -> Way | None:
        """An order whose lines decide by this rule."""
        word = line_word(self.machine, rule.line_status)
        wanted = context.and_also(holding(self.spec, rule.conditions))
        native = wanted.native or next(iter(self.spec.status_of_native()), None)
        if word is None or native is None:
            return None
        lines: list[dict[str, Any]] = [{"sku": sku, "native_status": word} for sku in TWO_LINES]
        if rule.quantifier == "any":
            del lines[1]["native_status"]
        return Way({"native": native, **self.fields(wanted), "lines": lines})

    def _by_time(self, here: StatusSpec, context: Context, passed: frozenset[Status]) -> Way | None:
        """Where only the hub itself moves an order there: when a deadline that we keep passes, or at once."""
        for other in self.spec.statuses.values():
            deadline = other.deadline
            if other.advances_to == here.status:
                return self.to(other.status, context, passed)
            if deadline and deadline.kept_by == "us" and deadline.within and deadline.outcomes[0] == here.status:
                way = self.to(other.status, holding(self.spec, deadline.conditions).and_also(context), passed)
                if way is not None:
                    return way.then({"wait": format_duration(deadline.within), "status": here.status})
        return None


def line_word(machine: Machine, status: Status) -> str | None:
    """The first native word of a line that means `status`."""
    spec = machine.spec
    own = next((word for word, meant in spec.lines.statuses.items() if meant == status), None)
    here = spec.statuses.get(status)
    return own or (here.native[0] if here is not None and here.native else None)


def written(value: Any) -> Any:
    """A value as a scenario file has it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def told(name: str, title: str, way: Way) -> ToldStory:
    """The story of a way to its end."""
    return ToldStory(f"explored-{name}".replace("_", "-"), title, way.order, way.steps)
