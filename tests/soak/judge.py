"""What three marketplaces hold and what the engine's store holds in, everything that does not agree out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from stallkeeper.orders import OPEN_STATES, Event, Order, OrderKey, Submission, Whole
from stallkeeper.played.world_order import WorldOrder
from stallkeeper.store import Store
from stallkeeper.words import MAY_END
from tests.soak.marketplaces import Marketplace

EXPLAINING = ("stale", "drift", "flagged vanished")
"""Lines of history that say why the store holds something else than the marketplace."""
DONE_WITH = MAY_END - {"shipped"}
"""Where an order may end, and nobody asks for it by its id any more."""
TO_BE_SEEN = timedelta(days=1)
"""Within so long a change without a date is seen, for open orders are read each day; of one that is sent, and is read
when it has been so for 1, 2, 4, 8 days, within as long as it has been so.
"""
ASIDE = ("erased", "raw_erased", "submission", "deadline", "flagged late", "alert")
"""Those that say nothing of what the marketplace shows."""


@dataclass
class Verdict:
    """`wrong` is empty where everything holds; `explained` counts differences by the line of history that tells why."""

    wrong: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    compared: int = 0
    effects: int = 0


def judge(store: Store, marketplaces: Sequence[Marketplace]) -> Verdict:
    """Hold the one against the other, order by order and effect by effect."""
    verdict = Verdict()
    for marketplace in marketplaces:
        _orders(store, marketplace, verdict)
        _effects(store, marketplace, verdict)
    _submissions(store, verdict)
    if not isinstance(whole := store.audit.check(), Whole):
        verdict.wrong.append(f"the record of who did what is broken: {whole}")
    return verdict


def _orders(store: Store, marketplace: Marketplace, verdict: Verdict) -> None:
    truth = marketplace.orders()
    held = {order.id: order for order in store.orders() if order.channel == marketplace.name}
    for order_id, real in truth.items():
        verdict.compared += 1
        order = held.get(order_id)
        for difference in _differences(marketplace, order, real):
            undated = order is not None and _holds_the_newest_date(order, real)
            _weigh(store, marketplace, order_id, order, difference, verdict, real.changed if undated else None)
    for order_id in sorted(held.keys() - truth.keys()):
        gone = marketplace.world.gone.get(order_id)
        gone_at = gone.changed if gone is not None else None
        _weigh(store, marketplace, order_id, held[order_id], "gone at the marketplace", verdict, gone_at)


def _holds_the_newest_date(order: Order, real: WorldOrder) -> bool:
    dated = order.report.modified_at
    return dated is not None and dated >= real.modified - timedelta(seconds=1)


def _differences(marketplace: Marketplace, order: Order | None, real: WorldOrder) -> Iterator[str]:
    if order is None:
        yield "not in the store"
        return
    if order.native_status != real.status:
        yield f"status {order.native_status} and not {real.status}"
    kind = marketplace.kind
    real_lines = {str(line[kind.line_id]): kind.of_line(line) for line in real.tree[kind.lines]}
    lines = {line.id: kind.held_of_line(line) for line in order.report.lines}
    if lines != real_lines:
        yield f"lines {lines} and not {real_lines}"
    total, wanted = order.report.total, kind.total(real.tree)
    if total is not None and Decimal(total) != wanted:
        yield f"total {total} and not {wanted}"


def _weigh(
    store: Store,
    marketplace: Marketplace,
    order_id: str,
    order: Order | None,
    difference: str,
    verdict: Verdict,
    happened_at: datetime | None,
) -> None:
    """A difference that the last report in the order's history tells of is explained; any other is wrong.

    So is one that came about without a date of it when a line had told that the order is at its end, or that its buyer
    was forgotten: such orders are not asked for any more.
    """
    history = store.history(OrderKey(marketplace.name, marketplace.name, order_id))
    why = next((called for called in map(_called, reversed(history)) if called not in ASIDE), None)
    seen_by = None if happened_at is None else happened_at + _to_be_seen(order, happened_at)
    left_alone = None if seen_by is None else _left_alone(history, seen_by)
    if why in EXPLAINING:
        verdict.explained[str(why)] += 1
    elif left_alone is not None:
        verdict.explained[left_alone] += 1
    else:
        since = "" if happened_at is None else f", without a date of it, on {happened_at:%d %H:%M}"
        verdict.wrong.append(f"{marketplace.name} {order_id}: {difference}{since}; history: {_told(history)}")


def _left_alone(history: Sequence[Event], seen_by: datetime) -> str | None:
    """What a line says because of which nobody asked for the order any more, before the change would have been seen."""
    if any(event.kind == "erased" and event.at < seen_by for event in history):
        return "erased before"
    stands = next((event for event in reversed(history) if event.to_status is not None), None)
    return "at its end before" if stands is not None and stands.to_status in DONE_WITH and stands.at < seen_by else None


def _to_be_seen(order: Order | None, happened_at: datetime) -> timedelta:
    sent = order is not None and order.status == "shipped"
    return max(TO_BE_SEEN, happened_at - order.status_since) if order is not None and sent else TO_BE_SEEN


def _called(event: Event) -> str:
    return f"flagged {event.details.get('flag')}" if event.kind == "flagged" else event.kind


def _told(history: Sequence[Event]) -> str:
    return ", ".join(f"{event.at:%d %H:%M} {event.kind} {event.to_status or ''}".strip() for event in history[-6:])


def _effects(store: Store, marketplace: Marketplace, verdict: Verdict) -> None:
    """No line was acted upon more often than the seller asked for, and nothing is claimed that never was."""
    done: Counter[tuple[str, str, str]] = Counter()
    for effect in marketplace.world.effects():
        verdict.effects += 1
        for line in effect.lines or ("",):
            done[effect.order_id, effect.action, line] += 1
    for effect in marketplace.world.swallowed:
        if effect.action in marketplace.kind.never_shown:
            verdict.explained["answered as done and never done"] += 1
            for line in effect.lines or ("",):
                done[effect.order_id, effect.action, line] += 1
    asked: dict[tuple[str, str], list[Submission]] = {}
    for submission in store.submissions():
        if submission.key.channel == marketplace.name:
            asked.setdefault((submission.key.id, submission.action), []).append(submission)
    before = _before_merging(marketplace)
    for (order_id, action, line), times in done.items():
        homes = {order_id, *before.get(line, ())}
        meant = [each for home in homes for each in asked.get((home, action), ()) if _is_about(each, line)]
        here = f"{marketplace.name} {order_id}: {action} of line {line or '-'}"
        if times > len(meant):
            verdict.wrong.append(f"{here} took effect {times} times and was asked for {len(meant)} times")
        elif times < sum(each.state == "confirmed" for each in meant if each.fields.get("line")):
            verdict.wrong.append(f"{here} is confirmed more often than it took effect")
        elif times > sum(each.state != "rejected" for each in meant):
            verdict.wrong.append(f"{here} took effect and is told as rejected")
    ever = {(home, action) for order_id, action, line in done for home in (order_id, *before.get(line, ()))}
    for (order_id, action), submissions in asked.items():
        confirmed = any(each.state == "confirmed" for each in submissions)
        if (order_id, action) not in ever and confirmed and not _by_itself(marketplace, order_id, action):
            verdict.wrong.append(f"{marketplace.name} {order_id}: {action} is confirmed and never took effect")


def _before_merging(marketplace: Marketplace) -> dict[str, set[str]]:
    """By line, the orders that had it before they went into another one: the seller may have asked for it there."""
    before: dict[str, set[str]] = {}
    for order in marketplace.world.gone.values():
        for line in order.tree[marketplace.kind.lines]:
            before.setdefault(str(line[marketplace.kind.line_id]), set()).add(order.id)
    return before


def _by_itself(marketplace: Marketplace, order_id: str, action: str) -> bool:
    """Whether the marketplace brought about by itself what the seller wanted: one in doubt is right to call it so."""
    real = marketplace.world.order(order_id) or marketplace.world.gone.get(order_id)
    return real is not None and marketplace.kind.by_itself.get(action) in real.history


def _is_about(submission: Submission, line: str) -> bool:
    named = submission.fields.get("line")
    return named is None or not line or str(named) == line


def _submissions(store: Store, verdict: Verdict) -> None:
    """Whatever is not settled is in doubt, and a person was told of it."""
    told = {incident.subject for incident in store.incidents()}
    for submission in store.submissions():
        verdict.states[submission.state] += 1
        if submission.state not in OPEN_STATES:
            continue
        name = f"{submission.key.channel} {submission.key.id}: {submission.action}"
        if submission.state != "in_doubt":
            verdict.wrong.append(f"{name} is left {submission.state}")
        elif submission.id not in told:
            verdict.wrong.append(f"{name} is in doubt and nobody was told")
        else:
            verdict.listed += 1
