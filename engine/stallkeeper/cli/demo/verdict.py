"""An order in, the statuses that its native word may stand for by channel.yaml's own lists out.

Written without the machine's reading of reports, so that a mistake there shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from stallkeeper.machine.compile import Machine
from stallkeeper.orders import Order
from stallkeeper.spec.channel_spec import ChannelSpec, LineDecision
from stallkeeper.words import Status


def stands_for(machine: Machine, order: Order) -> frozenset[Status | None]:
    """The status of the native word, or the one that lines give; both also as deadlines and moves of ours lead on.

    A word that only raises a flag leaves an order where it stood; a word nobody knows stands for None.
    """
    spec = machine.spec
    if order.native_status in spec.flags:
        return frozenset({order.status})
    word = spec.status_of_native().get(order.native_status)
    if word is None:
        return frozenset({None})
    said = next(_line_statuses(spec, order), word)
    return frozenset({said, *_onward(spec, said)})


def _line_statuses(spec: ChannelSpec, order: Order) -> Iterator[Status]:
    """What each line rule that applies to the order makes of it, in the author's order."""
    words = {**spec.status_of_native(), **spec.lines.statuses}
    natives = [line.native_status for line in order.report.lines]
    lines = [words.get(native) if native and native not in spec.lines.says_nothing else None for native in natives]
    for rule in spec.lines.decide:
        agreeing = [status == rule.line_status for status in lines]
        enough = all(agreeing) if rule.quantifier == "all" else any(agreeing)
        if agreeing and enough and _is_meant(rule, order.native_status):
            yield rule.status


def _is_meant(rule: LineDecision, native: str) -> bool:
    """Whether the rule may speak of an order with this word; its other conditions are taken to hold."""
    asked = [each for each in rule.conditions if each.name == "native.status"]
    return all(native in (each.value if each.operator == "one_of" else (each.value,)) for each in asked)


def _onward(spec: ChannelSpec, status: Status) -> Iterator[Status]:
    """Where a deadline that we keep, or a move of the hub's own, may have taken it."""
    seen, waiting = {status}, [status]
    while waiting:
        here = spec.statuses.get(waiting.pop())
        if here is None:
            continue
        kept = here.deadline.outcomes if here.deadline and here.deadline.kept_by == "us" else ()
        for further in (*kept, *((here.advances_to,) if here.advances_to else ())):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
                yield further
