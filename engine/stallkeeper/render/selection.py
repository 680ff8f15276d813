"""A planned selection goes in, the lines that a person reads before anything is sent come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stallkeeper.machine.choices import Choice
from stallkeeper.orders import OrderKey
from stallkeeper.render.json_form import plain
from stallkeeper.render.pen import printable
from stallkeeper.runtime.planning import AskedField, Plan

_SHOWN = 10


def plan_text(plan: Plan) -> str:
    """What is not possible first, by reason; then what is asked for; then what is ready."""
    return "".join(f"{line}\n" for line in _lines(plan))


def plan_form(plan: Plan) -> dict[str, Any]:
    """The same for a program; `choices` null: any value, empty: none that fits all."""
    asks = [
        {**plain(each, {"choices"}), "choices": each.choices and [_choice(one) for one in each.choices]}
        for each in plan.asks
    ]
    return {**plain(plan, {"asks"}), "asks": asks}


def _choice(choice: Choice) -> dict[str, str]:
    return {"code": choice.code, "label": choice.label}


def _lines(plan: Plan) -> Iterator[str]:
    for group in plan.not_possible:
        yield f"not possible  {_count(len(group.keys))}: {printable(group.message)}"
        yield f"  {_named(group.keys)}"
    if plan.needs_data:
        yield f"needs data    {_count(len(plan.needs_data))}"
        yield f"  {_named(each.key for each in plan.needs_data)}"
        for asked in plan.asks:
            yield f"  {_asked(asked)}"
    if plan.to_confirm:
        yield f"to confirm    {_count(len(plan.to_confirm))}: the buyer asks to cancel; `--yes` does it"
        yield f"  {_named(plan.to_confirm)}"
    if plan.ready:
        yield f"ready         {_count(len(plan.ready))}"
        yield f"  {_named(plan.ready)}"


def _asked(asked: AskedField) -> str:
    of = f"{asked.name}, for {_count(asked.orders)}"
    if asked.choices is None:
        return of
    if not asked.choices:
        return f"{of}: no one value fits all of them; give it to some at a time"
    codes = [printable(each.code) for each in asked.choices]
    return f"{of}: {', '.join(codes[:_SHOWN])}{_more(len(codes))}"


def _named(keys: Iterable[OrderKey]) -> str:
    ids = [printable(key.id) for key in keys]
    return f"{', '.join(ids[:_SHOWN])}{_more(len(ids))}"


def _more(count: int) -> str:
    return f" and {count - _SHOWN} more" if count > _SHOWN else ""


def _count(count: int) -> str:
    return f"{count} order{'s' if count != 1 else ''}"
