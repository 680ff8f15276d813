"""A machine in; a story for each of its moves, conditions and words out, with what the spec promises of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stallkeeper.durations import format_duration
from stallkeeper.machine.compiled import Machine
from stallkeeper.orders import Order, OrderKey
from stallkeeper.scenario.contexts import Context, failing, holding
from stallkeeper.scenario.generated_fields import completed
from stallkeeper.scenario.memory_record import ORDER_ID, first_report
from stallkeeper.scenario.simulate import BEGINNING
from stallkeeper.scenario.special_walks import special_walks
from stallkeeper.scenario.told_story import ToldStory
from stallkeeper.scenario.ways import TWO_LINES, Way, Ways, told, written
from stallkeeper.spec.channel_spec import ActionSpec, StatusSpec
from stallkeeper.words import Status


def walks(machine: Machine) -> Iterator[ToldStory]:
    """Every story, in the author's order of statuses and actions."""
    ways = Ways(machine)
    for status in machine.spec.statuses.values():
        yield from _arrivals(ways, status)
        for name in status.actions:
            yield from _actions(ways, status, machine.spec.actions[name])
        yield from _reports(ways, status)
        yield from _deadlines(ways, status)
    yield from special_walks(ways)


def _arrivals(ways: Ways, status: StatusSpec) -> Iterator[ToldStory]:
    """Each native word as the first thing that is heard of an order, and heard twice."""
    rests = status.advances_to or status.status
    for number, word in enumerate(status.native, 1):
        way = Way({"native": word, **ways.fields(Context())}, ({"channel_reports": word, "status": rests},))
        yield told(f"{status.status}-arrives-{number}", f"An order is first seen as {word}", way)


def _actions(ways: Ways, status: StatusSpec, action: ActionSpec) -> Iterator[ToldStory]:
    spec = ways.spec
    allowed = holding(spec, action.conditions)
    for target in action.results_from(status.status):
        way = _done(ways, status, action, allowed, target)
        if way is not None:
            yield told(f"{status.status}-{action.name}-{target}", f"{action.name} leads to {target}", way)
    if action.conditions:
        other = failing(spec, action.conditions)
        way = ways.to(status.status, other)
        if way is not None and other.native in (None, way.order["native"]):  # else its word is of another status
            refused = way.then({"do": action.name, "refused": "condition"})
            yield told(f"{status.status}-{action.name}-refused", f"{action.name} is not offered", refused)
    for number, need in enumerate(action.needs, 1):
        yield from _needed(ways, status, action, number, allowed, need)


def _needed(
    ways: Ways, status: StatusSpec, action: ActionSpec, number: int, allowed: Context, need: Any
) -> Iterator[ToldStory]:
    """What a need asks for is left out where it is needed, given there, and left out where it is not needed."""
    context = allowed.and_also(holding(ways.spec, need.conditions))
    way = ways.to(status.status, context)
    fields = _fields(ways, status, action, context, way)
    takes = ways.machine.requirements[action.name].fields
    missing = [name for name in need.fields if takes[name].default is None and name not in context.given]
    if way is not None and fields is not None and missing:
        given = {name: value for name, value in fields.items() if name not in missing}
        step = {"do": action.name, **({"with": given} if given else {}), "missing": missing}
        where = f"{status.status}-{action.name}-needs-{number}"
        yield told(where, f"{action.name} needs {', '.join(missing)}", way.then(step, _do(action, fields)))
    if need.conditions:
        other = allowed.and_also(failing(ways.spec, need.conditions))
        free = _done(ways, status, action, other, action.results_from(status.status)[0])
        if free is not None:
            where = f"{status.status}-{action.name}-free-{number}"
            yield told(where, f"{action.name} goes without {', '.join(need.fields)} where it may", free)


def _do(action: ActionSpec, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"do": action.name, **({"with": dict(fields)} if fields else {})}


def _done(ways: Ways, status: StatusSpec, action: ActionSpec, context: Context, target: Status) -> Way | None:
    """The action done at `status`, agreed to with `target`."""
    way = ways.to(status.status, context)
    natives = ways.spec.statuses[target].native
    partly = target == "partial_refunded" and not natives and "line" in action.takes()
    if way is not None and partly and "lines" not in way.order:
        way = replace(way, order={**way.order, "lines": [{"sku": sku} for sku in TWO_LINES]})
    elif way is not None and partly:  # some of its lines are back already: one more comes back, and one stays
        way = replace(way, order={**way.order, "lines": [*way.order["lines"], {"sku": "LINE-3"}]})
    if way is not None and partly:
        context = context.and_also(Context(given={"line": TWO_LINES[status.status == target]}))
    fields = _fields(ways, status, action, context, way)
    if (
        way is None
        or fields is None
        or (not natives and not partly and target != action.results_from(status.status)[0])
    ):
        return None
    return way.then({**_do(action, fields), **({"reports": natives[0]} if natives else {}), "status": target})


def _fields(
    ways: Ways, status: StatusSpec, action: ActionSpec, context: Context, way: Way | None
) -> dict[str, Any] | None:
    """What the action needs in this context; None where there is no way, or the context forbids what it needs."""
    if way is None:
        return None
    begun, _ = ToldStory("order", "An order", way.order, ({"ask": "actions", "offered": []},)).scenario(ways.spec)
    if begun is None:
        return None
    report = first_report(begun.order, begun.order.native or "", BEGINNING)
    key = OrderKey("story", ways.spec.channel, ORDER_ID)
    order = Order(key, "story", status.status, report.native_status, BEGINNING, BEGINNING, BEGINNING, report)
    fields = completed(ways.machine, order, action.name, context.given, now=BEGINNING)
    return {name: written(value) for name, value in fields.items() if name not in context.without}


def _reports(ways: Ways, status: StatusSpec) -> Iterator[ToldStory]:
    """Every move of the marketplace that is foreseen."""
    for edge in ways.machine.edges:
        if edge.kind != "observe" or edge.source != status.status:
            continue
        way = ways.to(status.status)
        step = _report(ways, edge.destination)
        if way is None or step is None:
            continue
        if "lines" in step and "lines" not in way.order:
            way = replace(way, order={**way.order, "lines": [{"sku": sku} for sku in TWO_LINES]})
        title = f"The marketplace moves an order from {edge.source} to {edge.destination}"
        yield told(f"{edge.source}-reported-{edge.destination}", title, way.then(step))


def _report(ways: Ways, target: Status) -> dict[str, Any] | None:
    """A report of `target`: by its word, or by the words of two lines."""
    here = ways.spec.statuses[target]
    if here.native:
        return {"channel_reports": here.native[0], "status": here.advances_to or target}
    way = ways.to(target)
    lines = [line.get("native_status") for line in way.order.get("lines", ())] if way is not None else []
    if way is None or not lines or way.steps:
        return None
    silent = next(iter(sorted(ways.spec.lines.says_nothing)), None)
    other = silent or next(iter(ways.spec.status_of_native()), "")
    words = [word or other for word in lines]
    return {"channel_reports": way.order["native"], "lines": words, "status": target}


def _deadlines(ways: Ways, status: StatusSpec) -> Iterator[ToldStory]:
    """A deadline passes; and does not, for an order for which it does not run."""
    rule = status.deadline
    if rule is None or rule.within is None:
        return
    anchored = Context(order={"partially_canceled": True} if rule.since == "partial_cancel" else {})
    way = ways.to(status.status, anchored.and_also(holding(ways.spec, rule.conditions)))
    wait = {"wait": format_duration(rule.within)}
    if way is not None:
        stands = rule.outcomes[0] if rule.kept_by == "us" else status.status
        passed = way.then({**wait, "status": stands, "overdue": [rule.id]})
        yield told(f"{status.status}-{rule.id}-passes", f"The deadline {rule.id} passes", passed)
    if rule.conditions:
        other = ways.to(status.status, failing(ways.spec, rule.conditions))
        if other is not None:
            stays = other.then({**wait, "status": status.status, "overdue": []})
            yield told(f"{status.status}-{rule.id}-idle", f"The deadline {rule.id} does not run", stays)
