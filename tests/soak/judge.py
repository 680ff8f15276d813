"""What three marketplaces hold and what the engine's store holds in, everything that does not agree out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stallkeeper.orders import OPEN_STATES, Event, Order, OrderKey, Submission, Whole
from stallkeeper.played.world_order import WorldOrder
from stallkeeper.runtime.lost_race import LOST_RACE
from stallkeeper.store import Store
from stallkeeper.words import MAY_END
from tests.soak.claims import OVERTAKEN, Claim, Holding, Scene
from tests.soak.kinds import Values
from tests.soak.marketplaces import Marketplace
from tests.soak.seller import Seller
from tests.soak.wish import Wish

EXPLAINING = ("stale", "drift", "flagged vanished")
"""Lines of history that say why the store holds something else than the marketplace."""
WHO_FULFILS = "fulfilled_by_channel False"
DONE_WITH = MAY_END - {"shipped"}
"""Where an order may end, and nobody asks for it by its id any more."""
TO_BE_SEEN = timedelta(days=1)
"""Within so long a change without a date is seen, for open orders are read each day; of one that is sent, and is read
when it has been so for 1, 2, 4, 8 days, within as long as it has been so.
"""
TO_THE_LAST = frozenset({"ship", "cancel"})
"""Actions after which no line waits, where they are about a whole order."""
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


def judge(store: Store, marketplaces: Sequence[Marketplace], seller: Seller) -> Verdict:
    """Hold the one against the other, order by order and effect by effect."""
    verdict = Verdict()
    for marketplace in marketplaces:
        _orders(store, marketplace, verdict)
        _effects(store, marketplace, seller, verdict)
    _submissions(store, verdict)
    if not isinstance(whole := store.audit.check(), Whole):
        verdict.wrong.append(f"the record of who did what is broken: {whole}")
    return verdict


def _orders(store: Store, marketplace: Marketplace, verdict: Verdict) -> None:
    truth = marketplace.orders()
    held = {order.id: order for order in store.orders() if order.channel == marketplace.name}
    for order_id, real in truth.items():
        verdict.compared += 1
        order = store.order(OrderKey(marketplace.name, marketplace.name, order_id)) if order_id in held else None
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
    yield from _unlike("", order.report, kind.of_order(real.tree))
    lines = {line.id: line for line in order.report.lines}
    for line in real.tree[kind.lines]:
        line_id = str(line[kind.line_id])
        held = lines.pop(line_id, None)
        if held is None:
            yield f"line {line_id} is not there"
        else:
            yield from _unlike(f"line {line_id} ", held, kind.of_line(line))
    yield from (f"line {line_id} is not at the marketplace" for line_id in lines)
    if order.erased is None:
        yield from _unlike("delivery ", order.report.delivery, kind.of_delivery(real.tree))


def _unlike(where: str, held: object, real: Values) -> Iterator[str]:
    for name, value in real.items():
        if (ours := getattr(held, name, None)) != value:
            yield f"{where}{name} {ours} and not {value}"


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
    if difference.startswith(WHO_FULFILS) and _says_the_seller_does(history, marketplace.kind.fulfilled_flag):
        verdict.explained["told without who fulfils"] += 1
    elif why in EXPLAINING:
        verdict.explained[str(why)] += 1
    elif left_alone is not None:
        verdict.explained[left_alone] += 1
    else:
        since = "" if happened_at is None else f", without a date of it, on {happened_at:%d %H:%M}"
        verdict.wrong.append(f"{marketplace.name} {order_id}: {difference}{since}; history: {_told(history)}")


def _says_the_seller_does(history: Sequence[Event], flag: str) -> bool:
    """Whether the last line about who fulfils lowers the flag: a report that leaves it out is read as the seller's."""
    last = next((event for event in reversed(history) if _called(event) == f"flagged {flag}"), None)
    return last is not None and not last.details.get("raised")


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


def _effects(store: Store, marketplace: Marketplace, seller: Seller, verdict: Verdict) -> None:
    """Every wish has one submission that says of it what is so, and every effect was wished for."""
    states = {each.who: _state(each) for each in store.submissions() if each.key.channel == marketplace.name}
    wished = {who: wish for who, wish in seller.asked.items() if wish.channel == marketplace.name}
    verdict.wrong += [f"{who} was taken on and is nowhere" for who in sorted(wished.keys() - states.keys())]
    verdict.wrong += [f"{who} was never asked for" for who in sorted(states.keys() - wished.keys())]
    claims = [Claim(wish, states[who]) for who, wish in wished.items() if who in states]
    before, kind, world = _before_merging(marketplace), marketplace.kind, marketplace.world

    def homes(order_id: str, line: str) -> frozenset[str]:
        return frozenset({order_id, *(before.get(line, ()) if kind.by_line else ())})

    scene = Scene(kind, homes, lambda order_id, action: _by_itself(marketplace, order_id, action))
    holding, done = Holding(scene, claims), world.effects()
    holding.hold(done, world.swallowed)
    verdict.effects += len(done)
    verdict.explained["answered as done and never done"] += holding.lies
    verdict.wrong += [f"{marketplace.name} {told}" for told in holding.wrong]
    for claim in claims:
        if claim.state == "confirmed" and claim.wish.action in TO_THE_LAST and "line" not in claim.wish.fields:
            verdict.wrong += list(_left_waiting(marketplace, claim.wish, seller))


def _state(submission: Submission) -> str:
    """Its state; one that was overtaken after its request had left is told as such: it may have been done before."""
    left = submission.extras.get(LOST_RACE, {}).get("left")
    return OVERTAKEN if submission.state == "superseded" and left else submission.state


def _left_waiting(marketplace: Marketplace, wish: Wish, seller: Seller) -> Iterator[str]:
    """Lines of the order that still wait, where the whole order is told as dealt with; not those that came later."""
    for line_id in sorted(seller.bought[marketplace.name, wish.order]):
        home = marketplace.world.order_of_line(line_id) if marketplace.kind.by_line else None
        for line in home.tree[marketplace.kind.lines] if home is not None else ():
            if str(line[marketplace.kind.line_id]) == line_id and marketplace.kind.waits(line):
                yield f"{marketplace.name} {wish.order}: {wish.action} is told as confirmed and line {line_id} waits"


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
