"""What a decision costs: the table against the stock library's machine and a dict by hand; and memory per order."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from stallkeeper.machine.compile import Machine, compile_machine
from stallkeeper.machine.compiled import step
from stallkeeper.machine.decide import decide, offered
from stallkeeper.machine.facts import Facts, facts_of
from stallkeeper.machine.guards import Test
from stallkeeper.machine.observe import observe
from stallkeeper.orders import Order
from stallkeeper.spec.catalog import Catalog
from tests.benchmarks.measure import Row
from tests.machine.arranged import NOON, a_report, an_order

SHIP = {"carrier": "Other", "carrier_name": "Mule d'Or", "tracking_url": "https://mule.example/colis/58"}

ROUNDS = 15
TIMES = 100
ORDERS = 2_000

Event = tuple[str, str, Facts]
Answer = Callable[[str, str, Facts], str | None]
GIVEN = {"carrier": "130", "tracking_number": "X1", "refund_price": 1, "refund_shipping_price": 0}


class Flyweight:
    """All that the stock machine needs of a model."""

    __slots__ = ("state",)


def measure(folder: Path) -> list[Row]:
    """Ratios of CPU over the same events of all bundled channels, guards passing and failing; bytes kept per order."""
    machines = [machine_of(name) for name in Catalog().names()]
    pairs = [(machine, events_of(machine)) for machine in machines]
    table = [runner(events, by_table(machine)) for machine, events in pairs]
    stock = [runner(events, by_stock(machine)) for machine, events in pairs]
    by_hand = [runner(events, by_dict(machine)) for machine, events in pairs]
    costs = in_turns({"table": table, "stock": stock, "by hand": by_hand})
    order, report = an_order("waiting_shipment", "PREPARATION"), a_report("PREPARATION", None, None)
    machine = next(each for each in machines if "PREPARATION" in each.reading.order_words)
    return [
        Row("decisions: stock transitions machine against our table", ratio(costs, "stock", "table"), "x", 8, True),
        Row("decisions: our table against a dict by hand", ratio(costs, "table", "by hand"), "x", 1.5),
        Row("decisions: memory kept per order", bytes_per_order(machine), "B", 1),
        Row("decisions: observe, first report with two lines", micros(lambda: observe(machine, None, report)), "µs"),
        Row("decisions: offered", micros(lambda: offered(machine, order, now=NOON)), "µs"),
        Row("decisions: decide, with fields", micros(lambda: decide(machine, order, "ship", SHIP, now=NOON)), "µs"),
    ]


def machine_of(name: str) -> Machine:
    spec = Catalog().load(name).spec
    assert spec is not None
    return compile_machine(spec)


def events_of(machine: Machine) -> list[Event]:
    """Every move twice: with fields given, and with none."""
    events = []
    for edge in machine.edges:
        order = an_order(edge.source, "", fulfilled_by_channel=True)
        events += [(edge.source, edge.trigger, facts_of(order, given)) for given in (GIVEN, {})]
    return events


def by_table(machine: Machine) -> Answer:
    return partial(step, machine.table)


def by_dict(machine: Machine) -> Answer:
    """What one would write without a machine: (status, trigger) -> (tests, destination)."""
    rules = {(edge.source, edge.trigger): ([g.test for g in edge.guards], edge.destination) for edge in machine.edges}

    return partial(decided_by_hand, rules)


def decided_by_hand(
    rules: dict[tuple[str, str], tuple[list[Test], str]], status: str, trigger: str, facts: Facts
) -> str | None:
    rule = rules.get((status, trigger))
    if rule is None:
        return None
    tests, destination = rule
    for test in tests:
        if not test(facts):
            return None
    return destination


def by_stock(machine: Machine) -> Answer:
    """The library as it comes, with the same moves and guards and the leanest model it takes."""
    from transitions import Machine as Stock

    stock = Stock(model=None, states=list(machine.rulebook.states), initial=None, auto_transitions=False)
    for edge in machine.edges:
        guards: list[Any] = [guard.test for guard in edge.guards]
        stock.add_transition(edge.trigger, edge.source, edge.destination, conditions=guards)
    flyweight, events = Flyweight(), stock.events

    def moved(status: str, trigger: str, facts: Facts) -> str | None:
        flyweight.state = status
        return flyweight.state if events[trigger].trigger(flyweight, facts) else None

    return moved


def runner(events: list[Event], answer: Answer) -> Callable[[], None]:
    def run() -> None:
        for status, trigger, facts in events:
            answer(status, trigger, facts)

    return run


def in_turns(runs: dict[str, list[Callable[[], None]]]) -> dict[str, list[float]]:
    """CPU of each contestant, round by round, the order turned round every time."""
    costs: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(ROUNDS):
        for name in runs if number % 2 == 0 else reversed(runs):
            begin = time.process_time()
            for _ in range(TIMES // 10 if name == "stock" else TIMES):
                for run in runs[name]:
                    run()
            costs[name].append((time.process_time() - begin) * (10 if name == "stock" else 1))
    return costs


def ratio(costs: dict[str, list[float]], name: str, base: str) -> float:
    return statistics.median(one / other for one, other in zip(costs[name], costs[base], strict=True))


def micros(ask: Callable[[], Any]) -> float:
    """Microseconds per question, the best of five rounds."""

    def once() -> float:
        begin = time.process_time()
        for _ in range(ORDERS):
            ask()
        return (time.process_time() - begin) / ORDERS * 1e6

    return min(once() for _ in range(5))


def bytes_per_order(machine: Machine) -> float:
    """What is still held after everything was asked of many orders, beside the orders themselves."""
    orders = [an_order("waiting_shipment", "PREPARATION") for _ in range(ORDERS)]
    ask_all(machine, orders[:10])
    tracemalloc.start()
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    ask_all(machine, orders)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return max(0, after - before) / len(orders)


def ask_all(machine: Machine, orders: list[Order]) -> None:
    for order in orders:
        decide(machine, order, "ship", SHIP, now=NOON)
        offered(machine, order, now=NOON)
        observe(machine, order, order.report)
