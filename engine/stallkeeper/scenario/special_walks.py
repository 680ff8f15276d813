"""A machine in; stories of lines, of words that are no status, and of orders that are not the seller's, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from stallkeeper.scenario.contexts import Context, failing
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.scenario.ways import Way, Ways, told, written

UNKNOWN_WORD = "A_WORD_NOBODY_KNOWS"


def special_walks(ways: Ways) -> Iterator[ToldStory]:
    """All of them."""
    yield from _lines(ways)
    yield from _special(ways)


def _lines(ways: Ways) -> Iterator[ToldStory]:
    """Each rule from lines to the order, both ways, and each word of a line."""
    spec = ways.spec
    for number, rule in enumerate(spec.lines.decide, 1):
        way = ways.by_rule(rule, Context())
        if way is not None:
            again = way.then({"channel_reports": way.order["native"], "status": rule.status})
            yield told(f"lines-{number}", f"The lines make the order {rule.status}", again)
        other = ways.by_rule(replace(rule, conditions=()), failing(spec, rule.conditions)) if rule.conditions else None
        if other is not None:
            status = spec.status_of_native().get(other.order["native"])
            heard = {"channel_reports": other.order["native"], **({"status": status} if status else {})}
            yield told(f"lines-{number}-idle", f"The lines do not make the order {rule.status}", other.then(heard))
    native = next((word for word in spec.status_of_native() if word not in spec.gates), None)
    for word, status in spec.lines.statuses.items() if native else ():
        order = {"native": native, **ways.fields(Context()), "lines": [{"sku": "LINE-1"}]}
        step = {"channel_reports": native, "lines": [word], "line_statuses": [status], "unforeseen": False}
        yield told(f"line-{status}-{len(word)}", f"A line is {word}", Way(order, (_lenient(step),)))


def _lenient(step: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in step.items() if key != "unforeseen"}


def _special(ways: Ways) -> Iterator[ToldStory]:
    """Words that are no status, orders that are not ours, and those that the marketplace ships itself."""
    spec = ways.spec
    native = next((word for word in spec.status_of_native() if word not in spec.gates), None)
    if native is None:
        return
    plain = Way({"native": native, **ways.fields(Context())})
    yield told("unknown", "A word nobody knows", plain.then({"channel_reports": UNKNOWN_WORD, "unknown": True}))
    for number, limit in enumerate(spec.only, 1):
        other = {**plain.order, **{name: written(v) for name, v in failing(spec, limit.conditions).order.items()}}
        left_out = Way(other, ({"channel_reports": native, "left_out": True},))
        yield told(f"left-out-{number}", "An order that is not ours", left_out)
    for number, gate in enumerate(spec.gates, 1):
        status = spec.status_of_native().get(gate)
        actions = spec.statuses[status].actions if status else ()
        steps = ({"do": name, "refused": "gate"} for name in actions)
        shut = Way({"native": gate, **ways.fields(Context())}, (*steps, {"ask": "actions", "offered": []}))
        yield told(f"gate-{number}", f"Nothing is offered at {gate}", shut)
    for number, flag in enumerate(spec.flags.values(), 1):
        step: dict[str, Any] = {"channel_reports": flag.native if flag.on == "order" else native}
        step |= {"lines": [flag.native]} if flag.on == "line" else {}
        yield told(f"flag-{number}", f"{flag.native} raises a flag", plain.then({**step, "flags": [flag.raises]}))
    yield from _fulfilled(ways)


def _fulfilled(ways: Ways) -> Iterator[ToldStory]:
    rules = ways.spec.fulfilled_by_channel
    if rules is None:
        return
    for number, code in enumerate(rules.native or {"": ""}, 1):
        own = {"fulfilled_by_channel": True, **({"fulfilment": code} if code else {})}
        way = ways.to(rules.arrives_as, Context(order=own))
        if way is not None:
            again = way.then(
                {"channel_reports": way.order["native"], "status": rules.arrives_as, "flags": [rules.flag]}
            )
            yield told(f"fulfilled-{number}", "An order that the marketplace ships itself", again)
